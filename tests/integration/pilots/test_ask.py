"""A member asks communications; the question has no name unless the member puts theirs to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.core.audit import AuditEntry
from hub.pilots.models import Pilot, PilotQuestion
from tests.factories.accounts import make_persona, post
from tests.factories.pilots import add_member
from tests.servers import both_databases

SignIn = Callable[[str], FlaskClient]
HERE = "/pilots/pilot-1/questions"
TEXT = "Må jeg skrive om min kollegas jubilæum?"


@pytest.fixture
def member(session: Session, pilot: Pilot, sign_in: SignIn) -> FlaskClient:
    """A member's browser."""
    add_member(session, pilot, make_persona(session, "employee"))
    session.commit()
    return sign_in("employee")


def asked(session: Session) -> list[PilotQuestion]:
    session.rollback()
    return session.query(PilotQuestion).all()


def test_a_question_without_a_name_is_kept_without_whoever_asked(
    member: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    trail = session.query(AuditEntry).count()
    assert post(member, HERE, {"text": TEXT}).status_code == 303
    (kept,) = asked(session)
    name, number = make_persona(session, "employee").name, make_persona(session, "employee").id
    columns = {column.name: getattr(kept, column.name) for column in PilotQuestion.__table__.columns}
    assert columns == {
        "id": 1, "pilot_id": 1, "text": TEXT, "asker_id": None, "answer": "", "answered_by_id": None,
        "answered_on": None,
    }  # fmt: skip
    assert session.query(AuditEntry).count() == trail
    page = sign_in("editor").get(HERE).text
    assert TEXT in page
    assert name not in page.partition("<main")[2]
    assert number


def test_a_name_stands_there_when_the_member_puts_it_there(
    member: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    post(member, HERE, {"text": TEXT, "with_name": "y"})
    assert make_persona(session, "employee").name in sign_in("editor").get(HERE).text
    assert TEXT in member.get("/me").text


def test_asking_twice_asks_once(member: FlaskClient, session: Session) -> None:
    for _ in range(2):
        post(member, HERE, {"text": TEXT})
    assert len(asked(session)) == 1


@pytest.mark.parametrize("text", ["", "   ", "x" * 1001])
def test_a_question_that_is_empty_or_too_long_is_refused(member: FlaskClient, session: Session, text: str) -> None:
    assert post(member, HERE, {"text": text}).status_code in (400, 422)
    assert asked(session) == []


@both_databases
def test_communications_answer_and_every_member_reads_it(
    member: FlaskClient, session: Session, sign_in: SignIn, pilot: Pilot
) -> None:
    add_member(session, pilot, make_persona(session, "employee2"))
    session.commit()
    post(member, HERE, {"text": TEXT})
    assert "Ét spørgsmål venter på svar" in sign_in("editor").get("/pilots").text
    editor = sign_in("editor")
    assert post(editor, f"{HERE}/1/answer", {"answer": "Ja, **hvis** kollegaen har sagt ja."}).status_code == 303
    for browser in (member, sign_in("employee2")):
        assert "<strong>hvis</strong> kollegaen" in browser.get(HERE).text
    assert "venter på svar" not in sign_in("editor").get("/pilots").text


def test_only_members_ask_and_only_communications_answer_or_remove(
    member: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    post(member, HERE, {"text": TEXT})
    assert post(sign_in("editor"), HERE, {"text": "Hej?"}).status_code == 403
    for browser in (member, sign_in("hr")):
        assert post(browser, f"{HERE}/1/answer", {"answer": "Nej."}).status_code == 403
        assert post(browser, f"{HERE}/1/remove").status_code == 403
    assert [(each.text, each.answer) for each in asked(session)] == [(TEXT, "")]


def test_somebody_outside_the_pilot_does_not_read_questions(sign_in: SignIn, member: FlaskClient) -> None:
    post(member, HERE, {"text": TEXT})
    answer = sign_in("hr").get(HERE)
    assert answer.status_code == 403
    assert TEXT not in answer.text


def test_a_question_that_names_somebody_can_be_removed_and_twice_is_once(
    member: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    post(member, HERE, {"text": TEXT})
    for _ in range(2):
        assert post(sign_in("approver"), f"{HERE}/1/remove").status_code == 303
    assert asked(session) == []


def test_a_question_of_another_pilot_cannot_be_reached_through_this_one(
    member: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    post(member, HERE, {"text": TEXT})
    assert post(sign_in("editor"), "/pilots/pilot-2/questions/1/answer", {"answer": "x"}).status_code == 404


def test_html_in_a_question_is_text(member: FlaskClient) -> None:
    post(member, HERE, {"text": "<script>alert(1)</script>"})
    assert "<script>alert" not in member.get(HERE).text
