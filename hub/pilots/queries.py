"""Reading pilots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from hub.accounts import queries as accounts
from hub.accounts.models import Person
from hub.ambassadors import queries as ambassadors
from hub.ambassadors.models import PilotMember
from hub.core.errors import NotFound
from hub.pilots.models import Pilot, PilotQuestion
from hub.pilots.rules import has_figures


def get_pilot(session: Session, slug: str) -> Pilot:
    """The pilot at this address.

    Raises:
        NotFound: there is none.
    """
    pilot = session.scalar(select(Pilot).where(Pilot.slug == slug))
    if pilot is None:
        raise NotFound
    return pilot


def get_by_invite(session: Session, code: str) -> Pilot:
    """The pilot that an invitation leads to.

    Raises:
        NotFound: no pilot has this invitation.
    """
    pilot = session.scalar(select(Pilot).where(Pilot.invite_code == code.lower()))
    if pilot is None:
        raise NotFound
    return pilot


def pilots(session: Session) -> Sequence[Pilot]:
    """All pilots, the newest first."""
    return session.scalars(select(Pilot).order_by(Pilot.starts_on.desc(), Pilot.id.desc())).all()


def taken_slugs(session: Session) -> frozenset[str]:
    """Addresses in use."""
    return frozenset(session.scalars(select(Pilot.slug)))


def running_ids(session: Session, today: dt.date) -> frozenset[int]:
    """Pilots that run on this day, whatever their size: their check-ins are counted."""
    return frozenset(session.scalars(select(Pilot.id).where(Pilot.starts_on <= today, Pilot.ends_on >= today)))


def shown_with_members(session: Session, day: dt.date) -> tuple[int, ...]:
    """Pilots that told their members, when they joined, that they are counted, and that are not over on this day."""
    return tuple(session.scalars(select(Pilot.id).where(Pilot.spread, Pilot.ends_on >= day).order_by(Pilot.id)))


def members_by_unit(session: Session, pilot_id: int) -> dict[int | None, int]:
    """How many are in the pilot by the unit that reports for them: exact, so for `metrics.release` alone."""
    home = accounts.reporting(session).home
    rows = session.execute(
        select(Person.unit_id, func.count())
        .join(PilotMember, PilotMember.person_id == Person.id)
        .where(PilotMember.pilot_id == pilot_id, Person.active)
        .group_by(Person.unit_id)
    )
    found: dict[int | None, int] = {}
    for unit_id, count in rows:
        reporting = None if unit_id is None else home.get(unit_id)
        found[reporting] = found.get(reporting, 0) + count
    return found


def counting_pilot_ids(session: Session, today: dt.date) -> frozenset[int]:
    """Pilots whose shares have a cell of their own today: running, and with enough members."""
    running = running_ids(session, today)
    return frozenset(pilot for pilot in running if has_figures(ambassadors.members_count(session, pilot)))


def is_member(session: Session, pilot_id: int, person_id: int) -> bool:
    """Whether this person is in the pilot."""
    return pilot_id in ambassadors.pilot_ids_of(session, person_id)


def is_shown(session: Session, pilot_id: int, person_id: int) -> bool:
    """Whether this person lets the other members who do the same see them."""
    return bool(session.scalar(select(PilotMember.shown).where(*_membership(pilot_id, person_id))))


def shown_members(session: Session, pilot_id: int, reader_id: int) -> Sequence[Person]:
    """The members who said that members may see them, by name; nobody for whoever did not say so of themselves."""
    if not is_shown(session, pilot_id, reader_id):
        return []
    return session.scalars(
        select(Person)
        .join(PilotMember, PilotMember.person_id == Person.id)
        .where(PilotMember.pilot_id == pilot_id, PilotMember.shown, Person.active, Person.id != reader_id)
        .order_by(Person.name, Person.id)
    ).all()


def get_question(session: Session, pilot: Pilot, question_id: int) -> PilotQuestion:
    """One question of this pilot.

    Raises:
        NotFound: it has none of that number.
    """
    found = session.get(PilotQuestion, question_id)
    if found is None or found.pilot_id != pilot.id:
        raise NotFound
    return found


def questions(session: Session, pilot_id: int) -> list[tuple[PilotQuestion, str, str]]:
    """The pilot's questions, those without an answer first: the question, who asked, and who answered.

    Who asked is empty unless they put their name to it and are still in the pilot.
    """
    asker, staff = aliased(Person), aliased(Person)
    rows = session.execute(
        select(PilotQuestion, asker.name, staff.name)
        .outerjoin(
            PilotMember,
            (PilotMember.person_id == PilotQuestion.asker_id) & (PilotMember.pilot_id == PilotQuestion.pilot_id),
        )
        .outerjoin(asker, asker.id == PilotMember.person_id)
        .outerjoin(staff, staff.id == PilotQuestion.answered_by_id)
        .where(PilotQuestion.pilot_id == pilot_id)
        .order_by(PilotQuestion.answered_on.is_not(None), PilotQuestion.id.desc())
    )
    return [(question, asked_by or "", answered_by or "") for question, asked_by, answered_by in rows]


def waiting_questions(session: Session) -> dict[int, int]:
    """How many questions wait for an answer, by pilot."""
    rows = session.execute(
        select(PilotQuestion.pilot_id, func.count())
        .where(PilotQuestion.answered_on.is_(None))
        .group_by(PilotQuestion.pilot_id)
    )
    return {row[0]: row[1] for row in rows}


def _membership(pilot_id: int, person_id: int) -> tuple[ColumnElement[bool], ...]:
    return PilotMember.pilot_id == pilot_id, PilotMember.person_id == person_id
