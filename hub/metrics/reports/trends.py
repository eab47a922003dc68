"""One network by months, and one quarter beside the one before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hub.accounts import queries as accounts
from hub.counting.cells import KIT_WEEK, NETWORK_MONTH, OPTED_IN_QUARTER, ORGANISATION_QUARTER, UNIT_QUARTER
from hub.counting.windows import Window, WindowKind, parse, window_for
from hub.metrics import disclosure, queries, trend_queries, wording
from hub.metrics.disclosure import DisclosedTable, Figure
from hub.metrics.models import Release
from hub.metrics.queries import Week
from hub.metrics.reports.organisation import UnitQuarter, unit_quarter
from hub.metrics.reports.parts import (
    Cells,
    People,
    back,
    clicks_in,
    employees_in,
    made_up,
    network_cell,
    network_table,
    shares_in,
    week_table,
    whole,
)
from hub.metrics.windows_open import ORGANISATION, freeze_monday
from hub.networks.rules import Network

MONTHS = 12


@dataclass(frozen=True)
class NetworkTrend:
    """How many shared on one network: a row for each month that was made up, the oldest first."""

    released_on: dt.date | None
    months: DisclosedTable


@dataclass(frozen=True)
class QuarterFigures:
    """One quarter (column `now` of `overview`) beside the one before it (`before`). `over` says that all of it has been
    made up; `earlier` and `later` are the keys of its neighbours that have figures.
    """

    released_on: dt.date
    key: str
    label: str
    before: str
    over: bool
    employees: int
    overview: DisclosedTable
    weeks: DisclosedTable
    networks: DisclosedTable
    months: tuple[str, ...]
    units: UnitQuarter | None
    earlier: str | None
    later: str | None


def network_trend(session: Session, network: Network) -> NetworkTrend:
    """The network's last months, from the first that was ever counted. Two statements."""
    release = queries.latest_release(session)
    if release is None:
        return NetworkTrend(None, disclosure.series(("shares", ()), labels=()))
    months = made_up(WindowKind.MONTH, release, MONTHS)
    quarters = {window_for(WindowKind.QUARTER, month.ends).key for month in months}
    cells, people = trend_queries.cells_and_people(
        session, [NETWORK_MONTH.name], [month.key for month in months], quarters, [network.value]
    )
    counted = {window for _, _, window in cells}
    while months and months[0].key not in counted:
        months.pop(0)
    figures = [network_cell(network.value, month, cells, employees_in(month, people)) for month in months]
    labels = [(month.key, wording.window(month.key)) for month in months]
    return NetworkTrend(release.frozen_on, disclosure.series(("shares", figures), labels=labels))


def quarter_figures(session: Session, key: str) -> QuarterFigures | None:
    """The quarter beside the one before it; None when nothing of it has been made up. Five statements."""
    release, first = queries.latest_release(session), trend_queries.first_monday(session)
    if release is None or first is None:
        return None
    oldest = window_for(WindowKind.QUARTER, window_for(WindowKind.WEEK, first).previous().starts)
    newest_week = window_for(WindowKind.WEEK, release.frozen_on).previous()
    newest = window_for(WindowKind.QUARTER, newest_week.starts)
    quarter = parse(key)
    if not oldest.starts <= quarter.starts <= newest.starts:
        return None
    before = quarter.previous()
    months = [month for month in back(window_for(WindowKind.MONTH, quarter.ends), 3) if _is_made_up(month, release)]
    families = [each.name for each in (NETWORK_MONTH, ORGANISATION_QUARTER, OPTED_IN_QUARTER, UNIT_QUARTER)]
    windows = [each.key for each in (*months, quarter, before)]
    cells, people = trend_queries.cells_and_people(session, families, windows, [quarter.key, before.key])
    weeks = [week for week in _weeks_of(before) + _weeks_of(quarter) if week.starts <= newest_week.starts]
    by_week = queries.weeks(session, windows=[week.key for week in weeks])
    shown = [week.key for week in weeks if quarter.contains(week.starts)]
    over = freeze_monday(quarter) <= release.frozen_on
    return QuarterFigures(
        released_on=release.frozen_on,
        key=quarter.key,
        label=wording.window(quarter.key),
        before=wording.window(before.key),
        over=over,
        employees=disclosure.denominator(people.get((quarter.key, ORGANISATION), 0)),
        overview=_beside(quarter, before, by_week, cells, people),
        weeks=week_table(shown, by_week),
        networks=network_table(months, cells, people),
        months=tuple(wording.window(month.key) for month in months),
        units=unit_quarter(quarter, accounts.units(session, closed=True), cells, people) if over else None,
        earlier=before.key if before.starts >= oldest.starts else None,
        later=quarter.next().key if quarter.starts < newest.starts else None,
    )


def _is_made_up(month: Window, release: Release) -> bool:
    return freeze_monday(month) <= release.frozen_on


def _beside(
    quarter: Window, before: Window, by_week: Mapping[str, Week], cells: Cells, people: People
) -> DisclosedTable:
    def column(window: Window) -> dict[str, Figure]:
        shared = whole(ORGANISATION_QUARTER.name, window, cells, people)
        joined = whole(OPTED_IN_QUARTER.name, window, cells, people)
        return {
            "shares": disclosure.figure(shares_in(by_week, window), KIT_WEEK),
            "clicks": disclosure.clicks(clicks_in(by_week, window, lambda week: week.clicks)),
            "visitors": disclosure.clicks(clicks_in(by_week, window, lambda week: week.visitors)),
            "sharers": disclosure.figure(shared, ORGANISATION_QUARTER),
            "rate": disclosure.rate(shared, ORGANISATION_QUARTER),
            "ambassadors": disclosure.figure(joined, OPTED_IN_QUARTER),
        }

    now, then = column(quarter), column(before)
    return disclosure.series(
        ("now", list(now.values())), ("before", list(then.values())), labels=[(key, key) for key in now]
    )


def _weeks_of(period: Window) -> list[Window]:
    """The weeks that begin in the period."""
    week = window_for(WindowKind.WEEK, period.starts)
    week = week if week.starts == period.starts else week.next()
    found = []
    while period.contains(week.starts):
        found.append(week)
        week = week.next()
    return found
