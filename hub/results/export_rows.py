"""The rows of each data set, from the reports that the pages show, and from nothing else.

Every order is that of a calendar, of names or of addresses: none follows a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy.orm import Session

from hub.campaigns import queries as campaigns
from hub.campaigns.models import Campaign, Goal
from hub.campaigns.rules import MEASURES, Measure
from hub.core import i18n
from hub.kits import queries as kits
from hub.kits.models import Kit
from hub.kits.workflow import KitState
from hub.metrics import reports, wording
from hub.metrics.disclosure import NotReported, Reason, Row
from hub.metrics.reports import CampaignFigures, QuarterFigures, Reach
from hub.pilots import queries as pilots
from hub.pilots.models import Pilot
from hub.recruitment.rules import Source
from hub.results.campaigns import funnels as campaign_funnels
from hub.results.export_shape import Line, Value, lines_of
from hub.results.jobs import by_profession

QUARTERS = 8
"""Quarters that are given: two years."""
TOTAL = "total"
_AT_ONCE = 100
_NOTHING = NotReported(Reason.NOT_YET)


def quarters(session: Session) -> list[QuarterFigures]:
    """The last quarters that have figures, the oldest first."""
    offered = reports.compared_quarters(session)
    wanted: str | None = offered[0][0] if offered else None
    found: list[QuarterFigures] = []
    while wanted is not None and len(found) < QUARTERS:
        quarter = reports.quarter_figures(session, wanted)
        if quarter is None:
            break
        found.insert(0, quarter)
        wanted = quarter.earlier
    return found


def overview(session: Session) -> Iterator[Line]:
    """The organisation's figures by quarter."""
    for quarter in quarters(session):
        before = (quarter.key, quarter.label, "yes" if quarter.over else "no")
        yield from lines_of(quarter.overview, before, _by_key, columns=("now",))


def weeks(session: Session) -> Iterator[Line]:
    """All kits together by week."""
    for quarter in quarters(session):
        yield from lines_of(quarter.weeks)


def networks(session: Session) -> Iterator[Line]:
    """Sharing browsers by month and network."""
    for quarter in quarters(session):
        for month in quarter.networks.columns:
            yield from lines_of(quarter.networks, (month, wording.window(month)), columns=(month,))


def units(session: Session) -> Iterator[Line]:
    """Units by quarter, with the headcount that their share is of."""
    for quarter in quarters(session):
        if quarter.units is not None:
            people = quarter.units.people
            for row in quarter.units.table.rows:
                yield Line((quarter.key, quarter.label, row.label, people[row.key]), row.figures)


def kit_weeks(session: Session) -> Iterator[Line]:
    """Shares, and clicks on colleagues' posts, by kit and week."""
    released = reports.every_kits_weeks(session)
    for kit in _kits(session):
        if (found := released.get(kit.id)) is None:
            continue
        shared, clicked = ({row.key: row for row in table.rows} for table in (found.shares, found.clicks))
        for key in sorted({*shared, *clicked}):
            shares = shared[key].figures[0] if key in shared else None
            clicks = clicked[key].figures if key in clicked else (None, None)
            yield Line((key, wording.window(key), *_titled(kit)), (shares, *clicks))


def kit_totals(session: Session) -> Iterator[Line]:
    """A kit's whole time: shares, and clicks on colleagues' posts."""
    released = reports.every_kits_weeks(session)
    for kit in _kits(session):
        found = released.get(kit.id)
        if found is not None and found.shares.rows:
            yield Line(_titled(kit), (found.shares.total, found.clicked))


def campaign_totals(session: Session) -> Iterator[Line]:
    """What each campaign's kits have brought."""
    for campaign, found, evidence in _campaigns(session):
        for line in lines_of(found.totals, (campaign.slug, campaign.title), _measure):
            if line.keys[-1] in evidence:
                yield line


def campaign_goals(session: Session) -> Iterator[Line]:
    """How far each campaign's goals have come."""
    for campaign, found, _ in _campaigns(session):
        goals = {str(goal.id): goal for goal in campaign.goals}
        for row in found.goals.rows:
            about = (campaign.slug, campaign.title, *_goal(goals[row.key]), found.verdicts[row.key].value)
            yield Line(about, row.figures)


def pilot_months(session: Session) -> Iterator[Line]:
    """Pilots by month: sharing browsers, members, and the share of members."""
    for pilot in _pilots(session):
        months = reports.pilot_evidence(session, pilot.id, pilot.starts_on, pilot.ends_on).months
        yield from lines_of(months, after=(pilot.slug, pilot.title))


def pilot_units(session: Session) -> Iterator[Line]:
    """Where each pilot's members come from, as it was counted last; first all of them together."""
    for pilot in _pilots(session):
        spread = reports.pilot_spread(session, pilot.id)
        if spread is not None:
            for table in (spread.members, spread.units):
                yield from lines_of(table, (pilot.slug, pilot.title, spread.month), _label_or_none)


def pilot_answers(session: Session) -> Iterator[Line]:
    """What members answered in the check-ins, over the weeks with answers enough."""
    for pilot in _pilots(session):
        found = reports.pilot_evidence(session, pilot.id, pilot.starts_on, pilot.ends_on).check_ins
        for asked in found.answers:
            about = (pilot.slug, pilot.title, found.weeks, asked.key, asked.text)
            yield from lines_of(asked.table, about)


def source_quarters(session: Session) -> Iterator[Line]:
    """The sources side by side, by quarter."""
    for key, label in reversed(reports.compared_quarters(session)):
        found = reports.compare_quarter(session, key)
        if found is not None:
            yield from lines_of(found.channels, (key, label))


def funnels(session: Session) -> Iterator[Line]:
    """From click to hired, by profession and source; a last row for all sources, without clicks and costs."""
    for found in by_profession(session).values():
        for row in found.table.rows:
            clicks, *others = row.figures
            linked = found.has_kits and row.key != Source.OTHER
            yield Line((found.label, row.key, row.label), (clicks if linked else None, *others))
        for row in found.total.rows:
            yield Line((found.label, TOTAL, None), (None, *row.figures, None, None, None))


def reach_measured(session: Session) -> Iterator[Line]:
    """Clicks and daily visitors by source, in the quarter so far."""
    found = reports.reach_figures(session)
    yield from lines_of(found.measured, _days(found))


def reach_filtered(session: Session) -> Iterator[Line]:
    """Requests that are no clicks, in the quarter so far."""
    found = reports.reach_figures(session)
    yield from lines_of(found.filtered, _days(found), _by_key)


def reach_told(session: Session) -> Iterator[Line]:
    """How many told how often a post was seen, by month and network."""
    found = reports.reach_figures(session)
    for month in found.told.columns:
        yield from _filled(lines_of(found.told, (month, wording.window(month)), columns=(month,)))


def reach_bands(session: Session) -> Iterator[Line]:
    """What they told, by month, network and band."""
    for each in sorted(reports.reach_figures(session).bands, key=lambda one: (one.month, one.network)):
        yield from lines_of(each.table, (each.month, wording.window(each.month), each.network))


def reach_official(session: Session) -> Iterator[Line]:
    """What the networks report about the organisation's own posts."""
    yield from _filled(lines_of(reports.reach_figures(session).official, keys=_month_and_network))


def reach_estimates(session: Session) -> Iterator[Line]:
    """Estimated views of colleagues' posts, as ranges."""
    yield from lines_of(reports.reach_figures(session).estimates, keys=_month_and_network)


def reach_side_by_side(session: Session) -> Iterator[Line]:
    """Colleagues and the organisation's own pages by network, in the newest month."""
    found = reports.reach_figures(session).versus
    yield from _filled(lines_of(found.table, (found.month,)))


def _filled(lines: Iterable[Line]) -> Iterator[Line]:
    """Without the figures that there are not: the page of reach has a dash there."""
    for line in lines:
        yield Line(line.keys, tuple(None if each == _NOTHING else each for each in line.figures))


def _kits(session: Session) -> list[Kit]:
    """The kits that are live or have ended, by address."""
    found: list[Kit] = []
    for state in (KitState.LIVE, KitState.ENDED):
        number = 1
        while (page := kits.desk_list(session, state, number, _AT_ONCE)).items:
            found += page.items
            number += 1
            if number > page.pages:
                break
    return sorted(found, key=lambda kit: kit.slug)


def _titled(kit: Kit) -> tuple[str, str]:
    return kit.slug, kit.text(i18n.locale()).title


def _campaigns(session: Session) -> Iterator[tuple[Campaign, CampaignFigures, frozenset[str]]]:
    """Campaigns by address with their figures, and which kinds of evidence their totals have."""
    first = campaigns.campaigns(session, size=_AT_ONCE)
    found = list(first.items)
    for number in range(2, first.pages + 1):
        found += campaigns.campaigns(session, number, _AT_ONCE).items
    recruited = {funnel.key: funnel for funnel in campaign_funnels(session)}
    for campaign in sorted(found, key=lambda each: each.slug):
        own, funnel = kits.kits_of_campaign(session, campaign.id), recruited.get(str(campaign.id))
        evidence = (["measured"] if own else []) + (["reported"] if funnel else [])
        figures = reports.campaign_figures(session, campaign.goals, [kit.id for kit in own], funnel)
        yield campaign, figures, frozenset(evidence)


def _goal(goal: Goal) -> tuple[Value, ...]:
    unit = goal.unit.name(i18n.locale()) if goal.unit else None
    evidence = MEASURES[Measure(goal.measure)].evidence
    return goal.specific, goal.measure, evidence, goal.scope, unit, goal.baseline, goal.target, goal.deadline


def _pilots(session: Session) -> list[Pilot]:
    return sorted(pilots.pilots(session), key=lambda pilot: pilot.slug)


def _days(found: Reach) -> tuple[Value, ...]:
    return found.since, found.until


def _by_key(row: Row) -> tuple[Value, ...]:
    return (row.key,)


def _label_or_none(row: Row) -> tuple[Value, ...]:
    return (row.label or None,)


def _measure(row: Row) -> tuple[Value, ...]:
    return row.key, MEASURES[Measure(row.key)].evidence


def _month_and_network(row: Row) -> tuple[Value, ...]:
    network, _, month = row.key.partition(":")
    return month, wording.window(month), network
