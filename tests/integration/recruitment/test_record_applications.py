"""HR records how many applied, and how many of them were qualified."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.recruitment import queries
from hub.recruitment.models import Job
from hub.recruitment.rules import Source
from tests.factories.accounts import post

SignIn = Callable[[str], FlaskClient]
Recorded = dict[str, tuple[int, int]]


def _record(browser: FlaskClient, **fields: Any) -> Any:
    return post(browser, "/recruitment/job-1/applications", {name.replace("_", "-"): v for name, v in fields.items()})


def _recorded(session: Session) -> Recorded:
    session.rollback()
    return {source: counts for source, counts in queries.counts_of(session, 1).items() if counts != (0, 0)}


def _value(page: str, field: str) -> str:
    [found] = re.findall(rf'<input[^>]*name="{field}"[^>]*>', page)
    value = re.search(r'value="([^"]*)"', found)
    return value[1] if value else ""


def test_two_sources_are_kept_apart(hr: FlaskClient, job: Job, session: Session) -> None:
    answer = _record(hr, employees_applications=12, employees_qualified=7, paid_applications=30, paid_qualified=4)
    assert (answer.status_code, answer.location) == (303, "/recruitment/job-1")
    assert _recorded(session) == {"employees": (12, 7), "paid": (30, 4)}
    page = hr.get("/recruitment/job-1").text
    assert (_value(page, "employees-applications"), _value(page, "paid-qualified")) == ("12", "4")


def test_recording_twice_is_recording_once(hr: FlaskClient, job: Job, session: Session) -> None:
    for _ in range(2):
        assert _record(hr, employees_applications=12, employees_qualified=7).status_code == 303
    assert _recorded(session) == {"employees": (12, 7)}
    assert len(queries.counts_of(session, 1)) == len(Source)


def test_recording_again_replaces_and_does_not_add(hr: FlaskClient, job: Job, session: Session) -> None:
    _record(hr, employees_applications=12, employees_qualified=7)
    _record(hr, employees_applications=13, employees_qualified=7)
    assert _recorded(session) == {"employees": (13, 7)}


def test_all_who_applied_may_be_qualified_and_none_may_have_applied(
    hr: FlaskClient, job: Job, session: Session
) -> None:
    assert _record(hr, employees_applications=5, employees_qualified=5).status_code == 303
    assert _record(hr).status_code == 303
    assert _recorded(session) == {}


@pytest.mark.parametrize(
    ("applications", "qualified", "said"),
    [
        ("5", "6", "Der kan ikke være flere kvalificerede, end der har søgt"),
        ("", "1", "Der kan ikke være flere kvalificerede, end der har søgt"),
        ("-1", "0", "Skriv et tal fra 0 til 100.000"),
        ("100001", "0", "Skriv et tal fra 0 til 100.000"),
        ("5", "-1", "Skriv et tal fra 0 til 100.000"),
        ("9" * 30, "1", "Skriv et tal fra 0 til 100.000"),
        ("mange", "1", ""),
        ("5.5", "1", ""),
    ],
)
def test_an_impossible_count_is_refused_and_nothing_typed_is_lost(
    hr: FlaskClient, job: Job, session: Session, applications: str, qualified: str, said: str
) -> None:
    answer = _record(hr, employees_applications=applications, employees_qualified=qualified, paid_applications=3)
    assert answer.status_code == 422
    assert said in answer.text
    assert re.search(r'aria-invalid="true"[^>]* name="employees-(applications|qualified)"', answer.text)
    assert _value(answer.text, "employees-applications") == applications
    assert _value(answer.text, "employees-qualified") == qualified
    assert _value(answer.text, "paid-applications") == "3"
    assert _recorded(session) == {}


def test_only_hr_records(sign_in: SignIn, job: Job, session: Session) -> None:
    assert _record(sign_in("editor"), employees_applications=1).status_code == 403
    assert _recorded(session) == {}
