"""Guessing codes costs next to nothing, and everybody still gets the page in their language."""

from __future__ import annotations

from typing import Any

import pytest

from hub.links import gone
from hub.links.gone import GonePage


class App:
    """Stands for Flask, and remembers what it was asked."""

    def __init__(self, status: str = "404 NOT FOUND") -> None:
        self.asked: list[dict[str, Any]] = []
        self.status = status

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.asked.append(environ)
        start_response(self.status, [("Content-Type", "text/html")])
        return [b"gone in ", environ["HTTP_ACCEPT_LANGUAGE"].encode()]


def ask(page: GonePage, wish: str = "da", method: str = "GET", **more: str) -> tuple[str, bytes] | None:
    got: list[str] = []
    environ = {"REQUEST_METHOD": method, "PATH_INFO": "/r/guess", "HTTP_ACCEPT_LANGUAGE": wish, **more}
    body = page(environ, lambda status, _headers: got.append(status))
    return None if body is None else (got[0], b"".join(body))


def test_flask_is_asked_once_for_each_language() -> None:
    app = App()
    page = GonePage(app)
    for _ in range(3):
        assert ask(page, "da") == ("404 NOT FOUND", b"gone in da")
        assert ask(page, "en") == ("404 NOT FOUND", b"gone in en")
    assert len(app.asked) == 2


def test_head_gets_no_body() -> None:
    assert ask(GonePage(App()), method="HEAD") == ("404 NOT FOUND", b"")


def test_nothing_of_the_visitor_but_the_language_goes_into_a_page_that_others_get() -> None:
    app = App()
    ask(GonePage(app), HTTP_X_SECRET="mine", HTTP_HOST="evil.example", HTTP_USER_AGENT="agent")
    assert {name for name in app.asked[0] if name.startswith("HTTP_")} == {"HTTP_ACCEPT_LANGUAGE"}
    assert app.asked[0]["PATH_INFO"] == "/r/"


@pytest.mark.parametrize("more", [{"HTTP_COOKIE": "lang=en"}, {"QUERY_STRING": "lang=en"}])
def test_who_has_chosen_a_language_is_sent_to_flask(more: dict[str, str]) -> None:
    assert ask(GonePage(App()), **more) is None


def test_an_endless_wish_is_not_kept() -> None:
    assert ask(GonePage(App()), "da" * 1000) is None


def test_the_pages_kept_are_bounded() -> None:
    page = GonePage(App())
    for number in range(gone.LANGUAGES * 3):
        ask(page, f"x{number}")
    assert len(page._pages) <= gone.LANGUAGES


def test_an_error_is_not_kept() -> None:
    app = App("500 INTERNAL SERVER ERROR")
    page = GonePage(app)
    ask(page)
    app.status = "404 NOT FOUND"
    assert ask(page) == ("404 NOT FOUND", b"gone in da")
