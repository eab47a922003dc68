"""Pilots for tests."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.ambassadors import service as ambassadors
from hub.core import clock
from hub.pilots.models import Pilot
from hub.pilots.rules import invite_code
from tests.factories.accounts import make_person
from tests.factories.ambassadors import make_ambassador


def make_pilot(
    session: Session,
    title: str = "Forårsholdet",
    *,
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    members: int = 0,
) -> Pilot:
    """A running pilot with so many members, all of them opted in."""
    today = clock.local_today()
    number = session.query(Pilot).count()
    pilot = Pilot(
        slug=f"pilot-{number + 1}",
        title=title,
        purpose="Vi **prøver** det af.",
        starts_on=starts_on or today - dt.timedelta(days=7),
        ends_on=ends_on or today + dt.timedelta(days=60),
        invite_code=invite_code(),
    )
    session.add(pilot)
    session.flush()
    for member in range(members):
        add_member(session, pilot, make_person(session, f"Medlem {member}", f"m{member}.p{pilot.id}@fjordby.example"))
    return pilot


def add_member(session: Session, pilot: Pilot, person: Person) -> None:
    """Opt the person in if need be, and into the pilot."""
    make_ambassador(session, person)
    ambassadors.join_pilot(session, person, pilot.id)
    session.flush()
