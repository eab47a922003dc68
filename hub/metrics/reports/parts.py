"""What more than one report is put together from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.orm import Session

from hub.core import clock, i18n
from hub.counting.cells import KIT_WEEK, NETWORK_MONTH, WHOLE_ORGANISATION
from hub.counting.windows import Window, WindowKind, freezes_at, parse, window_for
from hub.links.rules import EMPLOYEES
from hub.metrics import disclosure, queries, trend_queries, wording
from hub.metrics.disclosure import Counted, DisclosedTable, Figure
from hub.metrics.models import Release
from hub.metrics.queries import Week
from hub.metrics.trend_queries import Mark
from hub.metrics.windows_open import ORGANISATION, freeze_monday
from hub.networks.rules import NETWORKS
from hub.sources import queries as sources
from hub.sources import rules as source_rules

OTHER_SOURCES = ("official", "paid", "newsletter", "intranet")


Cells = Mapping[tuple[str, str, str], int | None]
People = Mapping[tuple[str, int], int]


def mark(session: Session) -> Mark:
    """What a page of figures depends on, and nothing that it shows: while this stays, so does the page. One
    statement.
    """
    return trend_queries.mark(session)


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


def all_sources(session: Session, published: int | None, live: dict[str, int]) -> DisclosedTable:
    """Clicks by source: the employees' as published, everybody else's as counted. One statement."""
    labels = sources.labels(session, i18n.locale())
    own = (EMPLOYEES, labels[EMPLOYEES], Counted(EMPLOYEES, "", published))
    return disclosure.sources(own, _others(labels, live))


def _others(labels: dict[str, str], live: dict[str, int]) -> list[tuple[str, str, int]]:
    names = sorted({*OTHER_SOURCES, *live}, key=source_rules.order)
    return [(name, labels.get(name, name), live.get(name, 0)) for name in names]


def back(window: Window, count: int) -> list[Window]:
    """So many windows up to this one, the oldest first."""
    found = [window]
    while len(found) < count:
        found.insert(0, found[0].previous())
    return found


def made_up(kind: WindowKind, release: Release, count: int) -> list[Window]:
    """The last windows of a kind that were frozen with the release or before it, the oldest first."""
    window = window_for(kind, release.frozen_on).previous()
    if freeze_monday(window) > release.frozen_on:
        window = window.previous()
    return back(window, count)


def shares_in(by_week: Mapping[str, Week], period: Window) -> Counted:
    """Shares in the weeks that begin in the period."""
    found = [week for key, week in by_week.items() if period.contains(parse(key).starts)]
    known = [week.value for week in found if week.value is not None]
    return Counted(
        period.key,
        "",
        sum(known) if known else None,
        max(1, sum(week.cells for week in found)),
        sum(week.lost for week in found),
    )


def clicks_in(by_week: Mapping[str, Week], period: Window, what: Callable[[Week], int | None]) -> Counted:
    """Published clicks, or visitors, in the weeks that begin in the period."""
    found = [what(week) for key, week in by_week.items() if period.contains(parse(key).starts)]
    known = [each for each in found if each is not None]
    return Counted(period.key, "", sum(known) if known else None)


def whole(family: str, window: Window, cells: Cells, people: People) -> Counted:
    """The one cell of the whole organisation in a window, with the headcount of a quarter."""
    name = (family, WHOLE_ORGANISATION, window.key)
    lost = int(name in cells and cells[name] is None)
    return Counted(family, "", cells.get(name), lost=lost, people=people.get((window.key, ORGANISATION), 0))


def week_table(keys: Sequence[str], by_week: Mapping[str, Week]) -> DisclosedTable:
    """Shares, clicks and visitors of all kits, a row for each week."""
    found = [(key, by_week.get(key, Week())) for key in keys]
    shares: list[Figure] = [
        disclosure.figure(Counted(key, "", week.value, max(1, week.cells), week.lost), KIT_WEEK) for key, week in found
    ]
    return disclosure.series(
        ("shares", shares),
        ("clicks", [disclosure.clicks(Counted(key, "", week.clicks)) for key, week in found]),
        ("visitors", [disclosure.clicks(Counted(key, "", week.visitors)) for key, week in found]),
        labels=[(key, wording.window(key)) for key in keys],
    )


def network_cell(network: str, month: Window, cells: Cells, employees: int) -> Figure:
    """How many shared on a network in a month."""
    name = (NETWORK_MONTH.name, network, month.key)
    lost = int(name in cells and cells[name] is None)
    return disclosure.figure(Counted(network, "", cells.get(name), lost=lost, people=employees), NETWORK_MONTH)


def network_table(months: Sequence[Window], cells: Cells, people: People) -> DisclosedTable:
    """How many shared, by network and month, each of the employees of its own quarter."""
    columns = [
        (month.key, [network_cell(row.name.value, month, cells, employees_in(month, people)) for row in NETWORKS])
        for month in months
    ]
    return disclosure.series(*columns, labels=[(row.name.value, str(row.label)) for row in NETWORKS])


def employees_in(month: Window, people: People) -> int:
    """The organisation's headcount in a month: that of its quarter."""
    return people.get((window_for(WindowKind.QUARTER, month.ends).key, ORGANISATION), 0)
