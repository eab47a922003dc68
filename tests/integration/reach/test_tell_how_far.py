"""A colleague tells how far a post got. It is counted, and nobody can say whose it was."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core.db import Base
from tests.factories.accounts import post
from tests.factories.guidelines import make_policy
from tests.factories.sharing import additions, cells, make_shareable_kit, open_cells

SignIn = Callable[[str], FlaskClient]
Gained = Callable[[], dict[str, int]]


@pytest.fixture
def gained(session: Session, counts_redis: Redis) -> Gained:
    """What the open cells have gained since the last look."""
    make_policy(session)
    make_shareable_kit(session)
    open_cells(session, counts_redis)
    seen = cells(counts_redis)

    def look() -> dict[str, int]:
        nonlocal seen
        now = cells(counts_redis)
        found, seen = additions(seen, now), now
        return found

    return look


def _tell(browser: FlaskClient, network: str = "linkedin", band: str = "200") -> int:
    return post(browser, "/reach", {"network": network, "band": band}).status_code


def test_a_report_adds_one_to_one_cell_and_to_no_other(sign_in: SignIn, gained: Gained) -> None:
    assert _tell(sign_in("employee")) == 303
    assert gained() == {"reach_month:linkedin-200": 1}


def test_the_same_browser_counts_once_for_a_network_and_month_whatever_the_band(
    sign_in: SignIn, gained: Gained
) -> None:
    browser = sign_in("employee")
    for band in ("200", "200", "5000"):
        assert _tell(browser, band=band) == 303
    assert gained() == {"reach_month:linkedin-200": 1}
    _tell(browser, "facebook", "50")
    assert gained() == {"reach_month:facebook-50": 1}


def test_next_month_the_browser_counts_again(
    sign_in: SignIn, gained: Gained, session: Session, counts_redis: Redis, travel: object
) -> None:
    browser = sign_in("employee")
    _tell(browser)
    gained()
    travel.move_to("2026-12-06T12:00:00+01:00")  # type: ignore[attr-defined]
    open_cells(session, counts_redis)
    gained()
    _tell(browser, band="0")
    assert gained().get("reach_month:linkedin-0") == 1


def test_a_report_leaves_no_row_no_log_line_and_no_session_write(
    app: Flask, sign_in: SignIn, gained: Gained, session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    def rows() -> list[str]:
        session.rollback()
        return [str(tuple(row)) for table in Base.metadata.sorted_tables for row in session.execute(select(table))]

    browser = sign_in("employee")
    browser.get("/reach")
    before = rows()
    with caplog.at_level(logging.DEBUG):
        answer = post(browser, "/reach", {"network": "linkedin", "band": "200"})
    assert rows() == before
    assert [record for record in caplog.records if record.name.startswith("hub")] == []
    cookies = answer.headers.getlist("Set-Cookie")
    assert [cookie for cookie in cookies if cookie.startswith("session=")] == []
    assert "200" not in "".join(cookies).partition(";")[0]


def test_the_answer_is_the_same_whatever_was_told_and_whether_it_counted(sign_in: SignIn, gained: Gained) -> None:
    browser = sign_in("employee")
    answers = [
        post(browser, "/reach", {"network": network, "band": band})
        for network, band in (("linkedin", "0"), ("linkedin", "0"), ("x", "5000"))
    ]
    assert {(answer.status_code, answer.location, answer.data) for answer in answers} == {
        (303, "/reach/thanks", answers[0].data)
    }
    assert browser.get("/reach/thanks").status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [{}, {"network": "linkedin"}, {"band": "200"}, {"network": "teams", "band": "200"}, {"network": "x", "band": "7"}],
)
def test_a_report_that_says_too_little_or_something_else_is_refused(
    sign_in: SignIn, gained: Gained, wrong: dict[str, str]
) -> None:
    answer = post(sign_in("employee"), "/reach", wrong)
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.text
    assert gained() == {}


def test_a_report_is_taken_when_the_store_of_counts_is_away(
    app: Flask, sign_in: SignIn, gained: Gained, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hub.counting.pending import PendingCells, StoreAway

    def away(*_: object) -> bool:
        raise StoreAway

    monkeypatch.setitem(app.extensions, "hub_retry", lambda: None)
    monkeypatch.setattr(PendingCells, "add", away)
    assert _tell(sign_in("employee")) == 303
    assert app.extensions["hub_pending"].waiting() == 1


def test_the_form_knows_no_kit_and_the_way_to_it_names_none(sign_in: SignIn, gained: Gained) -> None:
    browser = sign_in("employee")
    form = browser.get("/reach").text
    assert 'name="kit"' not in form
    way = browser.get("/kits/en-dag-med-vejfolkene").text
    assert '<a href="/reach" rel="noreferrer">' in way


def test_the_page_says_what_this_browser_has_told_and_no_other_browser(sign_in: SignIn, gained: Gained) -> None:
    browser = sign_in("employee")
    _tell(browser)
    assert "Denne browser har allerede fortalt om måneden: LinkedIn." in browser.get("/reach").text
    assert "allerede fortalt" not in sign_in("employee").get("/reach").text


def test_visitors_are_sent_to_the_door(client: FlaskClient) -> None:
    assert client.get("/reach").location == "/sign-in?next=/reach"
    assert post(client, "/reach", {"network": "x", "band": "0"}).status_code == 401
