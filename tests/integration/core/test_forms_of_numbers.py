"""Numbers and dates in the reader's language, whoever read the page before."""

from __future__ import annotations

from flask import Flask
from flask_babel import force_locale

DANISH, ENGLISH = "3\N{NO-BREAK SPACE}% 1.234", "3% 1,234"


def test_a_number_written_in_a_page_is_told_in_each_readers_language(app: Flask) -> None:
    with app.test_request_context(), force_locale("da"):
        page = app.jinja_env.from_string("{{ 0.03|percent }} {{ 1234|number }}")
    for language, said in (("da", DANISH), ("en", ENGLISH), ("da", DANISH)):
        with app.test_request_context(), force_locale(language):
            assert page.render() == said
