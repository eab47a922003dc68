"""Reading tracking links."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core.config import Settings
from hub.links.models import TrackingLink
from hub.links.rules import EMPLOYEES, is_code, tidy

# SQLite takes at most 32,766 parameters in a statement.
_AT_ONCE = 10_000


def links_of(session: Session, kit_id: int) -> Sequence[TrackingLink]:
    """Every link of a kit, by source and network."""
    return session.scalars(
        select(TrackingLink).where(TrackingLink.kit_id == kit_id).order_by(TrackingLink.source, TrackingLink.network)
    ).all()


def code_for(session: Session, kit_id: int, network: str, source: str = EMPLOYEES) -> str | None:
    """The code of one kit on one network from one source; None before the kit was first published."""
    return session.scalar(
        select(TrackingLink.code).where(
            TrackingLink.kit_id == kit_id, TrackingLink.network == network, TrackingLink.source == source
        )
    )


def find_link(session: Session, text: str) -> TrackingLink | None:
    """The link that a code, as a person may have typed it, stands for."""
    code = tidy(text)
    if not is_code(code):
        return None
    return session.scalar(select(TrackingLink).where(TrackingLink.code == code))


def known_ids(session: Session, ids: Collection[int]) -> set[int]:
    """Those of the link ids that exist here. A restored database may not know the newest."""
    found: set[int] = set()
    for start in range(0, len(wanted := sorted(ids)), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        found.update(session.scalars(select(TrackingLink.id).where(TrackingLink.id.in_(part))))
    return found


def share_url(settings: Settings, code: str) -> str:
    """The address that people post: the same for everybody who shares this kit on this network."""
    return f"{settings.base_url}/r/{code}"
