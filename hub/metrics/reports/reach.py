"""Reach in three kinds that are never added up: measured, reported and estimated.

Measured is what the hub saw itself; reported is what colleagues tell in bands and what the networks' files say of the
organisation's own posts; estimated is a range worked out from released counts (`reach.rules`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hub.core import clock, i18n
from hub.counting.cells import CLICK_ROUND_TO, NETWORK_MONTH, REACH_MONTH
from hub.counting.scales import REACH_BANDS
from hub.counting.windows import Window, WindowKind, window_for
from hub.links.events import Kind
from hub.links.rules import EMPLOYEES
from hub.metrics import disclosure, queries, reach_queries, source_queries, wording
from hub.metrics.disclosure import Counted, DisclosedTable, Exact, Figure, NotReported, Reason, Shown, TooUncertain
from hub.metrics.models import Release
from hub.metrics.reports.parts import network_cell
from hub.metrics.windows_open import freeze_monday
from hub.networks.rules import NETWORKS, Network
from hub.reach import queries as official
from hub.reach import rules as model
from hub.reach.rules import COUNTS, Estimate, Released, WhyNot, asked, band_label
from hub.sources import queries as sources

MONTHS = 3
OFFICIAL = "official"
TOGETHER = "together"
"""The row of the networks whose clicks are shown in one figure."""
REASONS = tuple(kind.label for kind in (Kind.PREVIEW, Kind.BOT, Kind.PREFETCH, Kind.HEAD, Kind.NO_AGENT))

Cells = Mapping[tuple[str, str, str], int | None]


@dataclass(frozen=True)
class Bands:
    """What colleagues told about one network in one month: a row for each band, and how many told."""

    network: str
    month: str
    table: DisclosedTable


@dataclass(frozen=True)
class NoEstimate:
    """A network and month without an estimate, and why."""

    label: str
    reason: WhyNot


@dataclass(frozen=True)
class Versus:
    """Colleagues and the organisation's own pages side by side, by network, in one month."""

    month: str
    table: DisclosedTable


@dataclass(frozen=True)
class Reach:
    """Everything on /results/reach. `since` and `until` are the days of what was measured; None before a release."""

    release_id: int
    released_on: dt.date | None
    quarter: str
    since: dt.date | None
    until: dt.date | None
    measured: DisclosedTable
    filtered: DisclosedTable
    told: DisclosedTable
    months: tuple[str, ...]
    bands: tuple[Bands, ...]
    official: DisclosedTable
    official_as_of: dt.date | None
    estimates: DisclosedTable
    without: tuple[NoEstimate, ...]
    versus: Versus


def reach_figures(session: Session) -> Reach:
    """Everything on /results/reach. Before the first release only official figures can be there."""
    release = queries.latest_release(session)
    months = _months(release)
    weeks = _weeks_of_quarter(release)
    cells = queries.cells(session, [REACH_MONTH.name, NETWORK_MONTH.name], [month.key for month in months])
    people = _people(session, months)
    found = [
        Bands(str(row.label), month.key, _bands(row.name, month, cells, people))
        for month in reversed(months)
        for row in asked()
        if any((REACH_MONTH.name, f"{row.name}-{band.key}", month.key) in cells for band in REACH_BANDS)
    ]
    estimates, without = _estimates(months, cells)
    return Reach(
        release_id=release.id if release else 0,
        released_on=release.frozen_on if release else None,
        quarter=wording.window(window_for(WindowKind.QUARTER, weeks[0].starts).key) if weeks else "",
        since=weeks[0].starts if weeks else None,
        until=weeks[-1].ends if weeks else None,
        measured=_measured(session, weeks),
        filtered=_filtered(session, weeks),
        told=_told(months, found),
        months=tuple(wording.window(month.key) for month in months),
        bands=tuple(each for each in found if isinstance(each.table.total, Shown)),
        official=_official(session, months),
        official_as_of=official.newest_import(session),
        estimates=estimates,
        without=without,
        versus=_versus(session, months[-1], cells, people),
    )


def _measured(session: Session, weeks: Sequence[Window]) -> DisclosedTable:
    """Clicks and daily visitors by source: the employees' as published, everybody else's as counted."""
    made = source_queries.published(session, windows=[week.key for week in weeks])
    live = source_queries.others(session, weeks[0].starts, weeks[-1].ends) if weeks else {}
    labels = sources.labels(session, i18n.locale())
    keys = [EMPLOYEES, *sorted(live)]
    clicks: list[Figure] = [disclosure.clicks(Counted(EMPLOYEES, "", made.clicks))]
    visitors: list[Figure] = [disclosure.clicks(Counted(EMPLOYEES, "", made.visitors))]
    clicks += [Exact(live[key][0]) for key in keys[1:]]
    visitors += [Exact(live[key][1]) for key in keys[1:]]
    named = [(key, labels.get(key) or wording.source(key)) for key in keys]
    return disclosure.series(("clicks", clicks), ("visitors", visitors), labels=named)


def _filtered(session: Session, weeks: Sequence[Window]) -> DisclosedTable:
    """Requests that are no clicks. Rounded, and only of days that have been counted up: a network fetches its preview
    in the moment of the post.
    """
    hits = reach_queries.filtered(session, weeks[0].starts, weeks[-1].ends) if weeks else {}
    rounded = [
        disclosure.clicks(Counted(kind, "", disclosure.rounded(hits.get(kind, 0), CLICK_ROUND_TO) if weeks else None))
        for kind in REASONS
    ]
    return disclosure.series(("hits", rounded), labels=[(kind, kind) for kind in REASONS])


def _bands(network: Network, month: Window, cells: Cells, people: Mapping[str, int]) -> DisclosedTable:
    parts = []
    for band in REACH_BANDS:
        name = (REACH_MONTH.name, f"{network}-{band.key}", month.key)
        lost = int(name in cells and cells[name] is None)
        parts.append(
            Counted(band.key, band_label(band), cells.get(name), 1, lost, people[month.key], name not in cells)
        )
    return disclosure.siblings(parts, REACH_MONTH)


def _told(months: Sequence[Window], found: Sequence[Bands]) -> DisclosedTable:
    """How many told, by network and month."""
    totals = {(each.network, each.month): each.table.total for each in found}
    none = NotReported(Reason.NOT_YET)
    columns = [(month.key, [totals.get((str(row.label), month.key)) or none for row in asked()]) for month in months]
    return disclosure.series(*columns, labels=[(row.name.value, str(row.label)) for row in asked()])


def _estimates(months: Sequence[Window], cells: Cells) -> tuple[DisclosedTable, tuple[NoEstimate, ...]]:
    """Reach of one post, and of one post by each browser that shared, as ranges; and where there is none."""
    labels, rows, without = [], [], []
    for month in reversed(months):
        for row in asked():
            names = [(REACH_MONTH.name, f"{row.name}-{band.key}", month.key) for band in REACH_BANDS]
            if not all(name in cells for name in names):
                continue
            label = f"{row.label}, {wording.window(month.key)}"
            shares = cells.get((NETWORK_MONTH.name, row.name.value, month.key))
            known = Released(tuple(cells[name] for name in names), shares if _showable(shares) else None)
            made = model.estimate(known, f"{freeze_monday(month).isoformat()}:{row.name}:{month.key}")
            if isinstance(made, WhyNot):
                without.append(NoEstimate(label, made))
                continue
            labels.append((f"{row.name}:{month.key}", label))
            rows.append(_ranges(made))
    columns = ("low", "plain", "high", "total_low", "total", "total_high")
    figures = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    table = disclosure.series(*zip(columns, figures, strict=True), labels=labels)
    return table, tuple(without)


def _ranges(made: Estimate) -> tuple[Figure, ...]:
    one, all_ = made.per_post, made.total
    first = (Shown(one.low), Shown(one.plain), Shown(one.high))
    if all_ is None:
        return (*first, TooUncertain(), TooUncertain(), TooUncertain())
    return (*first, Shown(all_.low), Shown(all_.plain), Shown(all_.high))


def _official(session: Session, months: Sequence[Window]) -> DisclosedTable:
    """What the networks report for the organisation's own posts, by network and month of publishing. Exact."""
    last = months[-1].next().next()
    found = official.months(session, months[0].starts, last.ends)
    names = {row.name.value: str(row.label) for row in NETWORKS}
    order = [row.name.value for row in NETWORKS]
    keys = sorted(found, key=lambda key: (order.index(key[0]), key[1]))
    columns: list[tuple[str, list[Figure]]] = [("posts", [Exact(found[key].posts) for key in keys])]
    for field in COUNTS:
        figures: list[Figure] = [
            Exact(found[key].counts[field]) if field in found[key].counts else NotReported(Reason.NOT_YET)
            for key in keys
        ]
        columns.append((field.value, figures))
    labels = [(f"{network}:{month}", f"{names[network]}, {wording.window(month)}") for network, month in keys]
    return disclosure.series(*columns, labels=labels)


def _versus(session: Session, month: Window, cells: Cells, people: Mapping[str, int]) -> Versus:
    """By network: who shared and their clicks, beside clicks on our own posts and what the network reports of them."""
    weeks = _weeks_of(month)
    ours = reach_queries.published_by_network(session, weeks)
    theirs = reach_queries.clicks_by_network(session, OFFICIAL, weeks[0].starts, weeks[-1].ends)
    reported = official.months(session, month.starts, month.ends)
    shares = {row.name.value: cells.get((NETWORK_MONTH.name, row.name.value, month.key)) for row in NETWORKS}
    alone, together = _groups(shares)
    clicked = _clicks_of(alone, together, ours)
    keys = [
        row.name.value
        for row in NETWORKS
        if row.name.value in alone or theirs.get(row.name) or (row.name.value, month.key) in reported
    ]
    names = {row.name.value: str(row.label) for row in NETWORKS}
    none = NotReported(Reason.NOT_YET)
    columns: dict[str, list[Figure]] = {"shared": [], "clicks": [], "own_clicks": [], "impressions": [], "reach": []}
    for key in keys:
        month_of = reported.get((key, month.key))
        columns["shared"].append(network_cell(key, month, cells, people[month.key]))
        columns["clicks"].append(clicked.get(key, NotReported(Reason.PROTECTS) if ours else none))
        columns["own_clicks"].append(Exact(theirs.get(key, 0)))
        for field in ("impressions", "reach"):
            value = {each.value: count for each, count in month_of.counts.items()}.get(field) if month_of else None
            columns[field].append(none if value is None else Exact(value))
    if TOGETHER in clicked:
        keys.append(TOGETHER)
        for name, figures in columns.items():
            figures.append(clicked[TOGETHER] if name == "clicks" else none)
    table = disclosure.series(*columns.items(), labels=[(key, names.get(key, key)) for key in keys])
    return Versus(wording.window(month.key), table)


def _groups(shares: Mapping[str, int | None]) -> tuple[list[str], list[str]]:
    """Networks whose clicks may stand alone, and those that are shown together.

    A network stands alone when its released count of sharing browsers can be shown. What is left over could be worked
    out from the published total, so it must be showable too: until it is, more networks join it, the last of the
    table first and never the one with the smallest count.
    """
    alone = [name for name, value in shares.items() if _showable(value)]
    together = [name for name in shares if name not in alone]
    while alone and not disclosure.can_be_shown([shares[name] for name in together], NETWORK_MONTH):
        together.append(alone.pop())
    return (alone, together) if alone else ([], list(shares))


def _clicks_of(alone: Sequence[str], together: Sequence[str], clicks: Mapping[str, int]) -> dict[str, Figure]:
    if not clicks or not alone:
        return {}
    rest = sum(clicks.get(name, 0) for name in together)
    sums = {**{name: clicks.get(name, 0) for name in alone}, TOGETHER: rest}
    return {
        name: disclosure.clicks(Counted(name, "", disclosure.rounded(value, CLICK_ROUND_TO)))
        for name, value in sums.items()
    }


def _showable(shares: int | None) -> bool:
    return disclosure.can_be_shown([shares], NETWORK_MONTH)


def _months(release: Release | None) -> list[Window]:
    """The last months that had been made up by the release, the oldest first."""
    found = [window_for(WindowKind.MONTH, release.frozen_on if release else clock.local_today())]
    while freeze_monday(found[0]) > (release.frozen_on if release else clock.local_today()):
        found = [found[0].previous()]
    while len(found) < MONTHS:
        found.insert(0, found[0].previous())
    return found


def _weeks_of_quarter(release: Release | None) -> list[Window]:
    """The weeks that begin in the quarter of the newest week, up to that week."""
    if release is None:
        return []
    newest = window_for(WindowKind.WEEK, release.frozen_on).previous()
    quarter = window_for(WindowKind.QUARTER, newest.starts)
    found = [newest]
    while quarter.contains(found[0].previous().starts):
        found.insert(0, found[0].previous())
    return found


def _weeks_of(month: Window) -> list[Window]:
    """The weeks that begin in the month: all of them are made up when the month is."""
    week = window_for(WindowKind.WEEK, month.starts)
    found = []
    while week.starts <= month.ends:
        if month.contains(week.starts):
            found.append(week)
        week = week.next()
    return found


def _people(session: Session, months: Sequence[Window]) -> dict[str, int]:
    """The organisation's headcount by month."""
    quarters = {month.key: window_for(WindowKind.QUARTER, month.ends).key for month in months}
    known = queries.employees(session, set(quarters.values()))
    return {month: known.get(quarter, 0) for month, quarter in quarters.items()}
