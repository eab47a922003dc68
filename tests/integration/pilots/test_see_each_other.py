"""Members see each other only if each says so, and leaving ends it at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.pilots import service
from hub.pilots.models import Pilot, PilotQuestion
from tests.factories.accounts import make_persona, post, without_tokens
from tests.factories.pilots import add_member
from tests.servers import both_databases

SignIn = Callable[[str], FlaskClient]
HERE = "/pilots/pilot-1"


@pytest.fixture
def names(session: Session, pilot: Pilot) -> dict[str, str]:
    """The names of the two members."""
    people = {persona: make_persona(session, persona) for persona in ("employee", "employee2")}
    for person in people.values():
        add_member(session, pilot, person)
    session.commit()
    return {persona: person.name for persona, person in people.items()}


def sees(browser: FlaskClient, name: str) -> bool:
    return name in browser.get(HERE).text.partition("<main")[2]


def show(browser: FlaskClient, shown: str = "1") -> None:
    assert post(browser, f"{HERE}/visible", {"shown": shown}).status_code == 303


def test_nobody_is_seen_before_both_have_said_so(sign_in: SignIn, names: dict[str, str]) -> None:
    one, other = sign_in("employee"), sign_in("employee2")
    assert not sees(one, names["employee2"])
    show(other)
    assert not sees(one, names["employee2"]), "who did not say so of themselves sees nobody"
    show(one)
    assert sees(one, names["employee2"])
    assert sees(other, names["employee"])


def test_taking_it_back_works_at_once(sign_in: SignIn, names: dict[str, str]) -> None:
    one, other = sign_in("employee"), sign_in("employee2")
    show(one)
    show(other)
    show(other, "0")
    assert not sees(one, names["employee2"])
    assert not sees(other, names["employee"])


@both_databases
@pytest.mark.parametrize("way", [f"{HERE}/leave", "/me/pilots/1/leave", "/me/leave"])
def test_leaving_ends_visibility_and_takes_the_name_off_questions_at_once(
    sign_in: SignIn, session: Session, names: dict[str, str], pilot: Pilot, way: str
) -> None:
    one, other = sign_in("employee"), sign_in("employee2")
    show(one)
    show(other)
    service.ask(session, make_persona(session, "employee2"), pilot, "Må vi dele billeder?", True)
    session.commit()
    assert names["employee2"] in one.get(f"{HERE}/questions").text
    assert post(other, way).status_code == 303
    assert not sees(one, names["employee2"])
    assert names["employee2"] not in one.get(f"{HERE}/questions").text
    session.expire_all()
    assert [(each.text, each.asker_id) for each in session.query(PilotQuestion)] == [("Må vi dele billeder?", None)]


def test_coming_back_brings_neither_visibility_nor_name_back(
    sign_in: SignIn, session: Session, names: dict[str, str], pilot: Pilot
) -> None:
    one, other = sign_in("employee"), sign_in("employee2")
    show(one)
    show(other)
    post(other, f"{HERE}/leave")
    post(other, f"/pilots/join/{pilot.invite_code}")
    assert not sees(one, names["employee2"])


@pytest.mark.parametrize("persona", ["hr", "pilot", "admin", "editor"])
def test_nobody_outside_the_pilot_sees_members(sign_in: SignIn, names: dict[str, str], persona: str) -> None:
    for member in ("employee", "employee2"):
        show(sign_in(member))
    browser = sign_in(persona)
    assert post(browser, f"{HERE}/visible", {"shown": "1"}).status_code == 403
    page = browser.get(HERE).text.partition("<main")[2]
    assert not [name for name in names.values() if name in page]


def test_the_page_of_somebody_outside_is_the_same_whoever_joins_or_leaves(
    sign_in: SignIn, session: Session, pilot: Pilot
) -> None:
    """Reloading tells nothing: not the page, not its figures, and not the spread."""
    outside = sign_in("hr")
    pages = (HERE, f"/pilots/join/{pilot.invite_code}", f"/results{HERE}", f"/results{HERE}/spread", f"{HERE}/decision")
    before = [without_tokens(outside.get(page).text) for page in pages]
    add_member(session, pilot, make_persona(session, "employee"))
    session.commit()
    show(sign_in("employee"))
    assert [without_tokens(outside.get(page).text) for page in pages] == before
