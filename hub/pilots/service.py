"""Opening, joining, running and deciding pilots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.ambassadors import service as ambassadors
from hub.ambassadors.events import PilotLeft
from hub.ambassadors.models import PilotMember
from hub.core import audit, clock
from hub.core.errors import Conflict, Invalid, NotAllowed
from hub.counting import acts
from hub.counting.pending import Backlog
from hub.kits.rules import free_slug
from hub.pilots import queries
from hub.pilots.models import Pilot, PilotQuestion
from hub.pilots.permissions import check_can_answer, check_can_coordinate, check_can_open_pilot
from hub.pilots.rules import QUESTION_LENGTH, Decision, invite_code, is_running


def open_pilot(
    session: Session,
    actor: Person,
    *,
    title: str,
    purpose: str,
    starts_on: dt.date,
    ends_on: dt.date,
    kickoff: str = "",
    kickoff_on: dt.date | None = None,
) -> Pilot:
    """Open a pilot with an invitation link of its own.

    Raises:
        NotAllowed: the person does not coordinate pilots.
        Invalid: the pilot would end before it starts.
    """
    check_can_open_pilot(actor)
    if ends_on <= starts_on:
        raise Invalid("ends_on", _l("The last day must come after the first."))
    pilot = Pilot(
        slug=free_slug(title, queries.taken_slugs(session)),
        title=title,
        purpose=purpose,
        starts_on=starts_on,
        ends_on=ends_on,
        kickoff=kickoff,
        kickoff_on=kickoff_on,
        invite_code=invite_code(),
        coordinator_id=actor.id,
    )
    session.add(pilot)
    session.flush()
    audit.record(session, actor.id, "opened", "pilot", pilot.id)
    return pilot


def update_material(
    session: Session,
    actor: Person,
    pilot: Pilot,
    *,
    purpose: str,
    kickoff: str,
    kickoff_on: dt.date | None,
    own_hours: int | None,
) -> None:
    """Change what the pilot is for, its kick-off, and the coordinators' own hours so far.

    Raises:
        NotAllowed: the person does not coordinate pilots.
    """
    check_can_coordinate(actor)
    pilot.purpose, pilot.kickoff, pilot.kickoff_on, pilot.own_hours = purpose, kickoff, kickoff_on, own_hours
    audit.record(session, actor.id, "changed", "pilot", pilot.id)


def join(session: Session, person: Person, pilot: Pilot) -> None:
    """Become a member; a second time changes nothing.

    Raises:
        Conflict: the pilot is over.
    """
    if pilot.ends_on < clock.local_today():
        raise Conflict(_l("This pilot has ended, so it takes no new members."))
    ambassadors.join_pilot(session, person, pilot.id)


def leave(session: Session, person: Person, pilot: Pilot) -> None:
    """Leave the pilot: name and visibility go at once. Safe to repeat."""
    ambassadors.leave_pilot(session, person, pilot.id)


def on_pilot_left(session: Session, event: PilotLeft) -> None:
    """Take the name of somebody who left off the questions they asked; the text stays, nameless."""
    session.execute(
        update(PilotQuestion)
        .where(PilotQuestion.pilot_id == event.pilot_id, PilotQuestion.asker_id == event.person_id)
        .values(asker_id=None)
    )


def set_shown(session: Session, person: Person, pilot: Pilot, shown: bool) -> None:
    """Let members who do the same see one's name, or stop it. Safe to repeat.

    Raises:
        NotAllowed: the person is not in the pilot.
    """
    _require_member(session, person, pilot)
    session.execute(
        update(PilotMember)
        .where(PilotMember.pilot_id == pilot.id, PilotMember.person_id == person.id)
        .values(shown=shown)
    )


def check_in(
    session: Session,
    backlog: Backlog,
    person: Person,
    pilot: Pilot,
    answers: Mapping[str, str],
    counted: frozenset[str],
) -> frozenset[str]:
    """Count one check-in without recording who answered; the flags that the browser should remember besides.

    The person is asked for one thing, whether they are in the pilot, and that does not leave this function. An answer
    of a browser that has answered this week adds nothing, and nobody is told the difference.

    Raises:
        NotAllowed: the person is not in the pilot.
        Conflict: the pilot does not run today.
        Invalid: an unknown question or answer.
    """
    _require_member(session, person, pilot)
    today = clock.local_today()
    if not is_running(pilot.starts_on, pilot.ends_on, today):
        raise Conflict(_l("The check-in is open while the pilot runs."))
    try:
        cells = acts.answer_cells(pilot=pilot.id, answers=answers, local_date=today)
    except ValueError:
        raise Invalid("answers", _l("Choose answers from the list.")) from None
    return acts.record(backlog, cells, counted)


def ask(session: Session, person: Person, pilot: Pilot, text: str, with_name: bool) -> PilotQuestion:
    """Send a question to communications. A second click on the same text changes nothing.

    Raises:
        NotAllowed: the person is not in the pilot.
        Invalid: the text is empty or too long.
    """
    _require_member(session, person, pilot)
    text = text.strip()
    if not text or len(text) > QUESTION_LENGTH:
        raise Invalid("text", _l("Write a question of at most %(count)s characters.", count=QUESTION_LENGTH))
    found = session.scalar(
        select(PilotQuestion).where(
            PilotQuestion.pilot_id == pilot.id, PilotQuestion.text == text, PilotQuestion.answered_on.is_(None)
        )
    )
    if found is None:
        found = PilotQuestion(pilot_id=pilot.id, text=text, asker_id=person.id if with_name else None)
        session.add(found)
        session.flush()
    return found


def answer(session: Session, actor: Person, question: PilotQuestion, text: str) -> None:
    """Answer a member's question, or change the answer.

    Raises:
        NotAllowed: the person is neither in communications nor a coordinator.
        Invalid: the answer is empty.
    """
    check_can_answer(actor)
    if not text.strip():
        raise Invalid("answer", _l("Write an answer."))
    question.answer, question.answered_by_id = text.strip(), actor.id
    question.answered_on = clock.local_today()


def remove_question(session: Session, actor: Person, question: PilotQuestion) -> None:
    """Delete a question with its answer, such as one that names somebody.

    Raises:
        NotAllowed: the person is neither in communications nor a coordinator.
    """
    check_can_answer(actor)
    audit.record(session, actor.id, "removed a question", "pilot", question.pilot_id)
    session.delete(question)


def decide(session: Session, actor: Person, pilot: Pilot, decision: Decision, reason: str) -> None:
    """Write down what becomes of the pilot and why, for everybody to read. May be changed.

    Raises:
        NotAllowed: the person neither coordinates pilots nor administers.
        Conflict: the pilot has not started.
        Invalid: there is no reason.
    """
    check_can_coordinate(actor)
    if clock.local_today() < pilot.starts_on:
        raise Conflict(_l("The pilot has not started, so there is nothing to decide yet."))
    if not reason.strip():
        raise Invalid("reason", _l("Write the reason. Everybody reads it."))
    pilot.decision, pilot.decision_reason = decision.value, reason.strip()
    pilot.decided_on, pilot.decided_by_id = clock.local_today(), actor.id
    audit.record(session, actor.id, "decided", "pilot", pilot.id)


def _require_member(session: Session, person: Person, pilot: Pilot) -> None:
    if not queries.is_member(session, pilot.id, person.id):
        raise NotAllowed(_l("This is for members of the pilot."))
