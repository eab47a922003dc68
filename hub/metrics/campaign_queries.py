"""Reads of the count tables for `metrics.reports.campaigns` alone: what comes out is not shown as it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import String, Subquery, cast, func, select
from sqlalchemy.orm import Session

from hub.counting.cells import KIT_WEEK
from hub.metrics.models import ReleasedCell, ReleasedClicks


@dataclass(frozen=True)
class Weeks:
    """The sum of some released kit-weeks: noisy shares with how many cells and how many lost; rounded clicks and
    visitors, None where none were published.
    """

    shares: int | None
    cells: int
    lost: int
    clicks: int | None
    visitors: int | None


def weeks(session: Session, first: str | None, last: str, kit_ids: Collection[int] | None = None) -> Weeks:
    """Everything released of the weeks from `first` (None: the very first) to `last`, both keys like 2026-W47; of some
    kits, or of all. Two statements.
    """
    cells = select(func.sum(ReleasedCell.value), func.count(ReleasedCell.value), func.count()).where(
        ReleasedCell.family == KIT_WEEK.name, ReleasedCell.window <= last
    )
    clicks = select(func.sum(ReleasedClicks.clicks), func.sum(ReleasedClicks.visitors)).where(
        ReleasedClicks.window <= last
    )
    if first is not None:
        cells, clicks = cells.where(ReleasedCell.window >= first), clicks.where(ReleasedClicks.window >= first)
    if kit_ids is not None:
        cells = cells.where(ReleasedCell.key.in_([str(kit_id) for kit_id in kit_ids]))
        clicks = clicks.where(ReleasedClicks.kit_id.in_(kit_ids))
    return _weeks(session.execute(cells).one(), session.execute(clicks).one())


def weeks_by_group(session: Session, last: str, groups: Subquery) -> dict[int, Weeks]:
    """What `weeks` gives from the very first week, by name; `groups` has the columns `kit_id` and `name`. Two
    statements.
    """
    cells = (
        select(groups.c.name, func.sum(ReleasedCell.value), func.count(ReleasedCell.value), func.count())
        .join(ReleasedCell, ReleasedCell.key == cast(groups.c.kit_id, String))
        .where(ReleasedCell.family == KIT_WEEK.name, ReleasedCell.window <= last)
        .group_by(groups.c.name)
    )
    clicks = (
        select(groups.c.name, func.sum(ReleasedClicks.clicks), func.sum(ReleasedClicks.visitors))
        .join(ReleasedClicks, ReleasedClicks.kit_id == groups.c.kit_id)
        .where(ReleasedClicks.window <= last)
        .group_by(groups.c.name)
    )
    shared = {name: found for name, *found in session.execute(cells)}
    clicked = {name: found for name, *found in session.execute(clicks)}
    return {
        name: _weeks(shared.get(name, (None, 0, 0)), clicked.get(name, (None, None)))
        for name in shared.keys() | clicked.keys()
    }


def _weeks(shared: Sequence[int | None], clicked: Sequence[int | None]) -> Weeks:
    total, known, rows = shared
    hits, visitors = clicked
    return Weeks(
        None if total is None else int(total),
        int(known or 0),
        int((rows or 0) - (known or 0)),
        None if hits is None else int(hits),
        None if visitors is None else int(visitors),
    )
