"""Reads of the count tables, for `metrics.reports` alone: what comes out of here may not be shown as it
is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, func, literal, select, union_all
from sqlalchemy.orm import Session

from hub.counting.cells import KIT_WEEK
from hub.links.events import Kind
from hub.links.models import TrackingLink
from hub.links.rules import EMPLOYEES
from hub.metrics.models import BlockedCell, ClickDay, Headcount, Release, ReleasedCell, ReleasedClicks


@dataclass(frozen=True)
class Week:
    """What one week's release holds: a sum of noisy counts, of how many cells, and how many were lost;
    clicks.
    """

    value: int | None = None
    cells: int = 0
    lost: int = 0
    clicks: int | None = None
    visitors: int | None = None


def latest_release(session: Session) -> Release | None:
    """The newest release."""
    return session.scalar(select(Release).order_by(Release.frozen_on.desc()).limit(1))


def weeks(session: Session, kit_id: int | None = None, windows: Collection[str] | None = None) -> dict[str, Week]:
    """Released weeks by window key: of one kit, or summed over all kits. One statement."""
    shares = select(
        ReleasedCell.window.label("week"),
        literal("shares").label("what"),
        func.sum(ReleasedCell.value).label("first"),
        func.count(ReleasedCell.value).label("second"),
        func.count().label("third"),
    ).where(ReleasedCell.family == KIT_WEEK.name)
    clicks = select(
        ReleasedClicks.window.label("week"),
        literal("clicks").label("what"),
        func.sum(ReleasedClicks.clicks).label("first"),
        func.sum(ReleasedClicks.visitors).label("second"),
        func.count().label("third"),
    )
    if kit_id is not None:
        shares = shares.where(ReleasedCell.key == str(kit_id))
        clicks = clicks.where(ReleasedClicks.kit_id == kit_id)
    if windows is not None:
        shares = shares.where(ReleasedCell.window.in_(windows))
        clicks = clicks.where(ReleasedClicks.window.in_(windows))
    both: CompoundSelect[Any] = union_all(shares.group_by(ReleasedCell.window), clicks.group_by(ReleasedClicks.window))
    found: dict[str, dict[str, tuple[int | None, int, int]]] = {}
    for week, what, first, second, third in session.execute(both):
        found.setdefault(week, {})[what] = (None if first is None else int(first), int(second or 0), int(third))
    return {week: _week(parts) for week, parts in found.items()}


def _week(parts: dict[str, tuple[int | None, int, int]]) -> Week:
    value, cells, rows = parts.get("shares", (None, 0, 0))
    clicks, visitors, _ = parts.get("clicks", (None, None, 0))
    return Week(value, cells, rows - cells, clicks, visitors)


def cells(
    session: Session, families: Collection[str], windows: Collection[str] | None = None, key: str | None = None
) -> dict[tuple[str, str, str], int | None]:
    """Released noisy counts by (family, key, window); None where the count was lost. One statement."""
    statement = select(ReleasedCell.family, ReleasedCell.key, ReleasedCell.window, ReleasedCell.value).where(
        ReleasedCell.family.in_(families)
    )
    if windows is not None:
        statement = statement.where(ReleasedCell.window.in_(windows))
    if key is not None:
        statement = statement.where(ReleasedCell.key == key)
    return {(family, name, window): value for family, name, window, value in session.execute(statement)}


def headcounts(session: Session, quarters: Collection[str]) -> dict[tuple[str, int], int]:
    """Frozen headcounts by (quarter, unit); unit 0 is the whole organisation."""
    rows = session.execute(
        select(Headcount.quarter, Headcount.unit_id, Headcount.people).where(Headcount.quarter.in_(quarters))
    )
    return {(quarter, unit_id): people for quarter, unit_id, people in rows}


def clicks_by_source(
    session: Session, kit_ids: Collection[int] | None = None, since: dt.date | None = None
) -> dict[str, int]:
    """Exact clicks by source, without those on what colleagues posted."""
    statement = (
        select(TrackingLink.source, func.sum(ClickDay.hits))
        .join(ClickDay, ClickDay.link_id == TrackingLink.id)
        .where(TrackingLink.source != EMPLOYEES, ClickDay.kind == Kind.CLICK.label)
        .group_by(TrackingLink.source)
        .order_by(TrackingLink.source)
    )
    if kit_ids is not None:
        statement = statement.where(TrackingLink.kit_id.in_(kit_ids))
    if since is not None:
        statement = statement.where(ClickDay.day >= since)
    return {source: int(hits) for source, hits in session.execute(statement)}


def published_clicks(session: Session, kit_ids: Collection[int]) -> int | None:
    """The sum of the kits' published clicks from colleagues' posts; None when none have been published."""
    total = session.scalar(select(func.sum(ReleasedClicks.clicks)).where(ReleasedClicks.kit_id.in_(kit_ids)))
    return None if total is None else int(total)


def blocked(session: Session) -> Sequence[BlockedCell]:
    """Cells that wait for somebody to look at them."""
    return session.scalars(select(BlockedCell).order_by(BlockedCell.window, BlockedCell.family, BlockedCell.key)).all()
