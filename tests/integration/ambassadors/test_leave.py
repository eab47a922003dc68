"""Leaving, and changing one's mind about what comes first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.ambassadors import queries, service
from hub.ambassadors.rules import flag_cookie_name
from hub.core.config import Settings
from hub.core.errors import NotAllowed
from hub.pilots.models import Pilot
from tests.factories.accounts import make_persona, post
from tests.factories.ambassadors import make_ambassador
from tests.integration.ambassadors.conftest import Rows

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def pilot(session: Session) -> Pilot:
    """A pilot with the employee in it."""
    made = Pilot(
        slug="foerste-hold",
        title="Første hold",
        starts_on=dt.date(2026, 9, 1),
        ends_on=dt.date(2026, 12, 1),
        invite_code="abc",
    )
    session.add(made)
    session.flush()
    person = make_persona(session, "employee")
    make_ambassador(session, person, theme_ids=[1, 2], networks=["linkedin"])
    service.join_pilot(session, person, made.id)
    session.commit()
    return made


def test_leaving_deletes_every_row_at_once_and_the_flag_in_the_browser(
    sign_in: SignIn, rows: Rows, session: Session, settings: Settings, pilot: Pilot
) -> None:
    person = make_persona(session, "employee")
    browser = sign_in("employee")
    name = flag_cookie_name(settings.secret_key, person.id)
    browser.set_cookie(name, "k1")
    assert rows() == (1, 2, 1, 1)
    answer = post(browser, "/me/leave")
    assert (answer.status_code, answer.location) == (303, "/me")
    assert rows() == (0, 0, 0, 0)
    assert browser.get_cookie(name) is None
    assert "Du er ikke ambassadør" in browser.get("/me").text


def test_leaving_twice_does_no_harm(sign_in: SignIn, rows: Rows, pilot: Pilot) -> None:
    browser = sign_in("employee")
    assert [post(browser, "/me/leave").status_code for _ in range(2)] == [303, 303]
    assert rows() == (0, 0, 0, 0)


def test_leaving_takes_only_ones_own(sign_in: SignIn, rows: Rows, session: Session, pilot: Pilot) -> None:
    make_ambassador(session, make_persona(session, "employee2"), networks=["x"])
    session.commit()
    post(sign_in("employee"), "/me/leave")
    assert rows() == (1, 0, 1, 0)


def test_looking_at_my_data_leaves_nothing(sign_in: SignIn, rows: Rows, pilot: Pilot) -> None:
    browser = sign_in("employee")
    assert browser.get("/me").status_code == 200
    assert browser.get("/me/leave").status_code == 405
    assert rows() == (1, 2, 1, 1)


def test_leaving_a_pilot_keeps_the_opt_in(sign_in: SignIn, rows: Rows, pilot: Pilot) -> None:
    browser = sign_in("employee")
    assert "Første hold" in browser.get("/me").text
    assert post(browser, f"/me/pilots/{pilot.id}/leave").status_code == 303
    assert rows() == (1, 2, 1, 0)
    assert "Første hold" not in browser.get("/me").text


def test_joining_a_pilot_twice_is_joining_once(session: Session, rows: Rows, pilot: Pilot) -> None:
    person = make_persona(session, "employee")
    service.join_pilot(session, person, pilot.id)
    session.commit()
    assert rows()[3] == 1
    assert queries.members_count(session, pilot.id) == 1
    assert queries.pilot_ids_of(session, person.id) == (pilot.id,)


def test_a_pilot_is_joined_only_after_opting_in(session: Session, pilot: Pilot) -> None:
    with pytest.raises(NotAllowed):
        service.join_pilot(session, make_persona(session, "employee2"), pilot.id)


def test_preferences_are_replaced_by_what_is_ticked(
    sign_in: SignIn, rows: Rows, session: Session, pilot: Pilot
) -> None:
    person = make_persona(session, "employee")
    answer = post(sign_in("employee"), "/me/preferences", {"themes": ["2"], "networks": ["x", "bluesky"]})
    assert (answer.status_code, answer.location) == (303, "/me")
    session.expire_all()
    assert queries.followed_theme_ids(session, person.id) == {2}
    assert queries.used_networks(session, person.id) == {"x", "bluesky"}
    assert rows() == (1, 1, 2, 1)


def test_preferences_are_refused_to_whoever_has_not_opted_in(sign_in: SignIn, rows: Rows) -> None:
    assert post(sign_in("employee2"), "/me/preferences", {"themes": ["1"]}).status_code == 403
    assert rows() == (0, 0, 0, 0)


def test_the_count_for_the_snapshot_leaves_out_who_may_no_longer_sign_in(session: Session, pilot: Pilot) -> None:
    person = make_persona(session, "employee")
    assert queries.count(session) == 1
    person.active = False
    session.flush()
    assert queries.count(session) == 0
