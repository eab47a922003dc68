"""Reads of the count tables that save a page statements, for `metrics.reports` alone: nothing is shown as it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CompoundSelect, String, func, literal, select, union_all
from sqlalchemy import cast as sql_cast
from sqlalchemy.orm import Session

from hub.core.audit import AuditEntry
from hub.metrics.models import Headcount, Release, ReleasedCell

Cells = dict[tuple[str, str, str], int | None]
People = dict[tuple[str, int], int]


@dataclass(frozen=True)
class Mark:
    """What a page of figures depends on: the newest release and the last staff action."""

    release_id: int
    released_on: dt.date | None
    staff_action: int


def mark(session: Session) -> Mark:
    """Where everything stands. One statement."""
    newest = select(Release.id, Release.frozen_on).order_by(Release.frozen_on.desc()).limit(1).subquery()
    row = session.execute(
        select(
            select(newest.c.id).scalar_subquery(),
            select(newest.c.frozen_on).scalar_subquery(),
            select(func.max(AuditEntry.id)).scalar_subquery(),
        )
    ).one()
    return Mark(row[0] or 0, row[1], row[2] or 0)


def first_monday(session: Session) -> dt.date | None:
    """The day of the very first release."""
    return session.scalar(select(func.min(Release.frozen_on)))


def cells_and_people(
    session: Session,
    families: Collection[str],
    windows: Collection[str],
    quarters: Collection[str],
    keys: Collection[str] | None = None,
) -> tuple[Cells, People]:
    """What `queries.cells` and `queries.headcounts` give, in one statement. `keys` narrows the cells."""
    cells = select(
        ReleasedCell.family.label("family"),
        ReleasedCell.key.label("key"),
        ReleasedCell.window.label("window"),
        ReleasedCell.value.label("value"),
    ).where(ReleasedCell.family.in_(families), ReleasedCell.window.in_(windows))
    if keys is not None:
        cells = cells.where(ReleasedCell.key.in_(keys))
    people = select(
        literal("").label("family"),
        sql_cast(Headcount.unit_id, String).label("key"),
        Headcount.quarter.label("window"),
        Headcount.people.label("value"),
    ).where(Headcount.quarter.in_(quarters))
    both: CompoundSelect[Any] = union_all(cells, people)
    found: Cells = {}
    counted: People = {}
    for family, key, window, value in session.execute(both):
        if family:
            found[family, key, window] = value
        else:
            counted[window, int(key)] = value
    return found, counted
