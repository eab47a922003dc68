"""The figures of one month, for the letter that goes to everybody. They rest on windows up to that month alone, so
that they can be made again and come out the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hub.core import i18n
from hub.counting.cells import KIT_WEEK, NETWORK_MONTH, OPTED_IN_QUARTER, ORGANISATION_QUARTER
from hub.counting.windows import Window, WindowKind, window_for
from hub.links.rules import EMPLOYEES
from hub.metrics import disclosure, queries, source_queries, trend_queries, wording
from hub.metrics.disclosure import Counted, DisclosedTable, Exact, Figure
from hub.metrics.reports.parts import (
    back,
    clicks_in,
    made_up,
    network_table,
    shares_in,
    week_table,
    whole,
)
from hub.metrics.windows_open import ORGANISATION, freeze_monday
from hub.sources import queries as sources
from hub.sources import rules as source_rules

WEEKS = 13
"""Weeks in the letter's drawing: a quarter."""


@dataclass(frozen=True)
class MonthFigures:
    """What a letter is made of. `quarter` is the last one that was made up with the month or before it, with its
    `employees`; `since` and `until` are the first and last day of the weeks that begin in the month.
    """

    release_id: int
    quarter: str
    employees: int
    since: dt.date
    until: dt.date
    overview: DisclosedTable
    weeks: DisclosedTable
    networks: DisclosedTable
    sources: DisclosedTable


def months_made_up(session: Session, count: int) -> list[Window]:
    """The last months that have been counted up, the oldest first; none before the first release. One statement."""
    release = queries.latest_release(session)
    return made_up(WindowKind.MONTH, release, count) if release is not None else []


def month_figures(session: Session, month: Window) -> MonthFigures | None:
    """The figures of a month; None when it has not been counted up. Five statements."""
    release = queries.latest_release(session)
    monday = freeze_monday(month)
    if release is None or release.frozen_on < monday:
        return None
    last = window_for(WindowKind.WEEK, month.ends)
    weeks = back(last if month.contains(last.starts) else last.previous(), WEEKS)
    own = [week for week in weeks if month.contains(week.starts)]
    quarter = window_for(WindowKind.QUARTER, month.ends)
    quarter = quarter if freeze_monday(quarter) <= monday else quarter.previous()
    by_week = queries.weeks(session, windows=[week.key for week in weeks])
    families = [each.name for each in (NETWORK_MONTH, ORGANISATION_QUARTER, OPTED_IN_QUARTER)]
    cells, people = trend_queries.cells_and_people(
        session,
        families,
        [month.previous().key, month.key, quarter.key],
        [quarter.key, window_for(WindowKind.QUARTER, month.ends).key],
    )
    shared = whole(ORGANISATION_QUARTER.name, quarter, cells, people)
    joined = whole(OPTED_IN_QUARTER.name, quarter, cells, people)
    clicks, visitors = (
        clicks_in(by_week, month, lambda week: week.clicks),
        clicks_in(by_week, month, lambda week: week.visitors),
    )
    rows: dict[str, Figure] = {
        "shares": disclosure.figure(shares_in(by_week, month), KIT_WEEK),
        "clicks": disclosure.clicks(clicks),
        "visitors": disclosure.clicks(visitors),
        "rate": disclosure.rate(shared, ORGANISATION_QUARTER),
        "ambassadors": disclosure.figure(joined, OPTED_IN_QUARTER),
    }
    known = [week.key for week in weeks if week.key in by_week]
    return MonthFigures(
        release_id=release.id,
        quarter=wording.window(quarter.key),
        employees=disclosure.denominator(people.get((quarter.key, ORGANISATION), 0)),
        since=own[0].starts,
        until=own[-1].ends,
        overview=disclosure.series(("figure", list(rows.values())), labels=[(key, key) for key in rows]),
        weeks=week_table(known, by_week),
        networks=network_table([month.previous(), month], cells, people),
        sources=_sources(session, own, clicks, visitors),
    )


def _sources(session: Session, weeks: Sequence[Window], clicks: Counted, visitors: Counted) -> DisclosedTable:
    """Clicks and daily visitors by source on the days of these weeks: the employees' as published."""
    live = source_queries.others(session, weeks[0].starts, weeks[-1].ends)
    labels = sources.labels(session, i18n.locale())
    keys = [EMPLOYEES, *sorted(live, key=source_rules.order)]
    others = keys[1:]
    first: list[Figure] = [disclosure.clicks(clicks), *(Exact(live[key][0]) for key in others)]
    second: list[Figure] = [disclosure.clicks(visitors), *(Exact(live[key][1]) for key in others)]
    named = [(key, labels.get(key) or wording.source(key)) for key in keys]
    return disclosure.series(("clicks", first), ("visitors", second), labels=named)
