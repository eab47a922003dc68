"""What the pages for lists say about a list is what the import accepts, in both languages."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.factories.accounts import csrf_token

SignIn = Callable[[str], FlaskClient]


def _send(browser: FlaskClient, address: str, content: bytes) -> str:
    data = {"file": (io.BytesIO(content), "list.csv"), "csrf_token": csrf_token(browser, address)}
    return browser.post(address, data=data, content_type="multipart/form-data").text


@pytest.mark.parametrize(
    ("address", "danish", "english"),
    [
        ("/admin/people/import", "navn;e-mail;enhed;roller", "name;email;unit;roles"),
        ("/admin/units/import", "navn;engelsk navn;overenhed;ansatte", "name;English name;parent;headcount"),
    ],
)
def test_the_example_of_the_page_is_a_list_that_can_be_used(
    sign_in: SignIn, address: str, danish: str, english: str
) -> None:
    browser = sign_in("admin")
    for language, first in (("da", danish), ("en", english)):
        browser.set_cookie("lang", language)
        [example] = re.findall(r"<pre[^>]*><code>(.*?)</code>", browser.get(address).text, re.DOTALL)
        assert example.splitlines()[0] == first
        if address == "/admin/people/import":
            example = re.sub(r"(Hjemmeplejen|Vej og Park|HR og Kommunikation);", ";", example)
        answer = _send(browser, address, example.encode())
        assert 'id="trial"' in answer
        assert "error-summary" not in answer


@pytest.mark.parametrize(("language", "said"), [("da", "navn, ansatte"), ("en", "name, headcount")])
def test_a_list_without_its_columns_is_refused_in_the_words_of_the_page(
    sign_in: SignIn, language: str, said: str
) -> None:
    browser = sign_in("admin")
    browser.set_cookie("lang", language)
    assert said in _send(browser, "/admin/units/import", b"a;b\n1;2")
