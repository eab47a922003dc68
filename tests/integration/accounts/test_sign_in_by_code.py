from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.accounts import service
from hub.accounts.models import Person, SignInToken
from hub.accounts.rules import clean_code
from hub.core import clock
from hub.core.audit import AuditEntry
from hub.core.config import Settings
from tests.factories.accounts import make_person, make_persona, post


@pytest.fixture
def ole(session: Session) -> Person:
    person = make_person(session, "Ole Riis", None)
    session.commit()
    return person


def code_for(session: Session, settings: Settings, person: Person) -> str:
    ((_person, code),) = service.make_codes(session, make_persona(session, "admin"), [person], settings.secret_key)
    session.commit()
    return code


def test_a_code_signs_in_once(client: FlaskClient, session: Session, settings: Settings, ole: Person) -> None:
    code = code_for(session, settings, ole)
    answer = post(client, "/sign-in/code", {"code": code.lower().replace("-", " "), "next": "/join"})
    assert (answer.status_code, answer.location) == (303, "/join")
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] == ole.get_id()
    again = post(client, "/sign-in/code", {"code": code})
    assert again.status_code == 400
    assert "error-summary" in again.text


def test_the_database_holds_nothing_that_signs_in(session: Session, settings: Settings, ole: Person) -> None:
    code = code_for(session, settings, ole)
    token = session.scalars(select(SignInToken)).one()
    assert clean_code(code) not in token.nonce.upper()
    assert len(token.nonce) == 64


def test_a_new_code_makes_the_earlier_one_void(
    client: FlaskClient, session: Session, settings: Settings, ole: Person
) -> None:
    first, second = (code_for(session, settings, ole) for _ in range(2))
    assert post(client, "/sign-in/code", {"code": first}).status_code == 400
    assert post(client, "/sign-in/code", {"code": second}).status_code == 303


def test_a_code_expires_after_fourteen_days(
    client: FlaskClient, session: Session, settings: Settings, ole: Person
) -> None:
    made = clock.now()
    code = code_for(session, settings, ole)
    with time_machine.travel(made + dt.timedelta(days=14, minutes=6), tick=False):
        assert post(client, "/sign-in/code", {"code": code}).status_code == 400


@pytest.mark.parametrize("typed", ["", "     ", "WRONG-CODE2", "x" * 5000, "ÆØÅ", "\u0000"])
def test_a_wrong_code_is_told_beside_the_field(client: FlaskClient, typed: str) -> None:
    answer = post(client, "/sign-in/code", {"code": typed})
    assert answer.status_code == 400
    assert 'id="code-error"' in answer.text


def test_a_links_secret_part_is_no_code(client: FlaskClient, session: Session) -> None:
    service.request_link(session, make_person(session).email or "")
    session.commit()
    nonce = session.scalars(select(SignInToken.nonce)).one()
    assert post(client, "/sign-in/code", {"code": nonce}).status_code == 400


def test_whoever_has_a_mailbox_gets_no_code(session: Session, settings: Settings) -> None:
    anna, admin = make_person(session), make_persona(session, "admin")
    assert service.make_codes(session, admin, [anna], settings.secret_key) == []
    assert session.scalars(select(SignInToken)).all() == []


def test_printing_a_code_is_in_the_trail(session: Session, settings: Settings, ole: Person) -> None:
    code_for(session, settings, ole)
    (entry,) = session.scalars(select(AuditEntry)).all()
    admin = make_persona(session, "admin")
    assert (entry.actor_id, entry.action, entry.subject, entry.subject_id) == (
        admin.id,
        "person.code_printed",
        "person",
        ole.id,
    )


def test_a_deactivated_person_does_not_come_in_by_code(
    client: FlaskClient, session: Session, settings: Settings, ole: Person
) -> None:
    code = code_for(session, settings, ole)
    ole.active = False
    session.commit()
    assert post(client, "/sign-in/code", {"code": code}).status_code == 400
