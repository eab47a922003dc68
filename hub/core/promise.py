"""What this installation has promised about its figures, kept beside the people who said yes to it.

The limits are constants of the program, so only another version of it can loosen them. Each version compares its
own limits with the ones that a person accepted: where one is looser, that person's opt-in pauses until they say yes
again. A limit that became stricter asks nobody. The comparison is made with the program that runs, whenever it is
asked for, so that no order of starting and migrating can leave it out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import Text, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from hub.core.db import Base

FIRST = 1


class Promise(Base):
    """The limits in force under one number. The number grows only when a limit is loosened."""

    __tablename__ = "promise"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    terms: Mapped[str] = mapped_column(Text, comment="JSON: each limit's name and value, such as 10 or 1/2")


@dataclass(frozen=True)
class Term:
    """One limit. `protects_upwards` says that a higher value protects more, as a threshold does.

    `own_act` says that it belongs to something that only counts those who choose to, knowing it: when that is new,
    nobody who said yes before loses anything by it.
    """

    name: str
    value: Fraction
    protects_upwards: bool
    own_act: bool = False


@dataclass(frozen=True)
class Loosened:
    """One limit that protects less than before; `before` is None for something that was not counted at all."""

    name: str
    before: Fraction | None
    after: Fraction


def loosened(accepted: str, terms: Iterable[Term]) -> tuple[Loosened, ...]:
    """What protects less now than under the accepted terms, in the order of `terms`.

    A limit that the accepted terms do not name belongs to something new, which is a loosening unless it is an act of
    its own. One that has gone counts no longer, which is none.
    """
    kept = _parse(accepted)
    return tuple(
        Loosened(term.name, kept.get(term.name), term.value)
        for term in terms
        if (_is_looser(term, kept[term.name]) if term.name in kept else not term.own_act)
    )


def latest(session: Session) -> Promise | None:
    """The promise that was last written down; None before the first."""
    return session.scalars(select(Promise).order_by(Promise.number.desc()).limit(1)).first()


def number_of(session: Session, terms: Iterable[Term]) -> int:
    """The number under which these terms are, or will be, written down. Writes nothing."""
    last = latest(session)
    if last is None:
        return FIRST
    return last.number + 1 if loosened(last.terms, terms) else last.number


def keep(session: Session, terms: Iterable[Term]) -> int:
    """Write the terms down: under a new number where one is looser, else in the last one's place. Safe to repeat."""
    terms = tuple(terms)
    number, text = number_of(session, terms), _format(terms)
    found = session.get(Promise, number)
    if found is not None:
        if found.terms != text:
            found.terms = text
            session.flush()
        return number
    try:
        with session.begin_nested():
            session.add(Promise(number=number, terms=text))
    except IntegrityError:
        # Another process, started in the same moment with the same program, has just written it.
        session.expire_all()
    return number


def _is_looser(term: Term, before: Fraction) -> bool:
    return term.value < before if term.protects_upwards else term.value > before


def _format(terms: Iterable[Term]) -> str:
    return json.dumps({term.name: str(term.value) for term in terms}, sort_keys=True)


def _parse(text: str) -> Mapping[str, Fraction]:
    return {name: Fraction(value) for name, value in json.loads(text).items()}
