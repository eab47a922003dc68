"""The sources side by side: what each brought, what it cost, and how much of it all is the employees'.

Every figure is of the same days: whole weeks that have been counted up. So the page changes with a release and at no
other time, and no source is compared over more days than another.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hub.core import i18n
from hub.counting.cells import ORGANISATION_QUARTER, WHOLE_ORGANISATION
from hub.counting.windows import Window, WindowKind, parse, window_for
from hub.links.rules import EMPLOYEES
from hub.metrics import comparison, disclosure, funnels, queries, source_queries, wording
from hub.metrics.disclosure import Counted, DisclosedTable, Figure
from hub.metrics.models import Release
from hub.metrics.source_queries import Published
from hub.metrics.windows_open import freeze_monday
from hub.sources import queries as sources
from hub.sources import rules as source_rules

QUARTERS = 8
"""Quarters to choose from: two years."""
Applications = Mapping[str, tuple[int, int]]
"""(applications, qualified) by source."""
Clicks = Mapping[str, tuple[int, int]]
"""(clicks, visitors) by source, without the employees'."""


@dataclass(frozen=True)
class Scope:
    """One campaign or one kit: its kits, and the campaigns whose own costs belong to it."""

    kit_ids: Collection[int]
    campaign_ids: Sequence[int] = ()


@dataclass(frozen=True)
class Recruits:
    """The jobs to look at: their kits, what HR recorded by source, and campaigns whose costs are for them.

    Only for a page that HR alone sees: with the table by profession, which everybody sees, small numbers of applicants
    could be found by subtraction.
    """

    kit_ids: Collection[int]
    applications: Applications
    campaign_ids: Sequence[int] = ()


@dataclass(frozen=True)
class Comparison:
    """Channels and, where jobs were given, applications, for HR alone; `claim` has the rows "rate" and "share".

    `quarter` is the one compared, or empty in a scope; `claimed` names the quarter of the claim.
    """

    release_id: int
    released_on: dt.date
    quarter: str
    quarter_label: str
    claimed: str
    first_day: dt.date | None
    last_day: dt.date | None
    channels: DisclosedTable
    recruits: DisclosedTable | None
    claim: DisclosedTable


def quarters(session: Session) -> list[tuple[str, str]]:
    """(key, label) of the quarters that can be compared, the newest first; none before a release. Two statements."""
    release = queries.latest_release(session)
    return [(quarter.key, wording.window(quarter.key)) for quarter in _quarters(session, release)] if release else []


def compare_quarter(session: Session, key: str, recruits: Recruits | None = None) -> Comparison | None:
    """The whole organisation in the quarter with this key; None before the first release. At most ten statements."""
    release = queries.latest_release(session)
    if release is None:
        return None
    quarter = parse(key)
    weeks = _weeks(quarter, release)
    made, live = _made(session, weeks), _live(session, weeks)
    spent = sources.spent(session, since=weeks[0].starts, until=weeks[-1].ends) if weeks else {}
    claimed = quarter if freeze_monday(quarter) <= release.frozen_on else quarter.previous()
    if claimed == quarter:
        claim = _claim(_share_rate(session, claimed), made, live)
    else:
        before = _weeks(claimed, release)
        claim = _claim(_share_rate(session, claimed), _made(session, before), _live(session, before))
    return Comparison(
        release_id=release.id,
        released_on=release.frozen_on,
        quarter=quarter.key,
        quarter_label=wording.window(quarter.key),
        claimed=wording.window(claimed.key),
        first_day=weeks[0].starts if weeks else None,
        last_day=weeks[-1].ends if weeks else None,
        channels=_channels(session, made, live, spent),
        recruits=_recruits(session, recruits),
        claim=claim,
    )


def compare_scope(session: Session, scope: Scope, recruits: Recruits | None = None) -> Comparison | None:
    """One campaign or one kit from its beginning to the newest release; None before the first. At most eight
    statements.
    """
    release = queries.latest_release(session)
    if release is None:
        return None
    made = source_queries.published(session, scope.kit_ids)
    live = source_queries.others(session, None, _last_day(release), scope.kit_ids)
    spent = sources.spent(session, kit_ids=scope.kit_ids, campaign_ids=scope.campaign_ids, until=_last_day(release))
    return Comparison(
        release_id=release.id,
        released_on=release.frozen_on,
        quarter="",
        quarter_label="",
        claimed="",
        first_day=None,
        last_day=_last_day(release),
        channels=_channels(session, made, live, spent),
        recruits=_recruits(session, recruits),
        claim=_claim(None, made, live),
    )


def _channels(
    session: Session,
    made: Published,
    live: Clicks,
    spent: Mapping[str, int],
) -> DisclosedTable:
    """A row for each source that is in use or has anything: clicks, visitors, cost, cost of one visit."""
    labels = {
        source.key: source.label(i18n.locale())
        for source in sources.sources(session)
        if source.key in live or source.key in spent or (source.is_built_in and source.active)
    }
    keys = _ordered([*labels, *live, *spent])
    visitors = [_visitors(key, made, live) for key in keys]
    costs = [spent.get(key) for key in keys]
    return disclosure.series(
        ("clicks", [_clicks(key, made, live) for key in keys]),
        ("visitors", visitors),
        ("cost", [comparison.cost(ore) for ore in costs]),
        ("per_visit", [comparison.cost_each(ore, among) for ore, among in zip(costs, visitors, strict=True)]),
        labels=[(key, labels.get(key, key)) for key in keys],
    )


def _clicks(key: str, made: Published, live: Clicks) -> Figure:
    if key == EMPLOYEES:
        return disclosure.clicks(Counted(key, "", made.clicks))
    return disclosure.Exact(live.get(key, (0, 0))[0])


def _visitors(key: str, made: Published, live: Clicks) -> Figure:
    if key == EMPLOYEES:
        return disclosure.clicks(Counted(key, "", made.visitors))
    return disclosure.Exact(live.get(key, (0, 0))[1])


def _recruits(session: Session, recruits: Recruits | None) -> DisclosedTable | None:
    """A row for each source that brought applications or cost money; None where there is no job."""
    if recruits is None:
        return None
    spent = sources.spent(session, kit_ids=recruits.kit_ids, campaign_ids=recruits.campaign_ids)
    labels = sources.labels(session, i18n.locale())
    keys = _ordered([*recruits.applications, *spent])
    applied, qualified = (_protected(recruits.applications, keys, place) for place in (0, 1))
    costs = [spent.get(key) for key in keys]
    return disclosure.series(
        ("applications", applied),
        ("qualified", qualified),
        ("cost", [comparison.cost(ore) for ore in costs]),
        ("per_application", [comparison.cost_each(ore, among) for ore, among in zip(costs, applied, strict=True)]),
        ("per_qualified", [comparison.cost_each(ore, among) for ore, among in zip(costs, qualified, strict=True)]),
        labels=[(key, labels.get(key) or wording.source(key)) for key in keys],
    )


def _protected(applications: Applications, keys: Sequence[str], place: int) -> list[Figure]:
    """The counts of one stage by the rule of funnels; a source without any record has none to protect."""
    shown = funnels.protect({("", key): counts[place] for key, counts in applications.items()})
    return [shown.get(("", key)) or disclosure.small_count(0) for key in keys]


def _made(session: Session, weeks: Sequence[Window]) -> Published:
    return source_queries.published(session, windows=[week.key for week in weeks]) if weeks else Published()


def _live(session: Session, weeks: Sequence[Window]) -> Clicks:
    return source_queries.others(session, weeks[0].starts, weeks[-1].ends) if weeks else {}


def _claim(rate: Figure | None, made: Published, live: Clicks) -> DisclosedTable:
    """How many of the employees shared, where that is known, and their part of all clicks."""
    share = comparison.click_share(made.clicks, made.cells, sum(clicks for clicks, _ in live.values()))
    found = {"rate": rate, "share": share} if rate is not None else {"share": share}
    return disclosure.series(("figure", list(found.values())), labels=[(key, key) for key in found])


def _share_rate(session: Session, quarter: Window) -> Figure:
    name = (ORGANISATION_QUARTER.name, WHOLE_ORGANISATION, quarter.key)
    cells = queries.cells(session, [ORGANISATION_QUARTER.name], [quarter.key], WHOLE_ORGANISATION)
    people = queries.employees(session, [quarter.key]).get(quarter.key, 0)
    lost = int(name in cells and cells[name] is None)
    return disclosure.rate(Counted("rate", "", cells.get(name), lost=lost, people=people), ORGANISATION_QUARTER)


def _quarters(session: Session, release: Release) -> list[Window]:
    newest = window_for(WindowKind.WEEK, release.frozen_on).previous()
    found = [window_for(WindowKind.QUARTER, newest.starts)]
    while len(found) < QUARTERS:
        found.append(found[-1].previous())
    known = queries.employees(session, [each.key for each in found])
    return [quarter for quarter in found if quarter.key in known or quarter is found[0]]


def _weeks(quarter: Window, release: Release) -> list[Window]:
    """The weeks that begin in the quarter and had been made up by the release."""
    week = window_for(WindowKind.WEEK, quarter.starts)
    if week.starts < quarter.starts:
        week = week.next()
    found = []
    while quarter.contains(week.starts) and week.ends < release.frozen_on:
        found.append(week)
        week = week.next()
    return found


def _last_day(release: Release) -> dt.date:
    return release.frozen_on - dt.timedelta(days=1)


def _ordered(keys: Iterable[str]) -> list[str]:
    return sorted(set(keys), key=source_rules.order)
