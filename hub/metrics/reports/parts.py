"""What more than one report is put together from."""

from __future__ import annotations

import datetime as dt

from sqlalchemy.orm import Session

from hub.core import clock
from hub.counting.windows import WindowKind, freezes_at, window_for
from hub.links.rules import EMPLOYEES
from hub.metrics import disclosure, queries, wording
from hub.metrics.disclosure import Counted, DisclosedTable

OTHER_SOURCES = ("official", "paid", "newsletter", "intranet")


def next_release(after: dt.date | None = None) -> dt.datetime:
    """When figures are made up next: Monday at six on the organisation's wall clock, as an aware UTC
    moment.

    `after` is the newest Monday that was made up. On a demonstration it may lie ahead of the clock.
    """
    today = clock.local_today()
    this_week = window_for(WindowKind.WEEK, max(today, after) if after else today)
    coming = [freezes_at(window, clock.zone()) for window in (this_week.previous(), this_week)]
    return min(
        moment
        for moment in coming
        if moment > clock.now() and (after is None or moment.astimezone(clock.zone()).date() > after)
    )


def blocked_cells(session: Session) -> list[tuple[str, str, str]]:
    """(family, window, reason) of the counts that are held back, for administrators. No count is told."""
    return [(each.family, each.window, each.reason) for each in queries.blocked(session)]


def all_sources(published: int | None, live: dict[str, int]) -> DisclosedTable:
    """Clicks by source: the employees' as published, everybody else's as counted."""
    own = (EMPLOYEES, wording.source(EMPLOYEES), Counted(EMPLOYEES, "", published))
    return disclosure.sources(own, others(live))


def others(live: dict[str, int]) -> list[tuple[str, str, int]]:
    """(source, label, clicks) of every source that is nobody's behaviour."""
    names = [*OTHER_SOURCES, *sorted(live.keys() - set(OTHER_SOURCES))]
    return [(name, wording.source(name), live.get(name, 0)) for name in names]
