"""Putting a kit aside: in this browser only."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.kits.models import Kit
from tests.factories.accounts import post
from tests.factories.sharing import make_shareable_kit, share, table_dump
from tests.integration.sharing.conftest import Counts


def test_a_kit_put_aside_leaves_the_list_and_can_be_taken_back(
    browser: FlaskClient, kit: Kit, session: Session
) -> None:
    make_shareable_kit(session, "Sol på skoletaget")
    answer = post(browser, "/hide", {"kit": "1"})
    assert (answer.status_code, answer.location) == (303, "/")
    assert kit.slug not in browser.get("/").text
    assert "sol-paa-skoletaget" in browser.get("/").text
    assert kit.slug in browser.get("/?put_away=1").text
    post(browser, "/hide", {"kit": "1", "back": "1"})
    assert kit.slug in browser.get("/").text


def test_putting_aside_twice_is_putting_aside_once(browser: FlaskClient, kit: Kit, cookie_name: str) -> None:
    for _ in range(2):
        post(browser, "/hide", {"kit": "1"})
    cookie = browser.get_cookie(cookie_name)
    assert cookie is not None
    assert cookie.value == "h1"


def test_nothing_of_it_is_stored_or_counted(browser: FlaskClient, kit: Kit, counts: Counts, session: Session) -> None:
    before = table_dump(session)
    post(browser, "/hide", {"kit": "1"})
    assert table_dump(session) == before
    assert counts.gained() == {}


def test_a_kit_that_is_shared_after_all_is_no_longer_aside(browser: FlaskClient, kit: Kit, counts: Counts) -> None:
    post(browser, "/hide", {"kit": "1"})
    share(browser, kit)
    assert kit.slug in browser.get("/").text


def test_what_was_shared_stays_counted_when_it_is_put_aside(browser: FlaskClient, kit: Kit, counts: Counts) -> None:
    share(browser, kit)
    post(browser, "/hide", {"kit": "1"})
    counts.gained()
    share(browser, kit)
    assert counts.gained() == {}


def test_the_way_back_never_leaves_the_site(browser: FlaskClient, kit: Kit) -> None:
    for wanted in (
        "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil", "javascript:alert(1)", "/\t/evil", "",
    ):  # fmt: skip
        assert post(browser, "/hide", {"kit": "1", "next": wanted}).location == "/", wanted


def test_the_way_back_keeps_the_page_and_its_filters(browser: FlaskClient, kit: Kit) -> None:
    assert (
        post(browser, "/hide", {"kit": "1", "next": "/?category=branding&page=2"}).location
        == "/?category=branding&page=2"
    )


def test_a_kit_that_does_not_exist_cannot_be_put_aside(browser: FlaskClient, kit: Kit) -> None:
    for number in ("", "77", "x", "-1"):
        assert post(browser, "/hide", {"kit": number}).status_code == 404
