"""The figures of the whole organisation. Statements are counted: a test does so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hub.accounts import queries as accounts
from hub.accounts.models import Unit
from hub.accounts.rules import UnitFacts, merge_units
from hub.counting.cells import KIT_WEEK, NETWORK_MONTH, OPTED_IN_QUARTER, ORGANISATION_QUARTER, UNIT_QUARTER
from hub.counting.windows import Window, WindowKind, window_for
from hub.metrics import disclosure, queries, trend_queries, wording
from hub.metrics.disclosure import Counted, DisclosedTable
from hub.metrics.queries import Week
from hub.metrics.reports.parts import (
    Cells,
    People,
    back,
    clicks_in,
    made_up,
    network_table,
    shares_in,
    week_table,
    whole,
)
from hub.metrics.windows_open import ORGANISATION

WEEKS = 27
"""Weeks in the trend: two quarters, one of which can have fourteen Mondays."""
MONTHS = 3


@dataclass(frozen=True)
class UnitQuarter:
    """The units' figures of one quarter; `people` are the denominators by row key, rounded down to 10."""

    quarter: str
    label: str
    table: DisclosedTable
    people: dict[str, int]


@dataclass(frozen=True)
class Merged:
    """A unit without figures of its own. `into` is None where only the whole organisation's count it."""

    name: str
    into: str | None


@dataclass(frozen=True)
class Results:
    """Everything on /results. `quarter` is the one the newest week lies in, with its `quarter_key`; `finished` is the
    last one frozen.
    """

    release_id: int
    released_on: dt.date
    quarter_key: str
    quarter: str
    finished: str
    employees: int
    overview: DisclosedTable
    weeks: DisclosedTable
    networks: DisclosedTable
    months: tuple[str, ...]
    units: tuple[UnitQuarter, ...]
    merged: tuple[Merged, ...]


@dataclass(frozen=True)
class Sidebar:
    """Last week in one figure, for the side of the feed. Without a release there is no table."""

    release_id: int
    released_on: dt.date | None
    week: str
    table: DisclosedTable | None


def results(session: Session) -> Results | None:
    """Everything on /results that was released; None before the first release. Four statements."""
    release = queries.latest_release(session)
    if release is None:
        return None
    newest = window_for(WindowKind.WEEK, release.frozen_on).previous()
    quarter = window_for(WindowKind.QUARTER, newest.starts)
    frozen = made_up(WindowKind.QUARTER, release, 2)
    months = made_up(WindowKind.MONTH, release, MONTHS)
    weeks = back(newest, WEEKS)
    by_week = queries.weeks(session, windows=[week.key for week in weeks])
    families = [each.name for each in (NETWORK_MONTH, ORGANISATION_QUARTER, OPTED_IN_QUARTER, UNIT_QUARTER)]
    windows, quarters = [each.key for each in (*months, *frozen)], [each.key for each in (quarter, *frozen)]
    cells, people = trend_queries.cells_and_people(session, families, windows, quarters)
    units = accounts.units(session, closed=True)
    first = next((place for place, week in enumerate(weeks) if week.key in by_week), len(weeks) - 1)
    return Results(
        release_id=release.id,
        released_on=release.frozen_on,
        quarter_key=quarter.key,
        quarter=wording.window(quarter.key),
        finished=wording.window(frozen[-1].key),
        employees=disclosure.denominator(people.get((frozen[-1].key, ORGANISATION), 0)),
        overview=_overview(quarter, frozen[-1], by_week, cells, people),
        weeks=week_table([week.key for week in weeks[first:]], by_week),
        networks=network_table(months, cells, people),
        months=tuple(wording.window(month.key) for month in months),
        units=tuple(
            unit_quarter(window, units, cells, people)
            for window in reversed(frozen)
            if any(each == window.key and unit for each, unit in people)
        ),
        merged=_merged(units),
    )


def sidebar(session: Session) -> Sidebar:
    """Last week's shares, for the side of the feed. Two statements."""
    release = queries.latest_release(session)
    if release is None:
        return Sidebar(0, None, "", None)
    week = window_for(WindowKind.WEEK, release.frozen_on).previous().key
    table = week_table([week], queries.weeks(session, windows=[week]))
    return Sidebar(release.id, release.frozen_on, wording.window(week), table)


def _overview(
    quarter: Window, finished: Window, by_week: dict[str, Week], cells: Cells, people: People
) -> DisclosedTable:
    shared = whole(ORGANISATION_QUARTER.name, finished, cells, people)
    joined = whole(OPTED_IN_QUARTER.name, finished, cells, people)
    rows = {
        "shares": disclosure.figure(shares_in(by_week, quarter), KIT_WEEK),
        "shares_before": disclosure.figure(shares_in(by_week, quarter.previous()), KIT_WEEK),
        "sharers": disclosure.figure(shared, ORGANISATION_QUARTER),
        "rate": disclosure.rate(shared, ORGANISATION_QUARTER),
        "ambassadors": disclosure.figure(joined, OPTED_IN_QUARTER),
        "clicks": disclosure.clicks(clicks_in(by_week, quarter, lambda week: week.clicks)),
        "visitors": disclosure.clicks(clicks_in(by_week, quarter, lambda week: week.visitors)),
    }
    return disclosure.series(("figure", list(rows.values())), labels=[(key, key) for key in rows])


def unit_quarter(
    quarter: Window,
    units: Sequence[Unit],
    cells: Cells,
    people: People,
) -> UnitQuarter:
    """The units that had a headcount when the quarter was counted, whatever has become of them since."""
    parts = []
    for unit in units:
        if (quarter.key, unit.id) not in people:
            continue
        name = (UNIT_QUARTER.name, str(unit.id), quarter.key)
        value, released = cells.get(name), name in cells
        lost, strength = int(released and value is None), people[quarter.key, unit.id]
        parts.append(Counted(str(unit.id), wording.unit_name(unit), value, 1, lost, strength, held_back=not released))
    return UnitQuarter(
        quarter.key,
        wording.window(quarter.key),
        disclosure.siblings(parts, UNIT_QUARTER, rates=True),
        {part.key: disclosure.denominator(part.people) for part in parts},
    )


def _merged(units: Sequence[Unit]) -> tuple[Merged, ...]:
    """Today's small units and whose figures they are part of, by name."""
    names = {unit.id: wording.unit_name(unit) for unit in units}
    home = merge_units(UnitFacts(unit.id, unit.parent_id, unit.headcount, unit.closed) for unit in units).home
    merged = []
    for unit in units:
        into = home.get(unit.id)
        if not unit.closed and unit.headcount and into != unit.id:
            merged.append(Merged(names[unit.id], names[into] if into is not None else None))
    return tuple(merged)
