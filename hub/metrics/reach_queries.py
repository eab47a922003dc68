"""Reads of the count tables for `metrics.reports.reach` alone: what comes out of here is not shown as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.counting.windows import Window
from hub.links.models import TrackingLink
from hub.links.rules import EMPLOYEES
from hub.metrics.models import ClickDay, FilteredDay, ReleasedClicks


def filtered(session: Session, since: dt.date, until: dt.date) -> dict[str, int]:
    """Requests that are no clicks, by reason, over all links together; both days are included. One statement."""
    rows = session.execute(
        select(FilteredDay.kind, func.sum(FilteredDay.hits))
        .where(FilteredDay.day >= since, FilteredDay.day <= until)
        .group_by(FilteredDay.kind)
    )
    return {kind: int(hits) for kind, hits in rows}


def clicks_by_network(session: Session, source: str, since: dt.date, until: dt.date) -> dict[str, int]:
    """Clicks on the links of one source that is nobody's behaviour, by network; both days are included.

    Raises:
        ValueError: the source is the employees', whose clicks leave by `published_by_network`.
    """
    if source == EMPLOYEES:
        raise ValueError("clicks on colleagues' posts are not read live")
    return _by_network(session, source, since, until, None)


def published_by_network(session: Session, weeks: Sequence[Window]) -> dict[str, int]:
    """Clicks on colleagues' posts by network, of those kits and weeks alone whose clicks have been published.

    Their sum is thus what was published already. Two statements for each week.
    """
    found: dict[str, int] = {}
    for week in weeks:
        kits = session.scalars(select(ReleasedClicks.kit_id).where(ReleasedClicks.window == week.key)).all()
        if not kits:
            continue
        for network, hits in _by_network(session, EMPLOYEES, week.starts, week.ends, kits).items():
            found[network] = found.get(network, 0) + hits
    return found


def _by_network(
    session: Session, source: str, since: dt.date, until: dt.date, kits: Collection[int] | None
) -> dict[str, int]:
    statement = (
        select(TrackingLink.network, func.sum(ClickDay.hits))
        .join(ClickDay, ClickDay.link_id == TrackingLink.id)
        .where(TrackingLink.source == source, ClickDay.day >= since, ClickDay.day <= until)
        .group_by(TrackingLink.network)
    )
    if kits is not None:
        statement = statement.where(TrackingLink.kit_id.in_(kits))
    return {network: int(hits) for network, hits in session.execute(statement)}
