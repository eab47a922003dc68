"""Colleagues join a pilot by its link, and leave it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.ambassadors import queries as ambassadors
from hub.core import clock
from hub.pilots.models import Pilot
from tests.factories.accounts import post
from tests.factories.pilots import make_pilot

SignIn = Callable[[str], FlaskClient]


def _members(session: Session, pilot: Pilot) -> int:
    session.rollback()
    return ambassadors.members_count(session, pilot.id)


def test_looking_at_the_invitation_makes_nobody_a_member(
    ambassador: FlaskClient, pilot: Pilot, session: Session
) -> None:
    for method in (ambassador.get, ambassador.head):
        assert method(f"/pilots/join/{pilot.invite_code}").status_code == 200
    assert _members(session, pilot) == 0


def test_joining_leads_to_the_pilot_and_says_so(ambassador: FlaskClient, pilot: Pilot, session: Session) -> None:
    answer = post(ambassador, f"/pilots/join/{pilot.invite_code}")
    assert (answer.status_code, answer.location) == (303, "/pilots/pilot-1")
    assert _members(session, pilot) == 1
    assert "Du er med" in ambassador.get("/pilots/pilot-1").text


def test_joining_twice_is_joining_once(ambassador: FlaskClient, pilot: Pilot, session: Session) -> None:
    for _ in range(2):
        assert post(ambassador, f"/pilots/join/{pilot.invite_code}").status_code == 303
    assert _members(session, pilot) == 1


def test_a_pilot_that_has_ended_takes_no_new_members(ambassador: FlaskClient, session: Session) -> None:
    yesterday = clock.local_today() - dt.timedelta(days=1)
    over = make_pilot(session, starts_on=yesterday - dt.timedelta(days=30), ends_on=yesterday)
    session.commit()
    answer = post(ambassador, f"/pilots/join/{over.invite_code}")
    assert answer.status_code == 409
    assert "Piloten er slut" in answer.text
    assert _members(session, over) == 0
    assert 'method="post">' not in ambassador.get(f"/pilots/join/{over.invite_code}").text.partition("<main")[2]


def test_the_last_day_still_takes_members(ambassador: FlaskClient, session: Session) -> None:
    last = make_pilot(session, ends_on=clock.local_today())
    session.commit()
    assert post(ambassador, f"/pilots/join/{last.invite_code}").status_code == 303
    assert _members(session, last) == 1


def test_whoever_has_not_opted_in_goes_there_first_and_comes_back(
    sign_in: SignIn, pilot: Pilot, session: Session
) -> None:
    newcomer = sign_in("employee2")
    here = f"/pilots/join/{pilot.invite_code}"
    answer = post(newcomer, here)
    assert (answer.status_code, answer.location) == (303, f"/join?next={here}")
    assert _members(session, pilot) == 0
    yes = {"accept": "y", "policy_number": "1", "next": here}
    assert post(newcomer, "/join", yes).location == here
    assert post(newcomer, here).location == "/pilots/pilot-1"
    assert _members(session, pilot) == 1


def test_an_invitation_that_does_not_exist_is_no_page(ambassador: FlaskClient, pilot: Pilot) -> None:
    for code in ("abc", pilot.invite_code[:-1], "x" * 500):
        assert ambassador.get(f"/pilots/join/{code}").status_code == 404
        assert post(ambassador, f"/pilots/join/{code}").status_code == 404


def test_a_code_typed_in_capitals_is_understood(ambassador: FlaskClient, pilot: Pilot, session: Session) -> None:
    assert post(ambassador, f"/pilots/join/{pilot.invite_code.upper()}").status_code == 303
    assert _members(session, pilot) == 1


def test_leaving_the_pilot_ends_the_membership_and_nothing_else(
    ambassador: FlaskClient, pilot: Pilot, session: Session
) -> None:
    post(ambassador, f"/pilots/join/{pilot.invite_code}")
    assert post(ambassador, f"/me/pilots/{pilot.id}/leave").location == "/me"
    assert _members(session, pilot) == 0
    assert ambassadors.count(session) == 1


def test_leaving_altogether_ends_every_membership(ambassador: FlaskClient, pilot: Pilot, session: Session) -> None:
    post(ambassador, f"/pilots/join/{pilot.invite_code}")
    post(ambassador, "/me/leave")
    assert _members(session, pilot) == 0


def test_visitors_sign_in_and_come_back_to_the_invitation(client: FlaskClient, pilot: Pilot) -> None:
    assert client.get(f"/pilots/join/{pilot.invite_code}").location == f"/sign-in?next=/pilots/join/{pilot.invite_code}"
