"""Reads of who takes part and what they asked for. No page and no export lists ambassadors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.ambassadors import promise as promises
from hub.ambassadors.models import Ambassador, FollowedTheme, PilotMember, Theme, UsedNetwork
from hub.core import promise
from hub.core.errors import NotFound
from hub.core.promise import Loosened, Promise
from hub.guidelines import queries as guidelines


def ambassador(session: Session, person_id: int) -> Ambassador | None:
    """The opt-in of this person; None when they have not opted in."""
    return session.get(Ambassador, person_id)


def is_ambassador(session: Session, person_id: int) -> bool:
    """Whether this person has opted in."""
    return _accepted(session, person_id) is not None


def must_accept(session: Session, person_id: int) -> bool:
    """Whether this person has opted in, but to older guidelines, or to a promise that protected more than today's."""
    accepted = _accepted(session, person_id)
    if accepted is None:
        return False
    return accepted.policy_id != guidelines.current_policy(session).id or _is_paused(accepted)


def is_paused(session: Session, person_id: int) -> bool:
    """Whether this person's opt-in waits because the promise they said yes to protected more than today's."""
    accepted = _accepted(session, person_id)
    return accepted is not None and _is_paused(accepted)


def loosened(session: Session, person_id: int) -> tuple[Loosened, ...]:
    """What protects this person less than what they said yes to; empty for whoever has not opted in.

    Empty also for an opt-in whose promise is not known, which `is_paused` all the same.
    """
    accepted = _accepted(session, person_id)
    if accepted is None or accepted.terms is None:
        return ()
    return promise.loosened(accepted.terms, promises.terms())


def themes(session: Session, kept: int | None = None) -> Sequence[Theme]:
    """The themes that can be chosen, in order of the Danish names; `kept` is offered even when it is retired."""
    offered = Theme.retired.is_(False) if kept is None else or_(Theme.retired.is_(False), Theme.id == kept)
    return session.scalars(select(Theme).where(offered).order_by(Theme.name_da, Theme.id)).all()


def retired_themes(session: Session) -> Sequence[Theme]:
    """The themes that are no longer offered, in order of the Danish names."""
    return session.scalars(select(Theme).where(Theme.retired).order_by(Theme.name_da, Theme.id)).all()


def get_theme(session: Session, theme_id: int) -> Theme:
    """The theme with this id.

    Raises:
        NotFound: there is none.
    """
    found = session.get(Theme, theme_id)
    if found is None:
        raise NotFound()
    return found


def followed_theme_ids(session: Session, person_id: int) -> frozenset[int]:
    """The themes that this person follows."""
    return frozenset(session.scalars(select(FollowedTheme.theme_id).where(FollowedTheme.person_id == person_id)))


def used_networks(session: Session, person_id: int) -> frozenset[str]:
    """The networks that this person says they use."""
    return frozenset(session.scalars(select(UsedNetwork.network).where(UsedNetwork.person_id == person_id)))


def pilot_ids_of(session: Session, person_id: int) -> tuple[int, ...]:
    """The pilots that this person is in, by id."""
    return tuple(
        session.scalars(
            select(PilotMember.pilot_id).where(PilotMember.person_id == person_id).order_by(PilotMember.pilot_id)
        )
    )


def count(session: Session) -> int:
    """How many have opted in: exact, so it is for `metrics.release` alone, which adds the noise."""
    return session.scalar(select(func.count()).select_from(Ambassador).join(Person).where(Person.active)) or 0


def letter_readers(session: Session, people: range | None = None) -> list[tuple[str, str | None]]:
    """Address and language of those who asked for the monthly letter, perhaps only of the people with these ids: for
    that mail, and for nothing else.
    """
    statement = _readers(Person.email, Person.locale).order_by(Person.id)
    if people is not None:
        statement = statement.where(Person.id >= people.start, Person.id < people.stop)
    return [(email, locale) for email, locale in session.execute(statement) if email]


def next_letter_reader(session: Session, person_id: int) -> int | None:
    """The id of the first who asked for the monthly letter, from this one on. One statement."""
    found: int | None = session.scalar(_readers(func.min(Person.id)).where(Person.id >= person_id))
    return found


def _readers(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .join(Ambassador, Ambassador.person_id == Person.id)
        .where(Ambassador.monthly_letter, Person.active, Person.email.is_not(None))
    )


def members_count(session: Session, pilot_id: int) -> int:
    """How many are in a pilot and may sign in: for the rule that decides whether it has a cell of its own."""
    members = select(func.count()).select_from(PilotMember).join(Person, Person.id == PilotMember.person_id)
    return session.scalar(members.where(PilotMember.pilot_id == pilot_id, Person.active)) or 0


@dataclass(frozen=True)
class _Accepted:
    """What somebody said yes to. `terms` is None when that promise is not known."""

    policy_id: int
    terms: str | None


def _accepted(session: Session, person_id: int) -> _Accepted | None:
    """What this person accepted, None when they have not opted in: one light statement, for every page asks."""
    row = session.execute(
        select(Ambassador.policy_version_id, Promise.terms)
        .outerjoin(Promise, Promise.number == Ambassador.promise_number)
        .where(Ambassador.person_id == person_id)
    ).one_or_none()
    return _Accepted(*row) if row is not None else None


def _is_paused(accepted: _Accepted) -> bool:
    return accepted.terms is None or bool(promise.loosened(accepted.terms, promises.terms()))
