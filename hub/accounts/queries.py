"""Reads of people, units and sign-in tokens."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, lazyload

from hub.accounts.models import AllowedDomain, Person, RoleGrant, SignInToken, Unit
from hub.accounts.rules import Reporting, Role, UnitFacts, domain_of, merge_units, normal_email
from hub.core.errors import NotFound

PAGE_SIZE = 50
UNITS_ON_A_PAGE = 100


@dataclass(frozen=True)
class ReportingUnit:
    """A unit that has figures of its own, with the people it speaks for, merged sub-units included."""

    id: int
    name_da: str
    name_en: str
    people: int

    def name(self, locale: str) -> str:
        """The unit's name in the reader's language."""
        return (self.name_en or self.name_da) if locale == "en" else self.name_da


@dataclass
class UnitNode:
    """A unit in the tree: its depth (0 at the top), sub-units, and the unit whose figures speak for it."""

    unit: Unit
    depth: int
    reports_in: Unit | None
    people: int
    children: list[UnitNode] = field(default_factory=list)

    @property
    def reports_itself(self) -> bool:
        """Whether the unit has figures of its own."""
        return self.reports_in is self.unit


@dataclass(frozen=True)
class PeoplePage:
    """One page of the list of people, by name."""

    people: Sequence[Person]
    number: int
    pages: int
    total: int


@dataclass(frozen=True)
class ClosedUnits:
    """One page of the closed units, by name."""

    units: Sequence[Unit]
    number: int
    pages: int


@dataclass(frozen=True)
class UnitsPage:
    """One page of the tree of units."""

    nodes: Sequence[UnitNode]
    number: int
    pages: int


def find_person_by_email(session: Session, email: str) -> Person | None:
    """The person with this address, whether active or not."""
    return session.scalar(select(Person).where(Person.email == normal_email(email)))


def find_active_person(session: Session, person_id: int) -> Person | None:
    """The person with this id; None once they are deactivated or deleted."""
    person = session.get(Person, person_id)
    return person if person is not None and person.active else None


def find_person_of_session(session: Session, carried: str) -> Person | None:
    """The person whom a session cookie's `<id>.<key>` names; None once they are out, or have signed out anywhere."""
    person_id, _dot, key = carried.partition(".")
    if re.fullmatch(r"[0-9]{1,18}", person_id) is None:
        return None
    # With the roles in the same statement: every page begins with this one.
    person = session.get(Person, int(person_id), options=[joinedload(Person.grants)])
    if person is None or not person.active:
        return None
    return person if secrets.compare_digest(person.session_key.encode(), key.encode()) else None


def get_person(session: Session, person_id: int) -> Person:
    """The person with this id.

    Raises:
        NotFound: nobody has it.
    """
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound()
    return person


def is_allowed_domain(session: Session, email: str) -> bool:
    """Whether holders of addresses at this address's domain may sign in uninvited."""
    return session.scalar(select(AllowedDomain.id).where(AllowedDomain.domain == domain_of(email))) is not None


def allowed_domains(session: Session) -> Sequence[AllowedDomain]:
    """Every allowed domain, in order of the alphabet."""
    return session.scalars(select(AllowedDomain).order_by(AllowedDomain.domain)).all()


def people_page(session: Session, search: str = "", number: int = 1) -> PeoplePage:
    """A page of people by name. `search` is part of a name or address; wildcards are taken literally."""
    wanted = select(Person)
    if search.strip():
        part = search.strip()
        wanted = wanted.where(
            or_(Person.name.icontains(part, autoescape=True), Person.email.icontains(part, autoescape=True))
        )
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    people = session.scalars(
        wanted.options(joinedload(Person.unit))
        .order_by(Person.name, Person.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    return PeoplePage(people, number, pages, total)


def people_without_mailbox(session: Session) -> Sequence[Person]:
    """Active people who can only sign in with a printed code."""
    return session.scalars(
        select(Person).where(Person.email.is_(None), Person.active).order_by(Person.name, Person.id)
    ).all()


def everybody(session: Session) -> Sequence[Person]:
    """All people, active or not. Roles are read when they are asked for."""
    return session.scalars(select(Person).options(lazyload(Person.grants))).all()


def names(session: Session) -> Sequence[str]:
    """The names of all people, active or not."""
    return session.scalars(select(Person.name)).all()


def find_without_mailbox(session: Session, name: str, unit_id: int | None) -> Person | None:
    """Somebody of this name in this unit who has no address."""
    return session.scalar(
        select(Person).where(Person.email.is_(None), Person.name == name, Person.unit_id.is_not_distinct_from(unit_id))
    )


def people_with_role(session: Session, role: Role) -> Sequence[Person]:
    """Active holders of a role, by name."""
    return session.scalars(
        select(Person)
        .join(RoleGrant)
        .where(RoleGrant.role == role.value, Person.active)
        .order_by(Person.name, Person.id)
    ).all()


def is_last_admin(session: Session, person: Person) -> bool:
    """Whether this is the only active administrator."""
    return [found.id for found in people_with_role(session, Role.ADMIN)] == [person.id]


def find_token(session: Session, nonce: str, now: dt.datetime) -> SignInToken | None:
    """The link's token, if it has been neither used nor expired."""
    return session.scalar(
        select(SignInToken).where(
            SignInToken.nonce == nonce,
            SignInToken.kind == "link",
            SignInToken.expires_at > now,
        )
    )


def units(session: Session, *, closed: bool = False) -> Sequence[Unit]:
    """Open units by name; with `closed`, all of them."""
    wanted = select(Unit).order_by(Unit.name_da, Unit.id)
    return session.scalars(wanted if closed else wanted.where(Unit.closed.is_(False))).all()


def closed_units_page(session: Session, number: int = 1) -> ClosedUnits:
    """A page of the closed units by name."""
    total = session.scalar(select(func.count()).where(Unit.closed)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    wanted = select(Unit).where(Unit.closed).order_by(Unit.name_da, Unit.id)
    return ClosedUnits(session.scalars(wanted.limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)).all(), number, pages)


def get_unit(session: Session, unit_id: int) -> Unit:
    """The unit with this id.

    Raises:
        NotFound: there is none.
    """
    unit = session.get(Unit, unit_id)
    if unit is None:
        raise NotFound()
    return unit


def unit_tree(session: Session) -> list[UnitNode]:
    """The open units as a flat list in reading order, each with depth and the unit that reports for it."""
    found = units(session)
    by_id = {unit.id: unit for unit in found}
    folded = reporting(session)
    below: dict[int | None, list[Unit]] = {}
    for unit in found:
        below.setdefault(unit.parent_id if unit.parent_id in by_id else None, []).append(unit)
    nodes: list[UnitNode] = []

    def walk(parent_id: int | None, depth: int) -> list[UnitNode]:
        level = []
        for unit in below.pop(parent_id, []):
            home = folded.home.get(unit.id)
            node = UnitNode(unit, depth, by_id.get(home) if home else None, folded.people.get(unit.id, 0))
            nodes.append(node)
            node.children = walk(unit.id, depth + 1)
            level.append(node)
        return level

    walk(None, 0)
    return nodes


def units_page(tree: Sequence[UnitNode], number: int = 1) -> UnitsPage:
    """A page of `unit_tree`. It begins with the units above its first one, so that each is read in its place."""
    pages = max(1, -(-len(tree) // UNITS_ON_A_PAGE))
    number = min(max(1, number), pages)
    begin = (number - 1) * UNITS_ON_A_PAGE
    nodes = list(tree[begin : begin + UNITS_ON_A_PAGE])
    for node in reversed(tree[:begin]):
        if node.depth < nodes[0].depth:
            nodes.insert(0, node)
    return UnitsPage(nodes, number, pages)


def reporting(session: Session) -> Reporting:
    """The folded tree of today's headcounts."""
    rows = session.execute(select(Unit.id, Unit.parent_id, Unit.headcount, Unit.closed))
    return merge_units(UnitFacts(*row) for row in rows)


def reporting_units(session: Session) -> list[ReportingUnit]:
    """The units that have figures of their own, by Danish name."""
    people = reporting(session).people
    found = session.scalars(select(Unit).where(Unit.id.in_(people)).order_by(Unit.name_da, Unit.id))
    return [ReportingUnit(unit.id, unit.name_da, unit.name_en, people[unit.id]) for unit in found]


def reporting_unit_of(session: Session, person: Person) -> int | None:
    """The unit in whose figures this person is counted; None when only in the whole organisation's."""
    return None if person.unit_id is None else reporting(session).home.get(person.unit_id)


def organisation_headcount(session: Session) -> int:
    """Everybody employed, by HR's headcounts of the open units."""
    return session.scalar(select(func.sum(Unit.headcount)).where(Unit.closed.is_(False))) or 0
