"""Opening and joining pilots."""

from __future__ import annotations

import datetime as dt

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.ambassadors import service as ambassadors
from hub.core import audit, clock
from hub.core.errors import Conflict, Invalid
from hub.kits.rules import free_slug
from hub.pilots import queries
from hub.pilots.models import Pilot
from hub.pilots.permissions import check_can_open_pilot
from hub.pilots.rules import invite_code


def open_pilot(
    session: Session, actor: Person, *, title: str, purpose: str, starts_on: dt.date, ends_on: dt.date
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
        invite_code=invite_code(),
        coordinator_id=actor.id,
    )
    session.add(pilot)
    session.flush()
    audit.record(session, actor.id, "opened", "pilot", pilot.id)
    return pilot


def join(session: Session, person: Person, pilot: Pilot) -> None:
    """Become a member; a second time changes nothing.

    Raises:
        Conflict: the pilot is over.
    """
    if pilot.ends_on < clock.local_today():
        raise Conflict(_l("This pilot has ended, so it takes no new members."))
    ambassadors.join_pilot(session, person, pilot.id)
