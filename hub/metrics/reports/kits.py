"""The figures of one kit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hub.counting.cells import KIT_WEEK
from hub.counting.windows import Window, WindowKind, parse, window_for
from hub.metrics import disclosure, queries, wording
from hub.metrics.disclosure import Counted, DisclosedTable
from hub.metrics.queries import Week
from hub.metrics.reports.parts import all_sources
from hub.metrics.windows_open import ORGANISATION


@dataclass(frozen=True)
class KitFigures:
    """One kit: shares by week with their total, clicks on colleagues' posts by week, and clicks by source."""

    release_id: int
    released_on: dt.date | None
    shares: DisclosedTable
    clicks: DisclosedTable
    sources: DisclosedTable


def kit_figures(session: Session, kit_id: int) -> KitFigures:
    """The figures of one kit, empty before its first release. Four statements."""
    release = queries.latest_release(session)
    by_week = queries.weeks(session, kit_id)
    quarters = {_quarter_of(parse(week)).key for week in by_week}
    employees = _most(queries.headcounts(session, quarters))
    live = queries.clicks_by_source(session, [kit_id])
    keys = sorted(by_week)
    parts = [
        Counted(key, wording.window(key), by_week[key].value, by_week[key].cells, by_week[key].lost, employees)
        for key in keys
        if by_week[key].cells or by_week[key].lost
    ]
    published = [each for each in by_week.values() if each.clicks is not None]
    total = sum(each.clicks or 0 for each in published) if published else None
    return KitFigures(
        release_id=release.id if release else 0,
        released_on=release.frozen_on if release else None,
        shares=disclosure.siblings(parts, KIT_WEEK),
        clicks=_click_weeks([key for key in keys if by_week[key].clicks is not None], by_week),
        sources=all_sources(total, live),
    )


def _click_weeks(keys: Sequence[str], by_week: dict[str, Week]) -> DisclosedTable:
    return disclosure.series(
        ("clicks", [disclosure.clicks(Counted(key, "", by_week[key].clicks)) for key in keys]),
        ("visitors", [disclosure.clicks(Counted(key, "", by_week[key].visitors)) for key in keys]),
        labels=[(key, wording.window(key)) for key in keys],
    )


def _quarter_of(week: Window) -> Window:
    return window_for(WindowKind.QUARTER, week.ends)


def _most(people: dict[tuple[str, int], int]) -> int:
    return max((count for (_, unit), count in people.items() if unit == ORGANISATION), default=0)
