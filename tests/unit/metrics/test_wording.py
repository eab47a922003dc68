"""Words for figures are kept, by the figure and the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from hub.core import i18n
from hub.metrics import wording
from hub.metrics.disclosure import Shown, Under


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask(__name__)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = f"{i18n.CATALOGS};{i18n.CATALOGS}"
    app.config["BABEL_DOMAIN"] = "core;metrics"
    i18n.compile_catalogs()
    Babel(app)
    for each in (wording._text, wording._window, i18n._number):
        each.cache_clear()
    yield app
    for each in (wording._text, wording._window, i18n._number):
        each.cache_clear()


def said() -> list[str]:
    return [
        wording.text(Under()), wording.text(Shown(1_240, 6)), wording.window("2026-W47"), wording.window("2026-11"),
    ]  # fmt: skip


def test_every_reader_gets_their_own_language_whoever_came_first(app: Flask) -> None:
    # Without a request there is no catalog, and what is said then must not become anybody's Danish.
    outside = said()
    with app.app_context():
        with force_locale("da"):
            danish = said()
        with force_locale("en"):
            english = said()
        with force_locale("da"):
            assert said() == danish
    assert said() == outside
    assert danish == ["under 10", "ca. 1.240 ± 6", "uge 47, 2026", "november 2026"]
    assert english == ["under 10", "about 1,240 ± 6", "Week 47, 2026", "November 2026"]


def test_a_figure_and_a_week_that_were_said_are_not_put_into_words_again(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context(), force_locale("da"):
        first = said()
        for name in ("parse", "_"):
            monkeypatch.setattr(wording, name, None)
        monkeypatch.setattr(i18n, "format_decimal", None)
        assert said() == first
        assert i18n.number(1_240) == "1.240"


def test_figures_of_different_kinds_are_not_taken_for_each_other(app: Flask) -> None:
    with app.app_context(), force_locale("en"):
        assert [wording.text(Shown(10)), wording.text(Under(10))] == ["about 10", "under 10"]
