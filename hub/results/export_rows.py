"""The rows of each data set, from the reports that the pages show, and from nothing else.

Every order is that of a calendar, of names or of addresses: none follows a figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hub.campaigns.models import Goal
from hub.campaigns.rules import MEASURES, Measure
from hub.core import i18n
from hub.metrics import reports, wording
from hub.metrics.disclosure import NotReported, Reason, Row
from hub.metrics.reports import Reach
from hub.recruitment.rules import Source
from hub.results.export_reads import Reads
from hub.results.export_shape import Line, Value, lines_of

TOTAL = "total"
_NOTHING = NotReported(Reason.NOT_YET)


def overview(read: Reads) -> Iterator[Line]:
    """The organisation's figures by quarter."""
    for quarter in read.quarters:
        before = (quarter.key, quarter.label, "yes" if quarter.over else "no")
        yield from lines_of(quarter.overview, before, _by_key, columns=("now",))


def weeks(read: Reads) -> Iterator[Line]:
    """All kits together by week."""
    for quarter in read.quarters:
        yield from lines_of(quarter.weeks)


def networks(read: Reads) -> Iterator[Line]:
    """Sharing browsers by month and network."""
    for quarter in read.quarters:
        for month in quarter.networks.columns:
            yield from lines_of(quarter.networks, (month, wording.window(month)), columns=(month,))


def units(read: Reads) -> Iterator[Line]:
    """Units by quarter, with the headcount that their share is of."""
    for quarter in read.quarters:
        if quarter.units is not None:
            people = quarter.units.people
            for row in quarter.units.table.rows:
                yield Line((quarter.key, quarter.label, row.label, people[row.key]), row.figures)


def kit_weeks(read: Reads) -> Iterator[Line]:
    """Shares, and clicks on colleagues' posts, by kit and week."""
    for kit_id, slug, title in read.kits:
        if (found := read.kit_weeks.get(kit_id)) is None:
            continue
        shared, clicked = ({row.key: row for row in table.rows} for table in (found.shares, found.clicks))
        for key in sorted({*shared, *clicked}):
            shares = shared[key].figures[0] if key in shared else None
            clicks = clicked[key].figures if key in clicked else (None, None)
            yield Line((key, wording.window(key), slug, title), (shares, *clicks))


def kit_totals(read: Reads) -> Iterator[Line]:
    """A kit's whole time: shares, and clicks on colleagues' posts."""
    for kit_id, slug, title in read.kits:
        found = read.kit_weeks.get(kit_id)
        if found is not None and found.shares.rows:
            yield Line((slug, title), (found.shares.total, found.clicked))


def campaign_totals(read: Reads) -> Iterator[Line]:
    """What each campaign's kits have brought."""
    for each in read.campaigns:
        for line in lines_of(each.figures.totals, (each.campaign.slug, each.campaign.title), _measure):
            if line.keys[-1] in each.evidence:
                yield line


def campaign_goals(read: Reads) -> Iterator[Line]:
    """How far each campaign's goals have come."""
    for each in read.campaigns:
        goals = {str(goal.id): goal for goal in each.campaign.goals}
        for row in each.figures.goals.rows:
            verdict = each.figures.verdicts[row.key].value
            about = (each.campaign.slug, each.campaign.title, *_goal(goals[row.key]), verdict)
            yield Line(about, row.figures)


def pilot_months(read: Reads) -> Iterator[Line]:
    """Pilots by month: sharing browsers, members, and the share of members."""
    for pilot in read.pilots:
        months = reports.pilot_evidence(read.session, pilot.id, pilot.starts_on, pilot.ends_on).months
        yield from lines_of(months, after=(pilot.slug, pilot.title))


def pilot_units(read: Reads) -> Iterator[Line]:
    """Where each pilot's members come from, as it was counted last; first all of them together."""
    for pilot in read.pilots:
        spread = reports.pilot_spread(read.session, pilot.id)
        if spread is not None:
            for table in (spread.members, spread.units):
                yield from lines_of(table, (pilot.slug, pilot.title, spread.month), _label_or_none)


def pilot_answers(read: Reads) -> Iterator[Line]:
    """What members answered in the check-ins, over the weeks with answers enough."""
    for pilot in read.pilots:
        found = reports.pilot_evidence(read.session, pilot.id, pilot.starts_on, pilot.ends_on).check_ins
        for asked in found.answers:
            about = (pilot.slug, pilot.title, found.weeks, asked.key, asked.text)
            yield from lines_of(asked.table, about)


def source_quarters(read: Reads) -> Iterator[Line]:
    """The sources side by side, by quarter."""
    for key, label in reversed(reports.compared_quarters(read.session)):
        found = reports.compare_quarter(read.session, key)
        if found is not None:
            yield from lines_of(found.channels, (key, label))


def funnels(read: Reads) -> Iterator[Line]:
    """From click to hired, by profession and source; a last row for all sources, without clicks and costs."""
    for found in read.professions.values():
        for row in found.table.rows:
            clicks, *others = row.figures
            linked = found.has_kits and row.key != Source.OTHER
            yield Line((found.label, row.key, row.label), (clicks if linked else None, *others))
        for row in found.total.rows:
            yield Line((found.label, TOTAL, None), (None, *row.figures, None, None, None))


def reach_measured(read: Reads) -> Iterator[Line]:
    """Clicks and daily visitors by source, in the quarter so far."""
    found = read.reach
    yield from lines_of(found.measured, _days(found))


def reach_filtered(read: Reads) -> Iterator[Line]:
    """Requests that are no clicks, in the quarter so far."""
    found = read.reach
    yield from lines_of(found.filtered, _days(found), _by_key)


def reach_told(read: Reads) -> Iterator[Line]:
    """How many told how often a post was seen, by month and network."""
    found = read.reach
    for month in found.told.columns:
        yield from _filled(lines_of(found.told, (month, wording.window(month)), columns=(month,)))


def reach_bands(read: Reads) -> Iterator[Line]:
    """What they told, by month, network and band."""
    for each in sorted(read.reach.bands, key=lambda one: (one.month, one.network)):
        yield from lines_of(each.table, (each.month, wording.window(each.month), each.network))


def reach_official(read: Reads) -> Iterator[Line]:
    """What the networks report about the organisation's own posts."""
    yield from _filled(lines_of(read.reach.official, keys=_month_and_network))


def reach_estimates(read: Reads) -> Iterator[Line]:
    """Estimated views of colleagues' posts, as ranges."""
    yield from lines_of(read.reach.estimates, keys=_month_and_network)


def reach_side_by_side(read: Reads) -> Iterator[Line]:
    """Colleagues and the organisation's own pages by network, in the newest month."""
    found = read.reach.versus
    yield from _filled(lines_of(found.table, (found.month,)))


def _filled(lines: Iterable[Line]) -> Iterator[Line]:
    """Without the figures that there are not: the page of reach has a dash there."""
    for line in lines:
        yield Line(line.keys, tuple(None if each == _NOTHING else each for each in line.figures))


def _goal(goal: Goal) -> tuple[Value, ...]:
    unit = goal.unit.name(i18n.locale()) if goal.unit else None
    evidence = MEASURES[Measure(goal.measure)].evidence
    return goal.specific, goal.measure, evidence, goal.scope, unit, goal.baseline, goal.target, goal.deadline


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
