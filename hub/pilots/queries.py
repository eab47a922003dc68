"""Reading pilots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.ambassadors import queries as ambassadors
from hub.core.errors import NotFound
from hub.pilots.models import Pilot
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


def counting_pilot_ids(session: Session, today: dt.date) -> frozenset[int]:
    """Pilots with a cell of their own today: running, and with enough members."""
    running = session.scalars(select(Pilot.id).where(Pilot.starts_on <= today, Pilot.ends_on >= today))
    return frozenset(pilot for pilot in running if has_figures(ambassadors.members_count(session, pilot)))
