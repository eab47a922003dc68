"""The figures of one kit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hub.counting.cells import KIT_WEEK
from hub.counting.windows import WindowKind, parse, window_for
from hub.links.rules import EMPLOYEES
from hub.metrics import disclosure, queries, wording
from hub.metrics.disclosure import Counted, DisclosedTable, Figure
from hub.metrics.queries import Week
from hub.metrics.reports.parts import all_sources


@dataclass(frozen=True)
class KitFigures:
    """One kit: shares by week with their total, clicks on colleagues' posts by week, and clicks by source."""

    release_id: int
    released_on: dt.date | None
    shares: DisclosedTable
    clicks: DisclosedTable
    sources: DisclosedTable


@dataclass(frozen=True)
class KitWeeks:
    """One kit as `KitFigures` has it, with its published clicks in all, and without the other sources."""

    shares: DisclosedTable
    clicks: DisclosedTable
    clicked: Figure


def kit_figures(session: Session, kit_id: int) -> KitFigures:
    """The figures of one kit, empty before its first release. Five statements."""
    release = queries.latest_release(session)
    by_week = queries.weeks(session, kit_id)
    people = queries.employees(session, {_quarter(week) for week in by_week})
    live = queries.clicks_by_source(session, [kit_id])
    return KitFigures(
        release_id=release.id if release else 0,
        released_on=release.frozen_on if release else None,
        shares=_shares(by_week, max(people.values(), default=0)),
        clicks=_clicks(by_week),
        sources=all_sources(session, _published(by_week), live),
    )


def every_kits_weeks(session: Session) -> dict[int, KitWeeks]:
    """What has been released of each kit, for lists of all of them. Two statements, however many kits there are."""
    found = queries.weeks_by_kit(session)
    # One look at a week's quarter for all kits: a large organisation has thousands of kits and hundreds of units.
    quarter = {week: _quarter(week) for week in {week for by_week in found.values() for week in by_week}}
    people = queries.employees(session, set(quarter.values()))
    return {
        kit: KitWeeks(
            _shares(by_week, max(people.get(quarter[week], 0) for week in by_week)),
            _clicks(by_week),
            disclosure.clicks(Counted(EMPLOYEES, "", _published(by_week))),
        )
        for kit, by_week in found.items()
    }


def _shares(by_week: Mapping[str, Week], employees: int) -> DisclosedTable:
    parts = [
        Counted(key, wording.window(key), week.value, week.cells, week.lost, employees)
        for key, week in sorted(by_week.items())
        if week.cells or week.lost
    ]
    return disclosure.siblings(parts, KIT_WEEK)


def _clicks(by_week: Mapping[str, Week]) -> DisclosedTable:
    keys = [key for key in sorted(by_week) if by_week[key].clicks is not None]
    return disclosure.series(
        ("clicks", [disclosure.clicks(Counted(key, "", by_week[key].clicks)) for key in keys]),
        ("visitors", [disclosure.clicks(Counted(key, "", by_week[key].visitors)) for key in keys]),
        labels=[(key, wording.window(key)) for key in keys],
    )


def _published(by_week: Mapping[str, Week]) -> int | None:
    published = [each.clicks for each in by_week.values() if each.clicks is not None]
    return sum(published) if published else None


def _quarter(week: str) -> str:
    return window_for(WindowKind.QUARTER, parse(week).ends).key
