"""Members answer the weekly check-in, and nothing says who did."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hub.ambassadors.rules import flag_cookie_name
from hub.core.config import Settings
from hub.counting.flags import unpack
from hub.counting.pending import PendingCells, StoreAway
from hub.metrics import windows_open
from hub.pilots.models import Pilot
from hub.sharing import service as sharing
from tests.factories.accounts import make_persona, post, without_tokens
from tests.factories.guidelines import make_policy
from tests.factories.pilots import add_member, make_pilot
from tests.factories.sharing import additions, cells, open_cells, table_dump

SignIn = Callable[[str], FlaskClient]
SUNDAY = "2026-11-22T12:00:00+01:00"
ANSWERS = {"find": "hard", "free": "yes", "time": "30"}


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(SUNDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _no_thread_outlives_its_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing, "retry_soon", lambda *_: None)


@pytest.fixture
def pilot(session: Session, counts_redis: Redis, travel: object) -> Pilot:
    """A running pilot of two members, with every cell open; its id is 1."""
    made = make_pilot(session)
    for persona in ("employee", "employee2"):
        add_member(session, made, make_persona(session, persona))
    session.commit()
    open_cells(session, counts_redis)
    return made


def answer(browser: FlaskClient, pilot: Pilot, **answers: str) -> TestResponse:
    return post(browser, "/check-in", {"pilot": str(pilot.id), **(answers or ANSWERS)})


def test_a_check_in_adds_one_for_each_answer_and_touches_nothing_else(
    sign_in: SignIn, session: Session, counts_redis: Redis, pilot: Pilot
) -> None:
    browser = sign_in("employee")
    browser.get("/pilots/pilot-1/check-in")
    session.rollback()
    rows, before = table_dump(session), cells(counts_redis)
    assert answer(browser, pilot).status_code == 200
    session.rollback()
    assert additions(before, cells(counts_redis)) == {
        "check_in_week:1-find-hard": 1,
        "check_in_week:1-free-yes": 1,
        "check_in_week:1-time-30": 1,
    }
    assert table_dump(session) == rows, "no row of any table may tell that somebody answered"


def test_no_key_of_any_store_ties_a_person_to_an_answer(
    sign_in: SignIn, app: Flask, counts_redis: Redis, pilot: Pilot
) -> None:
    queue: Redis = app.extensions["hub_queue_redis"]
    browser = sign_in("employee")
    browser.get("/pilots/pilot-1/check-in")
    before = set(queue.keys()), set(counts_redis.keys())
    answer(browser, pilot)
    assert (set(queue.keys()), set(counts_redis.keys())) == before


def test_nothing_is_logged_and_the_session_is_not_written(
    sign_in: SignIn, pilot: Pilot, caplog: pytest.LogCaptureFixture
) -> None:
    browser = sign_in("employee")
    browser.get("/pilots/pilot-1/check-in")
    with caplog.at_level(logging.DEBUG):
        response = answer(browser, pilot)
    assert [record for record in caplog.records if record.name.startswith(("hub", "werkzeug"))] == []
    assert [cookie.partition("=")[0] for cookie in response.headers.getlist("Set-Cookie")] == [
        _cookie(browser, "employee")
    ]


def test_a_second_check_in_of_the_same_browser_in_the_week_adds_nothing_and_looks_the_same(
    sign_in: SignIn, counts_redis: Redis, pilot: Pilot
) -> None:
    browser = sign_in("employee")
    first = answer(browser, pilot)
    before = cells(counts_redis)
    second = answer(browser, pilot, find="easy", free="no", time="120")
    assert additions(before, cells(counts_redis)) == {}
    assert without_tokens(first.text) == without_tokens(second.text)


def test_the_next_week_counts_again(
    sign_in: SignIn, session: Session, counts_redis: Redis, pilot: Pilot, travel: time_machine.Coordinates
) -> None:
    browser = sign_in("employee")
    answer(browser, pilot)
    travel.shift(dt.timedelta(days=1))
    open_cells(session, counts_redis)
    before = cells(counts_redis)
    answer(browser, pilot)
    assert len(additions(before, cells(counts_redis))) == 3


def test_somebody_in_two_pilots_answers_once_a_week_over_both(
    sign_in: SignIn, session: Session, counts_redis: Redis, pilot: Pilot
) -> None:
    other = make_pilot(session, "Efterårsholdet")
    add_member(session, other, make_persona(session, "employee"))
    session.commit()
    open_cells(session, counts_redis)
    browser = sign_in("employee")
    answer(browser, pilot)
    before = cells(counts_redis)
    answer(browser, other)
    assert additions(before, cells(counts_redis)) == {}


def test_each_question_may_be_left_out_and_answered_later(sign_in: SignIn, counts_redis: Redis, pilot: Pilot) -> None:
    browser = sign_in("employee")
    before = cells(counts_redis)
    answer(browser, pilot, free="mostly")
    answer(browser, pilot, free="no", time="0")
    assert additions(before, cells(counts_redis)) == {"check_in_week:1-free-mostly": 1, "check_in_week:1-time-0": 1}


def test_the_cookie_tells_neither_pilot_nor_answer(sign_in: SignIn, pilot: Pilot) -> None:
    browser = sign_in("employee")
    answer(browser, pilot)
    value = browser.get_cookie(_cookie(browser, "employee"))
    assert value is not None
    assert unpack(value.value) == {"c2647-find", "c2647-free", "c2647-time"}


def test_the_next_user_of_the_same_computer_sees_no_trace_and_counts(
    sign_in: SignIn, counts_redis: Redis, pilot: Pilot
) -> None:
    first = sign_in("employee")
    answer(first, pilot)
    second = sign_in("employee2")
    found = first.get_cookie(_cookie(first, "employee"))
    assert found is not None
    second.set_cookie(found.key, found.value)
    assert "Du har svaret på ugens spørgsmål" in first.get("/pilots/pilot-1").text
    assert "Du har svaret på ugens spørgsmål" not in second.get("/pilots/pilot-1").text
    before = cells(counts_redis)
    answer(second, pilot)
    assert len(additions(before, cells(counts_redis))) == 3


def test_only_members_answer_and_only_while_the_pilot_runs(
    sign_in: SignIn, session: Session, counts_redis: Redis, pilot: Pilot
) -> None:
    before = cells(counts_redis)
    assert answer(sign_in("hr"), pilot).status_code == 403
    pilot.ends_on = dt.date(2026, 11, 21)
    session.commit()
    assert answer(sign_in("employee"), pilot).status_code == 409
    assert additions(before, cells(counts_redis)) == {}


@pytest.mark.parametrize(
    "wrong", [{"find": "hard-1"}, {"find": "yes"}, {"time": "31"}, {"free": "x" * 100}, {"find": "hard:1"}]
)
def test_an_answer_that_is_not_on_the_list_is_counted_nowhere(
    sign_in: SignIn, counts_redis: Redis, pilot: Pilot, wrong: dict[str, str]
) -> None:
    before = cells(counts_redis)
    assert 400 <= answer(sign_in("employee"), pilot, **wrong).status_code < 500
    assert additions(before, cells(counts_redis)) == {}
    assert {cell.redis_key for cell in PendingCells(counts_redis).all()} == {f"cell:{name}" for name in before}


def test_a_pilot_that_does_not_exist_is_no_page(sign_in: SignIn, pilot: Pilot) -> None:
    for number in ("", "99", "1-find", "9" * 40):
        assert post(sign_in("employee"), "/check-in", {"pilot": number, **ANSWERS}).status_code == 404


def test_cells_are_open_for_every_running_pilot_whatever_its_size(
    session: Session, counts_redis: Redis, pilot: Pilot
) -> None:
    """A cell that came with some member would show that somebody joined."""
    make_pilot(session, "Ingen endnu")
    make_pilot(session, "Slut", ends_on=dt.date(2026, 11, 21))
    session.commit()
    wanted = windows_open.cells_to_open(session, dt.date(2026, 11, 22))
    keys = [cell.key for cell in wanted if cell.family.name == "check_in_week"]
    assert len(keys) == len(set(keys)) == 2 * 10
    assert {key.partition("-")[0] for key in keys} == {"1", "2"}


def test_a_store_that_is_away_changes_nothing_for_the_one_who_answers(
    sign_in: SignIn, app: Flask, counts_redis: Redis, pilot: Pilot, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = sign_in("employee")
    monkeypatch.setattr(PendingCells, "add", _away)
    assert answer(browser, pilot).status_code == 200
    assert app.extensions["hub_pending"].waiting() == 3
    monkeypatch.undo()
    before = cells(counts_redis)
    with app.app_context():
        sharing.flush(app.extensions["hub_sessions"](), app.extensions["hub_pending"])
    assert len(additions(before, cells(counts_redis))) == 3


def _away(*_: object) -> bool:
    raise StoreAway


def _cookie(browser: FlaskClient, persona: str) -> str:
    app: Flask = browser.application
    settings: Settings = app.config["SETTINGS"]
    with app.extensions["hub_sessions"]() as active:
        return flag_cookie_name(settings.secret_key, make_persona(active, persona).id)


@pytest.fixture(autouse=True)
def _policy(session: Session, travel: object) -> None:
    make_policy(session)
    session.commit()
