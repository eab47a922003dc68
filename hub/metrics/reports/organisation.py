"""The figures of the whole organisation. Statements are counted: `/results` takes six."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hub.accounts import queries as accounts
from hub.accounts.models import Unit
from hub.accounts.rules import UnitFacts, merge_units
from hub.counting.cells import (
    KIT_WEEK,
    NETWORK_MONTH,
    OPTED_IN_QUARTER,
    ORGANISATION_QUARTER,
    UNIT_QUARTER,
    WHOLE_ORGANISATION,
)
from hub.counting.windows import Window, WindowKind, parse, window_for
from hub.metrics import disclosure, queries, wording
from hub.metrics.disclosure import Counted, DisclosedTable
from hub.metrics.models import Release
from hub.metrics.queries import Week
from hub.metrics.reports.parts import others
from hub.metrics.windows_open import ORGANISATION, freeze_monday
from hub.networks.rules import NETWORKS

WEEKS = 26
"""Weeks in the trend: two quarters."""
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
    """Everything on /results. `quarter` is the one the newest week lies in, `finished` the last one
    frozen.
    """

    release_id: int
    released_on: dt.date
    quarter: str
    finished: str
    employees: int
    overview: DisclosedTable
    weeks: DisclosedTable
    networks: DisclosedTable
    months: tuple[str, ...]
    units: tuple[UnitQuarter, ...]
    merged: tuple[Merged, ...]
    sources: DisclosedTable


@dataclass(frozen=True)
class Sidebar:
    """Last week in one figure, for the side of the feed. Without a release there is no table."""

    release_id: int
    released_on: dt.date | None
    week: str
    table: DisclosedTable | None


def results(session: Session) -> Results | None:
    """Everything on /results; None before the first release. Six statements."""
    release = queries.latest_release(session)
    if release is None:
        return None
    newest = window_for(WindowKind.WEEK, release.frozen_on).previous()
    quarter = window_for(WindowKind.QUARTER, newest.starts)
    frozen = _frozen(WindowKind.QUARTER, release, 2)
    months = _frozen(WindowKind.MONTH, release, MONTHS)
    weeks = _back(newest, WEEKS)
    by_week = queries.weeks(session, windows=[week.key for week in weeks])
    families = [each.name for each in (NETWORK_MONTH, ORGANISATION_QUARTER, OPTED_IN_QUARTER, UNIT_QUARTER)]
    cells = queries.cells(session, families, [window.key for window in (*months, *frozen)])
    people = queries.headcounts(session, [window.key for window in (quarter, *frozen)])
    units = accounts.units(session, closed=True)
    first = next((place for place, week in enumerate(weeks) if week.key in by_week), len(weeks) - 1)
    return Results(
        release_id=release.id,
        released_on=release.frozen_on,
        quarter=wording.window(quarter.key),
        finished=wording.window(frozen[-1].key),
        employees=disclosure.denominator(people.get((frozen[-1].key, ORGANISATION), 0)),
        overview=_overview(quarter, frozen[-1], by_week, cells, people),
        weeks=_weeks([week.key for week in weeks[first:]], by_week),
        networks=_networks(months, cells, people.get((quarter.key, ORGANISATION), 0)),
        months=tuple(wording.window(month.key) for month in months),
        units=tuple(
            _unit_quarter(window, units, cells, people)
            for window in reversed(frozen)
            if any(each == window.key and unit for each, unit in people)
        ),
        merged=_merged(units),
        sources=_live_sources(queries.clicks_by_source(session, since=quarter.starts)),
    )


def sidebar(session: Session) -> Sidebar:
    """Last week's shares, for the side of the feed. Two statements."""
    release = queries.latest_release(session)
    if release is None:
        return Sidebar(0, None, "", None)
    week = window_for(WindowKind.WEEK, release.frozen_on).previous().key
    table = _weeks([week], queries.weeks(session, windows=[week]))
    return Sidebar(release.id, release.frozen_on, wording.window(week), table)


def _overview(
    quarter: Window,
    finished: Window,
    by_week: dict[str, Week],
    cells: dict[tuple[str, str, str], int | None],
    people: dict[tuple[str, int], int],
) -> DisclosedTable:
    before = quarter.previous()

    def one(family: str) -> Counted:
        name = (family, WHOLE_ORGANISATION, finished.key)
        lost = int(name in cells and cells[name] is None)
        return Counted(family, "", cells.get(name), lost=lost, people=people.get((finished.key, ORGANISATION), 0))

    shared, joined = one(ORGANISATION_QUARTER.name), one(OPTED_IN_QUARTER.name)
    rows = {
        "shares": disclosure.figure(_sum(by_week, quarter), KIT_WEEK),
        "shares_before": disclosure.figure(_sum(by_week, before), KIT_WEEK),
        "sharers": disclosure.figure(shared, ORGANISATION_QUARTER),
        "rate": disclosure.rate(shared, ORGANISATION_QUARTER),
        "ambassadors": disclosure.figure(joined, OPTED_IN_QUARTER),
        "clicks": disclosure.clicks(_clicks(by_week, quarter, lambda week: week.clicks)),
        "visitors": disclosure.clicks(_clicks(by_week, quarter, lambda week: week.visitors)),
    }
    return disclosure.series(("figure", list(rows.values())), labels=[(key, key) for key in rows])


def _sum(by_week: dict[str, Week], quarter: Window) -> Counted:
    """Shares in the weeks that begin in the quarter."""
    found = [week for key, week in by_week.items() if quarter.contains(parse(key).starts)]
    known = [week.value for week in found if week.value is not None]
    return Counted(
        quarter.key,
        "",
        sum(known) if known else None,
        max(1, sum(week.cells for week in found)),
        sum(week.lost for week in found),
    )


def _clicks(by_week: dict[str, Week], quarter: Window, what: Callable[[Week], int | None]) -> Counted:
    found = [what(week) for key, week in by_week.items() if quarter.contains(parse(key).starts)]
    known = [each for each in found if each is not None]
    return Counted(quarter.key, "", sum(known) if known else None)


def _weeks(keys: Sequence[str], by_week: dict[str, Week]) -> DisclosedTable:
    found = [(key, by_week.get(key, Week())) for key in keys]
    return disclosure.series(
        (
            "shares",
            [
                disclosure.figure(Counted(key, "", week.value, max(1, week.cells), week.lost), KIT_WEEK)
                for key, week in found
            ],
        ),
        ("clicks", [disclosure.clicks(Counted(key, "", week.clicks)) for key, week in found]),
        ("visitors", [disclosure.clicks(Counted(key, "", week.visitors)) for key, week in found]),
        labels=[(key, wording.window(key)) for key in keys],
    )


def _networks(
    months: Sequence[Window], cells: dict[tuple[str, str, str], int | None], employees: int
) -> DisclosedTable:
    def one(network: str, month: Window) -> disclosure.Figure:
        name = (NETWORK_MONTH.name, network, month.key)
        lost = int(name in cells and cells[name] is None)
        return disclosure.figure(Counted(network, "", cells.get(name), lost=lost, people=employees), NETWORK_MONTH)

    columns = [(month.key, [one(rules.name.value, month) for rules in NETWORKS]) for month in months]
    return disclosure.series(*columns, labels=[(rules.name.value, str(rules.label)) for rules in NETWORKS])


def _unit_quarter(
    quarter: Window,
    units: Sequence[Unit],
    cells: dict[tuple[str, str, str], int | None],
    people: dict[tuple[str, int], int],
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


def _live_sources(live: dict[str, int]) -> DisclosedTable:
    return disclosure.exact(others(live))


def _frozen(kind: WindowKind, release: Release, count: int) -> list[Window]:
    """The last windows of a kind that were frozen with the release or before it, the oldest first."""
    window = window_for(kind, release.frozen_on).previous()
    if freeze_monday(window) > release.frozen_on:
        window = window.previous()
    return _back(window, count)


def _back(window: Window, count: int) -> list[Window]:
    found = [window]
    while len(found) < count:
        found.insert(0, found[0].previous())
    return found
