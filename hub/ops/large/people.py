"""The benchmark's units and people. Their names are numbers: nobody is invented here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.accounts.models import Person, RoleGrant, Unit
from hub.accounts.rules import Role
from hub.ambassadors import promise
from hub.ambassadors.models import Ambassador, FollowedTheme, Theme, UsedNetwork
from hub.guidelines.models import PolicyVersion
from hub.networks.rules import Network
from hub.ops.large import plan
from hub.ops.large.loader import Loader, Row
from hub.ops.large.plan import Size

DEPARTMENTS = 12
HOLDERS = {Role.CONTRIBUTOR: 200, Role.EDITOR: 25, Role.APPROVER: 12, Role.HR: 30, Role.PILOT: 15, Role.ADMIN: 4}
"""How many hold each role. They are the first people, in this order."""


def fill(loader: Loader, session: Session, size: Size, _today: dt.date) -> None:
    """Units, people, roles and ambassadors."""
    first = (session.scalar(select(func.max(Person.id))) or 0) + 1
    loader.fill(Unit, ("id", "name_da", "name_en", "parent_id", "headcount", "closed"), _units(size))
    loader.fill(Person, ("id", "name", "email", "unit_id", "locale", "active", "session_key"), _people(size, first))
    grants = [(first + place, role) for place, role in enumerate(_roles()) if place < size.people]
    loader.fill(RoleGrant, ("person_id", "role"), grants)
    policy = session.scalar(select(func.max(PolicyVersion.id)))
    yes = promise.number(session)
    chosen = range(first, first + size.people, max(1, size.people // size.ambassadors))[: size.ambassadors]
    loader.fill(
        Ambassador, ("person_id", "policy_version_id", "promise_number"), ((each, policy, yes) for each in chosen)
    )
    themes = session.scalars(select(Theme.id).order_by(Theme.id)).all()
    loader.fill(FollowedTheme, ("person_id", "theme_id"), _some(chosen, list(themes), 2))
    loader.fill(UsedNetwork, ("person_id", "network"), _some(chosen, [each.value for each in Network], 3))


def _roles() -> Iterator[str]:
    for role, count in HOLDERS.items():
        yield from [role.value] * count


def _units(size: Size) -> Iterator[Row]:
    """One root, departments below it, and workplaces below these; together as many as there are people."""
    own = size.people // max(1, size.units - DEPARTMENTS - 1)
    left = size.people
    for number in range(1, size.units + 1):
        parent = None if number == 1 else 1 if number <= DEPARTMENTS + 1 else 2 + number % DEPARTMENTS
        strength = 0 if number <= DEPARTMENTS + 1 else min(own, left)
        if number == size.units:
            strength = left
        left -= strength
        yield number, f"Enhed {number}", f"Unit {number}", parent, strength, False


def _people(size: Size, first: int) -> Iterator[Row]:
    random_ = plan.dice()
    for number in range(size.people):
        email = None if number % 40 == 39 else f"p{number + 1}@benchmark.example"
        unit = DEPARTMENTS + 2 + number % max(1, size.units - DEPARTMENTS - 1)
        key = f"{random_.getrandbits(64):016x}"
        yield first + number, f"Ansat {number + 1}", email, min(unit, size.units), "", True, key


def _some(people: range, of: list[int] | list[str], count: int) -> Iterator[Row]:
    """A few different ones for each."""
    for place, person in enumerate(people):
        for each in range(min(count, len(of))):
            yield person, of[(place + each) % len(of)]
