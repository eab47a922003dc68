"""The figures of one campaign, and how far its goals have come.

A campaign's own figures are those of all its kits, in all their weeks up to a goal's deadline: there is no first day to
choose, for a figure over days of one's choice could be taken from another. The organisation and its units are counted
by the quarter in which the deadline lies. Applications are those of the campaign's funnel, and hidden where they are
hidden there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Subquery
from sqlalchemy.orm import Session

from hub.accounts import queries as accounts
from hub.campaigns.models import Goal
from hub.campaigns.rules import Measure, Scope
from hub.counting.cells import KIT_WEEK, ORGANISATION_QUARTER, UNIT_QUARTER, WHOLE_ORGANISATION
from hub.counting.windows import Window, WindowKind, window_for
from hub.metrics import campaign_queries, disclosure, queries, source_queries
from hub.metrics.campaign_queries import Weeks
from hub.metrics.disclosure import Counted, DisclosedTable, Figure, NotReported, Reason
from hub.metrics.goals import Verdict, progress, verdict
from hub.metrics.models import Release
from hub.metrics.reports.jobs import Funnel
from hub.metrics.reports.organisation import unit_quarter
from hub.metrics.windows_open import freeze_monday

__all__ = ["CampaignFigures", "Campaigned", "Verdict", "campaign_figures", "every_campaigns_figures", "is_final"]

_DAY = dt.timedelta(days=1)
_NOT_YET = NotReported(Reason.NOT_YET)
TOTALS = (Measure.SHARES, Measure.CLICKS, Measure.VISITORS, Measure.REACH, Measure.APPLICATIONS, Measure.QUALIFIED)


@dataclass(frozen=True)
class CampaignFigures:
    """`totals` has a row for each of `TOTALS`; `goals` one for each goal, by its number, with what else can be said
    about it in `verdicts`, `progress` (per cent) and `final` (the deadline is over and everything made up).
    """

    release_id: int
    released_on: dt.date | None
    totals: DisclosedTable
    goals: DisclosedTable
    verdicts: dict[str, Verdict]
    progress: dict[str, int | None]
    final: dict[str, bool]


@dataclass(frozen=True)
class _Scene:
    """What all the figures of one campaign are made from."""

    session: Session
    release: Release | None
    kit_ids: Collection[int]
    funnel: Funnel | None
    read: dict[str, Weeks] = field(default_factory=dict)
    visited: dict[tuple[dt.date | None, dt.date], int] = field(default_factory=dict)

    def weeks(self, until: dt.date) -> Weeks:
        """The weeks of its kits up to the one that holds the day; read once, however many figures are made of them."""
        last = window_for(WindowKind.WEEK, until).key
        if last not in self.read:
            self.read[last] = campaign_queries.weeks(self.session, None, last, self.kit_ids)
        return self.read[last]

    def visitors(self, since: dt.date | None, until: dt.date) -> int:
        """Visitors on these days that its kits' links from others than colleagues brought; read once too."""
        if (since, until) not in self.visited:
            others = source_queries.others(self.session, since, until, self.kit_ids or None)
            self.visited[since, until] = sum(visitors for _, visitors in others.values())
        return self.visited[since, until]


@dataclass(frozen=True)
class Campaigned:
    """What a campaign's figures are made of; `key` is its name in the table of groups."""

    key: int
    goals: Sequence[Goal]
    kit_ids: Collection[int]
    funnel: Funnel | None


def campaign_figures(
    session: Session, goals: Sequence[Goal], kit_ids: Collection[int], funnel: Funnel | None
) -> CampaignFigures:
    """The figures of a campaign with these kits; `funnel` is that of their jobs, None when they are for none. A handful
    of statements for each goal.
    """
    return _figures(_Scene(session, queries.latest_release(session), kit_ids, funnel), goals)


def every_campaigns_figures(session: Session, found: Sequence[Campaigned], groups: Subquery) -> list[CampaignFigures]:
    """What `campaign_figures` gives, for lists of all campaigns. Five statements, however many there are, and a handful
    for each goal. `groups` has the columns `kit_id` and `name`.
    """
    release = queries.latest_release(session)
    if release is None:
        return [_figures(_Scene(session, None, each.kit_ids, each.funnel), each.goals) for each in found]
    newest = release.frozen_on - _DAY
    last = window_for(WindowKind.WEEK, newest).key
    weeks = campaign_queries.weeks_by_group(session, last, groups)
    visitors = source_queries.visitors_by_group(session, newest, groups)
    nothing = Weeks(None, 0, 0, None, None)
    return [
        _figures(
            _Scene(
                session, release, each.kit_ids, each.funnel,
                {last: weeks.get(each.key, nothing)}, {(None, newest): visitors.get(each.key, 0)},
            ),
            each.goals,
        )
        for each in found
    ]  # fmt: skip


def _figures(scene: _Scene, goals: Sequence[Goal]) -> CampaignFigures:
    release = scene.release
    newest = release.frozen_on - _DAY if release is not None else dt.date.min
    totals = [(measure.value, _of_campaign(scene, measure, newest)) for measure in TOTALS]
    found = [(goal, _figure(scene, goal), is_final(goal, release)) for goal in goals]
    return CampaignFigures(
        release_id=release.id if release else 0,
        released_on=release.frozen_on if release else None,
        totals=disclosure.series(("figure", [shown for _, shown in totals]), labels=[(key, key) for key, _ in totals]),
        goals=disclosure.series(
            ("figure", [shown for _, shown, _ in found]), labels=[(str(goal.id), goal.specific) for goal, _, _ in found]
        ),
        verdicts={str(goal.id): verdict(shown, goal.target, final) for goal, shown, final in found},
        progress={str(goal.id): progress(shown, goal.baseline, goal.target) for goal, shown, _ in found},
        final={str(goal.id): final for goal, _, final in found},
    )


def is_final(goal: Goal, release: Release | None) -> bool:
    """Whether everything up to the goal's deadline has been made up, so that its state changes no more. What HR still
    records about applications is the exception, and the page says so.
    """
    if release is None:
        return False
    if goal.scope == Scope.CAMPAIGN:
        return release.frozen_on > window_for(WindowKind.WEEK, goal.deadline).ends
    quarter = window_for(WindowKind.QUARTER, goal.deadline)
    if goal.measure == Measure.SHARE_RATE:
        return release.frozen_on >= freeze_monday(quarter)
    return release.frozen_on > window_for(WindowKind.WEEK, quarter.ends).ends


def _figure(scene: _Scene, goal: Goal) -> Figure:
    measure = Measure(goal.measure)
    if goal.scope == Scope.CAMPAIGN:
        return _of_campaign(scene, measure, goal.deadline)
    quarter = window_for(WindowKind.QUARTER, goal.deadline)
    if goal.unit_id is not None:
        return _rate_of_unit(scene.session, goal.unit_id, quarter)
    if measure is Measure.SHARE_RATE:
        return _rate_of_organisation(scene.session, quarter)
    return _of_organisation(scene, measure, quarter)


def _of_campaign(scene: _Scene, measure: Measure, until: dt.date) -> Figure:
    """A figure of the campaign's own kits and jobs, in all weeks up to the one that holds the day."""
    if measure in (Measure.APPLICATIONS, Measure.QUALIFIED):
        # Their names are those of the funnel's stages.
        return scene.funnel.total.column(measure.value)[0] if scene.funnel is not None else _NOT_YET
    if scene.release is None or not scene.kit_ids:
        return _NOT_YET
    return _weekly(scene, measure, scene.weeks(until), None, until)


def _of_organisation(scene: _Scene, measure: Measure, quarter: Window) -> Figure:
    """A figure of all kits, in the weeks that begin in the quarter."""
    if scene.release is None:
        return _NOT_YET
    first = window_for(WindowKind.WEEK, quarter.starts)
    first = first if first.starts == quarter.starts else first.next()
    last = window_for(WindowKind.WEEK, quarter.ends)
    found = campaign_queries.weeks(scene.session, first.key, last.key)
    everywhere = _Scene(scene.session, scene.release, (), None)
    return _weekly(everywhere, measure, found, first.starts, last.ends)


def _weekly(scene: _Scene, measure: Measure, found: Weeks, since: dt.date | None, until: dt.date) -> Figure:
    if measure is Measure.SHARES:
        return disclosure.figure(Counted("", "", found.shares, max(1, found.cells), found.lost), KIT_WEEK)
    if measure is Measure.CLICKS:
        return disclosure.clicks(Counted("", "", found.clicks))
    if measure is Measure.VISITORS or scene.release is None:
        return disclosure.clicks(Counted("", "", found.visitors))
    # Only days that have been counted up: the figure changes with a release, and at no other time.
    last = min(until, scene.release.frozen_on - _DAY)
    elsewhere = scene.visitors(since, last)
    known = found.visitors is not None or elsewhere > 0
    return disclosure.clicks(Counted("", "", (found.visitors or 0) + elsewhere if known else None))


def _rate_of_organisation(session: Session, quarter: Window) -> Figure:
    cells = queries.cells(session, [ORGANISATION_QUARTER.name], [quarter.key], WHOLE_ORGANISATION)
    people = queries.employees(session, [quarter.key]).get(quarter.key, 0)
    name = (ORGANISATION_QUARTER.name, WHOLE_ORGANISATION, quarter.key)
    lost = int(name in cells and cells[name] is None)
    return disclosure.rate(Counted("", "", cells.get(name), lost=lost, people=people), ORGANISATION_QUARTER)


def _rate_of_unit(session: Session, unit_id: int, quarter: Window) -> Figure:
    """The unit's line of the table that everybody sees. Made alone, it could show what is hidden there."""
    cells = queries.cells(session, [UNIT_QUARTER.name], [quarter.key])
    if not cells:
        return _NOT_YET
    people = queries.headcounts(session, [quarter.key])
    table = unit_quarter(quarter, accounts.units(session, closed=True), cells, people).table
    return next((row.figures[1] for row in table.rows if row.key == str(unit_id)), NotReported(Reason.NO_HEADCOUNT))
