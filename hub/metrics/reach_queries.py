"""Reads of the count tables for `metrics.reports.reach` alone: what comes out of here is not shown as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Select, func, select, union_all
from sqlalchemy.orm import Session

from hub.counting.windows import Window
from hub.links.models import TrackingLink
from hub.links.rules import EMPLOYEES
from hub.metrics import rollup
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
    counted = rollup.clicks(session, since, until, source=source, networks=True).c
    statement = select(counted.network, func.sum(counted.hits)).group_by(counted.network)
    return {network: int(hits) for network, hits in session.execute(statement)}


def published_by_network(session: Session, weeks: Sequence[Window]) -> dict[str, int]:
    """Clicks on colleagues' posts by network, of those kits and weeks alone whose clicks have been published.

    Their sum is thus what was published already. One statement.
    """
    if not weeks:
        return {}
    parts = union_all(*(_published_in(week) for week in weeks)).subquery().c
    rows = session.execute(select(parts.network, func.sum(parts.hits)).group_by(parts.network))
    return {network: int(hits) for network, hits in rows}


def _published_in(week: Window) -> Select[str, int]:
    return (
        select(TrackingLink.network, ClickDay.hits)
        .join(ClickDay, ClickDay.link_id == TrackingLink.id)
        .join(ReleasedClicks, ReleasedClicks.kit_id == TrackingLink.kit_id)
        .where(TrackingLink.source == EMPLOYEES, ReleasedClicks.window == week.key)
        .where(ClickDay.day.between(week.starts, week.ends))
    )
