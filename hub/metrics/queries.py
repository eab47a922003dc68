"""Reads of the count tables, for `metrics.reports` alone: what comes out of here may not be shown as it
is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, Integer, Subquery, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from hub.core import clock
from hub.counting.cells import KIT_WEEK
from hub.metrics import rollup
from hub.metrics.models import BlockedCell, Headcount, Release, ReleasedCell, ReleasedClicks
from hub.metrics.windows_open import ORGANISATION


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


_IS_KIT_WEEK = ReleasedCell.family == KIT_WEEK.name
_SHARES = (
    literal("shares").label("what"),
    func.sum(ReleasedCell.value).label("first"),
    func.count(ReleasedCell.value).label("second"),
    func.count().label("third"),
)
_CLICKS = (
    literal("clicks").label("what"),
    func.sum(ReleasedClicks.clicks).label("first"),
    func.sum(ReleasedClicks.visitors).label("second"),
    func.count().label("third"),
)


def latest_release(session: Session) -> Release | None:
    """The newest release."""
    return session.scalar(select(Release).order_by(Release.frozen_on.desc()).limit(1))


def weeks(session: Session, kit_id: int | None = None, windows: Collection[str] | None = None) -> dict[str, Week]:
    """Released weeks by window key: of one kit, or summed over all kits. One statement."""
    shares = select(ReleasedCell.window.label("week"), literal(0).label("kit"), *_SHARES).where(_IS_KIT_WEEK)
    clicks = select(ReleasedClicks.window.label("week"), literal(0).label("kit"), *_CLICKS)
    if kit_id is not None:
        shares = shares.where(ReleasedCell.key == str(kit_id))
        clicks = clicks.where(ReleasedClicks.kit_id == kit_id)
    if windows is not None:
        shares = shares.where(ReleasedCell.window.in_(windows))
        clicks = clicks.where(ReleasedClicks.window.in_(windows))
    both: CompoundSelect[Any] = union_all(shares.group_by(ReleasedCell.window), clicks.group_by(ReleasedClicks.window))
    return _collected(session, both).get(0, {})


def weeks_by_kit(session: Session) -> dict[int, dict[str, Week]]:
    """What `weeks` gives of one kit, for each kit that has any. One statement."""
    kit = cast(ReleasedCell.key, Integer).label("kit")
    shares = select(ReleasedCell.window.label("week"), kit, *_SHARES).where(_IS_KIT_WEEK)
    clicks = select(ReleasedClicks.window.label("week"), ReleasedClicks.kit_id.label("kit"), *_CLICKS)
    shares = shares.group_by(ReleasedCell.window, ReleasedCell.key)
    return _collected(session, union_all(shares, clicks.group_by(ReleasedClicks.window, ReleasedClicks.kit_id)))


def _collected(session: Session, both: CompoundSelect[Any]) -> dict[int, dict[str, Week]]:
    found: dict[tuple[int, str], dict[str, tuple[int | None, int, int]]] = {}
    for week, kit, what, first, second, third in session.execute(both):
        parts = found.setdefault((kit, week), {})
        parts[what] = (None if first is None else int(first), int(second or 0), int(third))
    weeks: dict[int, dict[str, Week]] = {}
    for (kit, week), parts in found.items():
        weeks.setdefault(kit, {})[week] = _week(parts)
    return weeks


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


def employees(session: Session, quarters: Collection[str]) -> dict[str, int]:
    """Frozen headcounts of the whole organisation by quarter, without a row for each unit. One statement."""
    rows = session.execute(
        select(Headcount.quarter, Headcount.people).where(
            Headcount.quarter.in_(quarters), Headcount.unit_id == ORGANISATION
        )
    )
    return {quarter: people for quarter, people in rows}  # noqa: C416  rows are not pairs to a type checker


def clicks_by_source(
    session: Session, kit_ids: Collection[int] | None = None, since: dt.date | None = None
) -> dict[str, int]:
    """Exact clicks by source, without those on what colleagues posted. Two statements."""
    # Whoever was ahead of this clock at midnight has counted on tomorrow.
    last = clock.local_today() + dt.timedelta(days=1)
    counted = rollup.clicks(session, since, last, kit_ids=kit_ids).c
    statement = select(counted.source, func.sum(counted.hits)).group_by(counted.source).order_by(counted.source)
    return {source: int(hits) for source, hits in session.execute(statement)}


def clicks_by_kit(session: Session, kit_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """What `clicks_by_source` gives of some kits, for each kit. Two statements."""
    last = clock.local_today() + dt.timedelta(days=1)
    counted = rollup.clicks(session, None, last, kit_ids=kit_ids).c
    statement = select(counted.kit_id, counted.source, func.sum(counted.hits)).group_by(counted.kit_id, counted.source)
    found: dict[int, dict[str, int]] = {}
    for kit_id, source, hits in session.execute(statement):
        found.setdefault(kit_id, {})[source] = int(hits)
    return found


def clicks_by_group(session: Session, groups: Subquery) -> dict[str, dict[str, int]]:
    """What `clicks_by_kit` gives, added up by name; `groups` has the columns `kit_id` and `name`. Two statements."""
    last = clock.local_today() + dt.timedelta(days=1)
    counted = rollup.clicks(session, None, last, kit_ids=select(groups.c.kit_id)).c
    statement = select(groups.c.name, counted.source, func.sum(counted.hits)).join(
        groups, groups.c.kit_id == counted.kit_id
    )
    found: dict[str, dict[str, int]] = {}
    for name, source, hits in session.execute(statement.group_by(groups.c.name, counted.source)):
        found.setdefault(name, {})[source] = int(hits)
    return found


def published_by_group(session: Session, groups: Subquery) -> dict[str, int]:
    """What `published_by_kit` gives, added up by name, as in `clicks_by_group`. One statement."""
    statement = select(groups.c.name, func.sum(ReleasedClicks.clicks)).group_by(groups.c.name)
    rows = session.execute(statement.join(ReleasedClicks, ReleasedClicks.kit_id == groups.c.kit_id))
    return {name: int(hits) for name, hits in rows}


def published_by_kit(session: Session, kit_ids: Collection[int]) -> dict[int, int]:
    """The sum of each kit's published clicks from colleagues' posts, where any have been published."""
    statement = select(ReleasedClicks.kit_id, func.sum(ReleasedClicks.clicks)).group_by(ReleasedClicks.kit_id)
    rows = session.execute(statement.where(ReleasedClicks.kit_id.in_(kit_ids)))
    return {kit_id: int(hits) for kit_id, hits in rows}


def published_clicks(session: Session, kit_ids: Collection[int]) -> int | None:
    """The sum of the kits' published clicks from colleagues' posts; None when none have been published."""
    total = session.scalar(select(func.sum(ReleasedClicks.clicks)).where(ReleasedClicks.kit_id.in_(kit_ids)))
    return None if total is None else int(total)


def blocked(session: Session) -> Sequence[BlockedCell]:
    """Cells that wait for somebody to look at them."""
    return session.scalars(select(BlockedCell).order_by(BlockedCell.window, BlockedCell.family, BlockedCell.key)).all()
