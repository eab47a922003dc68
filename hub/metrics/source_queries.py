"""Reads of the count tables by source, for `metrics.reports.sources` alone: what comes out is not shown as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session

from hub.metrics import rollup
from hub.metrics.models import ReleasedClicks


@dataclass(frozen=True)
class Published:
    """Clicks and visitors on colleagues' posts as they were published; None when nothing was. `cells` kit-weeks."""

    clicks: int | None = None
    visitors: int | None = None
    cells: int = 0


def published(
    session: Session, kit_ids: Collection[int] | None = None, windows: Collection[str] | None = None
) -> Published:
    """What was published of all kits or of these, in all weeks or in these. One statement."""
    statement = select(func.sum(ReleasedClicks.clicks), func.sum(ReleasedClicks.visitors), func.count())
    if kit_ids is not None:
        statement = statement.where(ReleasedClicks.kit_id.in_(kit_ids))
    if windows is not None:
        statement = statement.where(ReleasedClicks.window.in_(windows))
    clicks, visitors, cells = session.execute(statement).one()
    return Published(int(clicks), int(visitors), int(cells)) if cells else Published()


def others(
    session: Session, since: dt.date | None, until: dt.date, kit_ids: Collection[int] | None = None
) -> dict[str, tuple[int, int]]:
    """(clicks, daily unique visitors) by source, without the employees'; both days are included. Two statements."""
    counted = rollup.clicks(session, since, until, kit_ids=kit_ids).c
    statement = select(counted.source, func.sum(counted.hits), func.sum(counted.visitors)).group_by(counted.source)
    return {source: (int(hits), int(visitors)) for source, hits, visitors in session.execute(statement)}


def visitors_by_group(session: Session, until: dt.date, groups: Subquery) -> dict[int, int]:
    """Daily unique visitors up to this day, of all sources but the employees, by name; `groups` has the columns
    `kit_id` and `name`. Two statements.
    """
    counted = rollup.clicks(session, None, until, kit_ids=select(groups.c.kit_id)).c
    statement = select(groups.c.name, func.sum(counted.visitors)).join(groups, groups.c.kit_id == counted.kit_id)
    return {name: int(visitors) for name, visitors in session.execute(statement.group_by(groups.c.name))}
