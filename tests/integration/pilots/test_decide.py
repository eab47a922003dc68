"""A coordinator or an administrator decides, everybody reads, and the evidence is what was released."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.counting.scales import check_in_keys
from hub.metrics.models import Headcount, Release, ReleasedCell
from hub.pilots.models import Pilot
from tests.factories.accounts import post
from tests.factories.pilots import make_pilot

SignIn = Callable[[str], FlaskClient]
HERE = "/pilots/pilot-1/decision"
GO_ON = {"decision": "go_on", "reason": "Medlemmerne fandt det **let**."}


@pytest.fixture(autouse=True)
def travel() -> Iterator[None]:
    with time_machine.travel("2026-11-23T12:00:00+01:00", tick=False):
        yield


@pytest.fixture
def pilot(session: Session, travel: None) -> Pilot:
    """A pilot from 5 October on; its id is 1."""
    made = make_pilot(session, starts_on=dt.date(2026, 10, 5), ends_on=dt.date(2026, 12, 20))
    session.commit()
    return made


@pytest.fixture
def release(session: Session, pilot: Pilot) -> Callable[..., None]:
    """Lays released counts down, as the freeze does."""
    made = Release(frozen_on=dt.date(2026, 11, 23))
    session.add(made)
    session.flush()

    def lay(family: str, window: str, **values: int | None) -> None:
        for key, value in values.items():
            session.add(
                ReleasedCell(release_id=made.id, family=family, key=key.lstrip("_"), window=window, value=value)
            )
        session.commit()

    return lay


def week(**counts: int | None) -> dict[str, int | None]:
    """A week of check-ins: the given options by `question_option`, zero elsewhere."""
    return {key: counts.get(key.partition("-")[2].replace("-", "_"), 0) for key in check_in_keys(1)}


def words(browser: FlaskClient) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", browser.get(HERE).text))


@pytest.mark.parametrize("persona", ["pilot", "admin"])
def test_the_decision_and_its_reason_are_there_for_everybody(sign_in: SignIn, pilot: Pilot, persona: str) -> None:
    assert "Ikke besluttet endnu" in sign_in("employee").get(HERE).text
    assert post(sign_in(persona), HERE, GO_ON).status_code == 303
    page = sign_in("employee").get(HERE).text
    assert "<strong>let</strong>" in page
    assert "Fortsæt" in page
    assert "Besluttet: Fortsæt" in sign_in("employee").get("/pilots").text


@pytest.mark.parametrize("persona", ["employee", "editor", "hr"])
def test_nobody_else_decides(sign_in: SignIn, session: Session, pilot: Pilot, persona: str) -> None:
    browser = sign_in(persona)
    assert post(browser, HERE, GO_ON).status_code == 403
    assert "Skriv beslutningen" not in browser.get(HERE).text
    session.refresh(pilot)
    assert pilot.decision == ""


@pytest.mark.parametrize("wrong", [{"decision": ""}, {"decision": "promote"}, {"reason": ""}, {"reason": "  "}])
def test_a_decision_needs_a_choice_and_a_reason(
    sign_in: SignIn, session: Session, pilot: Pilot, wrong: dict[str, str]
) -> None:
    assert post(sign_in("pilot"), HERE, {**GO_ON, **wrong}).status_code == 422
    session.refresh(pilot)
    assert pilot.decision == ""


def test_nothing_is_decided_before_the_pilot_starts(sign_in: SignIn, session: Session, pilot: Pilot) -> None:
    pilot.starts_on = dt.date(2026, 11, 24)
    session.commit()
    assert post(sign_in("pilot"), HERE, GO_ON).status_code == 409


def test_answers_are_shown_from_ten_in_a_week_on(sign_in: SignIn, pilot: Pilot, release: Callable[..., None]) -> None:
    release("check_in_week", "2026-W46", **week(find_hard=7, free_yes=7, time_30=7))
    assert "Den havde færre end 10 svar" in words(sign_in("employee"))
    release("check_in_week", "2026-W47", **week(find_easy=24, free_yes=24, time_30=24))
    page = words(sign_in("employee"))
    assert "Én uge havde mindst 10 svar." in page
    assert "Én uge havde færre og er ikke med." in page
    assert "Let cirka 25 ± 6" in page or "Let ca. 25 ± 6" in page, page


def test_tables_of_answers_have_names_of_their_own_although_as_many_answered_each(
    sign_in: SignIn, pilot: Pilot, release: Callable[..., None]
) -> None:
    release("check_in_week", "2026-W47", **week(find_easy=24, free_yes=24, time_30=24))
    names = re.findall(r'role="region" aria-label="([^"]+)"', sign_in("employee").get(HERE).text)
    assert len(names) == len(set(names)) >= 3


def test_weeks_with_too_few_answers_are_never_added_up(
    sign_in: SignIn, pilot: Pilot, release: Callable[..., None]
) -> None:
    """Three members who answer for ten weeks would otherwise be read from the sum."""
    for number in range(38, 48):
        release("check_in_week", f"2026-W{number}", **week(find_hard=3, free_no=3, time_120=3))
    page = words(sign_in("employee"))
    assert "10 uger er gjort op. Hver havde færre end 10 svar" in page
    assert "Svært" not in page


def test_a_week_whose_count_was_partly_lost_is_left_out(
    sign_in: SignIn, pilot: Pilot, release: Callable[..., None]
) -> None:
    release("check_in_week", "2026-W47", **week(find_easy=40, free_yes=40, time_30=None))
    assert "Den havde færre end 10 svar" in words(sign_in("employee"))


def test_hours_are_what_the_table_says_times_minutes(
    sign_in: SignIn, session: Session, pilot: Pilot, release: Callable[..., None]
) -> None:
    pilot.own_hours = 12
    session.commit()
    release("check_in_week", "2026-W47", **week(find_easy=40, free_yes=40, time_30=40))
    page = words(sign_in("employee"))
    # 40 ± 6 answers of half an hour to an hour; under 10 of each other, of 30, 120 and 240 minutes at most.
    assert f"Mellem 17 og {-(-(46 * 60 + 9 * (30 + 120 + 240)) // 60)} timer" in page
    assert "12 timer" in page


def test_the_pilots_months_stand_beside_the_organisation_before(
    sign_in: SignIn, session: Session, pilot: Pilot, release: Callable[..., None]
) -> None:
    session.add(Headcount(quarter="2026-Q3", unit_id=0, people=1000))
    release("organisation_quarter", "2026-Q3", all=62)
    release("pilot_month", "2026-10", _1=28)
    release("pilot_members_month", "2026-10", _1=48)
    page = words(sign_in("employee"))
    assert "5–10" in page
    # 30 ± 7 of 50 ± 10 members: from 23 of 60 to 37 of 40, in steps of five.
    assert "35–95" in page


def test_a_pilot_without_figures_is_told_so_beside_the_organisations(sign_in: SignIn, pilot: Pilot) -> None:
    page = words(sign_in("employee"))
    assert "Piloten har ingen egne tal" in page
    assert "Ikke svar nok til at sige det" in page
