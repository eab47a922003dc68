"""A coordinator opens a pilot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.pilots.models import Pilot
from tests.factories.accounts import make_persona, post
from tests.factories.pilots import make_pilot

SignIn = Callable[[str], FlaskClient]
SPRING: dict[str, Any] = {
    "title": "Forårsholdet",
    "purpose": "Vi **prøver** det af.",
    "starts_on": "2027-03-01",
    "ends_on": "2027-05-31",
}


def _pilots(session: Session) -> list[Pilot]:
    return list(session.scalars(select(Pilot)))


def test_an_opened_pilot_has_an_invitation_that_only_the_coordinator_sees(sign_in: SignIn, session: Session) -> None:
    coordinator = sign_in("pilot")
    answer = post(coordinator, "/pilots/new", SPRING)
    assert (answer.status_code, answer.location) == (303, "/pilots/foraarsholdet")
    [pilot] = _pilots(session)
    assert (pilot.starts_on, pilot.ends_on) == (dt.date(2027, 3, 1), dt.date(2027, 5, 31))
    assert pilot.coordinator_id == make_persona(session, "pilot").id
    invitation = f"http://localhost/pilots/join/{pilot.invite_code}"
    assert invitation in coordinator.get(answer.location).text
    assert pilot.invite_code not in sign_in("employee").get(answer.location).text


def test_everybody_sees_that_there_is_a_pilot(sign_in: SignIn, pilot: Pilot) -> None:
    browser = sign_in("employee")
    assert pilot.title in browser.get("/pilots").text
    assert "<strong>prøver</strong>" in browser.get("/pilots/pilot-1").text


@pytest.mark.parametrize("persona", ["employee", "editor", "approver", "hr", "contributor", "admin"])
def test_only_a_coordinator_opens_a_pilot(sign_in: SignIn, session: Session, persona: str) -> None:
    browser = sign_in(persona)
    assert browser.get("/pilots/new").status_code == 403
    assert post(browser, "/pilots/new", SPRING).status_code == 403
    assert _pilots(session) == []


def test_impossible_dates_and_missing_words_are_said_beside_the_field(sign_in: SignIn, session: Session) -> None:
    coordinator = sign_in("pilot")
    for wrong in (
        {"ends_on": "2027-03-01"},
        {"ends_on": "2027-02-28"},
        {"starts_on": ""},
        {"starts_on": "31/5"},
        {"title": ""},
        {"title": "x" * 121},
    ):
        answer = post(coordinator, "/pilots/new", {**SPRING, **wrong})
        assert answer.status_code == 422, wrong
        assert 'aria-invalid="true"' in answer.text
        assert "Vi **prøver** det af." in answer.text
    assert _pilots(session) == []


def test_the_form_says_what_a_small_pilot_will_not_see(sign_in: SignIn) -> None:
    assert "færre end 15" in sign_in("pilot").get("/pilots/new").text


def test_two_pilots_of_the_same_title_get_addresses_and_invitations_of_their_own(
    sign_in: SignIn, session: Session
) -> None:
    coordinator = sign_in("pilot")
    for _ in range(2):
        post(coordinator, "/pilots/new", SPRING)
    assert [pilot.slug for pilot in _pilots(session)] == ["foraarsholdet", "foraarsholdet-2"]
    assert len({pilot.invite_code for pilot in _pilots(session)}) == 2


@pytest.mark.parametrize("members", [14, 15])
def test_a_pilots_page_does_not_tell_on_which_side_of_the_limit_its_membership_is(
    sign_in: SignIn, session: Session, members: int
) -> None:
    """A sentence that went away with the fifteenth member would tell when somebody joins or leaves."""
    make_pilot(session, members=members)
    session.commit()
    page = sign_in("employee").get("/pilots/pilot-1").text
    assert "færre end 15 medlemmer" in page
    assert "Medlem 3" not in page
