"""Reading tracking links."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.core.config import Settings
from hub.links.models import TrackingLink
from hub.links.rules import EMPLOYEES, is_code, tidy


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


def counts_by_source(session: Session) -> dict[str, int]:
    """How many links there are of each source that has any. One statement."""
    rows = session.execute(select(TrackingLink.source, func.count()).group_by(TrackingLink.source))
    return {source: int(count) for source, count in rows}


def find_link(session: Session, text: str) -> TrackingLink | None:
    """The link that a code, as a person may have typed it, stands for."""
    code = tidy(text)
    if not is_code(code):
        return None
    return session.scalar(select(TrackingLink).where(TrackingLink.code == code))


def newest_id(session: Session) -> int:
    """The highest link id there is; 0 without links."""
    return session.scalar(select(func.max(TrackingLink.id))) or 0


def share_url(settings: Settings, code: str) -> str:
    """The address that people post: the same for everybody who shares this kit on this network."""
    return f"{settings.links_url}/r/{code}"
