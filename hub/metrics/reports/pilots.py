"""The figures of one pilot: what colleagues decide on, and everybody reads."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hub.accounts import queries as accounts
from hub.counting.cells import (
    CHECK_IN_WEEK,
    KIT_WEEK,
    ORGANISATION_QUARTER,
    PILOT_MEMBERS_MONTH,
    PILOT_MONTH,
    ROUND_TO,
    THRESHOLD,
    WHOLE_ORGANISATION,
)
from hub.counting.scales import CHECK_IN, check_in_keys
from hub.counting.windows import Window, WindowKind, parse, window_for
from hub.metrics import disclosure, queries, wording
from hub.metrics.disclosure import Counted, DisclosedTable, Figure, NotReported, Reason, Under
from hub.metrics.reports.pilots_rules import hours, share_of
from hub.pilots.rules import ASKED, MINUTES

Cells = dict[str, dict[str, int | None]]
"""Released noisy counts by window and key."""


@dataclass(frozen=True)
class Spread:
    """Where a pilot's members come from, as it was counted on the first Monday of a month, in bands.

    `members` has one row, the pilot; `units` one for each unit that has figures of its own. `too_small` says that the
    pilot, as far as the count can tell, is below what it needs for figures of its own.
    """

    month: str
    members: DisclosedTable
    units: DisclosedTable
    too_small: bool


@dataclass(frozen=True)
class Answers:
    """One question's answers over the weeks that count. `total` says how many answers; a row for each option."""

    key: str
    text: str
    total: Figure
    table: DisclosedTable


@dataclass(frozen=True)
class CheckIns:
    """A pilot's check-ins: how many released weeks had answers enough, how many had not, and the answers."""

    weeks: int
    too_few: int
    answers: tuple[Answers, ...]
    hours: tuple[int, int] | None


@dataclass(frozen=True)
class Evidence:
    """What a decision about a pilot rests on. `before` and `during` are the organisation's, beside the pilot's months.

    `months` has the columns shares, members and rate; `clicks` a row for the weeks before and one for the pilot's.
    """

    months: DisclosedTable | None
    before: DisclosedTable
    before_quarter: str
    clicks: DisclosedTable
    clicks_weeks: int
    check_ins: CheckIns


def pilot_figures(session: Session, pilot_id: int) -> DisclosedTable | None:
    """A pilot's released months, the oldest first; None while it has none. One statement."""
    found = queries.cells(session, [PILOT_MONTH.name], key=str(pilot_id))
    if not found:
        return None
    months = sorted((window, value) for (_, _, window), value in found.items())
    figures = [_month(month, value) for month, value in months]
    return disclosure.series(("shares", figures), labels=[(month, wording.window(month)) for month, _ in months])


def pilot_spread(session: Session, pilot_id: int) -> Spread | None:
    """The newest count of the pilot's members; None before the first."""
    found = _cells(session, PILOT_MEMBERS_MONTH.name, pilot_id)
    if not found:
        return None
    month = max(found)
    counted = found[month]
    people = queries.headcounts(session, [_quarter_of(month)])
    units = {unit.id: wording.unit_name(unit) for unit in accounts.units(session, closed=True)}
    parts = []
    for key, value in counted.items():
        unit_id = int(key.partition("-")[2] or 0)
        if unit_id in units:
            strength = people.get((_quarter_of(month), unit_id), 0)
            parts.append(Counted(str(unit_id), units[unit_id], value, lost=int(value is None), people=strength))
    whole = _members(month, counted.get(str(pilot_id)))
    return Spread(
        month=wording.window(month),
        members=disclosure.series(("members", [whole]), labels=[("members", "")]),
        units=disclosure.siblings(sorted(parts, key=lambda part: part.label), PILOT_MEMBERS_MONTH),
        too_small=isinstance(whole, Under),
    )


def pilot_evidence(session: Session, pilot_id: int, starts_on: dt.date, ends_on: dt.date) -> Evidence:
    """Everything released that a decision can rest on."""
    before = window_for(WindowKind.QUARTER, starts_on).previous()
    weeks = _weeks_between(starts_on, ends_on)
    released = queries.latest_release(session)
    over = [week for week in weeks if released is not None and week.ends < released.frozen_on]
    earlier = _back(weeks[0], len(over))
    return Evidence(
        months=_months(session, pilot_id),
        before=_before(session, before),
        before_quarter=wording.window(before.key),
        clicks=_clicks(session, earlier, over),
        clicks_weeks=len(over),
        check_ins=_check_ins(session, pilot_id),
    )


def _month(month: str, value: int | None) -> Figure:
    return disclosure.figure(Counted(month, "", value, lost=int(value is None)), PILOT_MONTH)


def _members(month: str, value: int | None) -> Figure:
    return disclosure.figure(Counted(month, "", value, lost=int(value is None)), PILOT_MEMBERS_MONTH)


def _months(session: Session, pilot_id: int) -> DisclosedTable | None:
    found = queries.cells(session, [PILOT_MONTH.name, PILOT_MEMBERS_MONTH.name], key=str(pilot_id))
    months = sorted({month for family, _, month in found if family == PILOT_MONTH.name})
    if not months:
        return None
    shares = [_month(month, found[PILOT_MONTH.name, str(pilot_id), month]) for month in months]
    members: list[Figure] = []
    for month in months:
        name = (PILOT_MEMBERS_MONTH.name, str(pilot_id), month)
        members.append(_members(month, found[name]) if name in found else NotReported(Reason.NOT_YET))
    return disclosure.series(
        ("shares", shares),
        ("members", members),
        ("rate", [share_of(*each) for each in zip(shares, members, strict=True)]),
        labels=[(month, wording.window(month)) for month in months],
    )


def _before(session: Session, quarter: Window) -> DisclosedTable:
    """The organisation's share of employees who shared in the quarter before the pilot's first."""
    found = queries.cells(session, [ORGANISATION_QUARTER.name], [quarter.key], WHOLE_ORGANISATION)
    name = (ORGANISATION_QUARTER.name, WHOLE_ORGANISATION, quarter.key)
    people = queries.employees(session, [quarter.key]).get(quarter.key, 0)
    counted = Counted("before", "", found.get(name), lost=int(name in found and found[name] is None), people=people)
    return disclosure.series(
        ("rate", [disclosure.rate(counted, ORGANISATION_QUARTER)]), labels=[("before", wording.window(quarter.key))]
    )


def _clicks(session: Session, before: Sequence[Window], during: Sequence[Window]) -> DisclosedTable:
    """The whole organisation's shares and clicks in the pilot's finished weeks, and in as many weeks before."""
    found = queries.weeks(session, windows=[week.key for week in (*before, *during)]) if during else {}
    shares: list[Figure] = []
    clicks: list[Figure] = []
    for weeks in (before, during):
        own = [found[week.key] for week in weeks if week.key in found]
        values = [week.value for week in own if week.value is not None]
        hits = [week.clicks for week in own if week.clicks is not None]
        cells, lost = max(1, sum(week.cells for week in own)), sum(week.lost for week in own)
        shares.append(disclosure.figure(Counted("", "", sum(values) if values else None, cells, lost), KIT_WEEK))
        clicks.append(disclosure.clicks(Counted("", "", sum(hits) if hits else None)))
    return disclosure.series(("shares", shares), ("clicks", clicks), labels=[("before", ""), ("during", "")])


def _check_ins(session: Session, pilot_id: int) -> CheckIns:
    """The weeks with answers enough, added up. Whether they are enough is tested on the noisy counts alone."""
    released = _cells(session, CHECK_IN_WEEK.name, pilot_id)
    enough = [week for week in released.values() if _is_enough(pilot_id, week)]
    answers = tuple(_answers(pilot_id, place, enough) for place in range(len(ASKED))) if enough else ()
    by_key = {each.key: each for each in answers}
    time = by_key.get("time")
    return CheckIns(
        weeks=len(enough),
        too_few=len(released) - len(enough),
        answers=answers,
        hours=hours(time.total, {row.key: row.figures[0] for row in time.table.rows}, MINUTES) if time else None,
    )


def _is_enough(pilot_id: int, week: dict[str, int | None]) -> bool:
    """Whether a week has answers enough: the mean of its questions' noisy totals, rounded, reaches the threshold."""
    values = [week.get(key) for key in check_in_keys(pilot_id)]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return False
    return disclosure.rounded(sum(known) // len(CHECK_IN), ROUND_TO) >= THRESHOLD


def _answers(pilot_id: int, place: int, weeks: Sequence[dict[str, int | None]]) -> Answers:
    asked = ASKED[place]
    parts = [
        Counted(
            option.key,
            str(option.label),
            sum(week[f"{pilot_id}-{asked.key}-{option.key}"] or 0 for week in weeks),
            cells=len(weeks),
        )
        for option in asked.options
    ]
    table = disclosure.siblings(parts, CHECK_IN_WEEK)
    whole = Counted("", "", sum(part.value or 0 for part in parts), cells=len(weeks) * len(parts))
    hidden = isinstance(table.total, NotReported)
    total = NotReported(Reason.PROTECTS) if hidden else disclosure.figure(whole, CHECK_IN_WEEK)
    return Answers(asked.key, str(asked.text), total, table)


def _cells(session: Session, family: str, pilot_id: int) -> Cells:
    """The family's released counts that belong to the pilot, by window and key."""
    found: Cells = {}
    for (_, key, window), value in queries.cells(session, [family]).items():
        if key.partition("-")[0] == str(pilot_id):
            found.setdefault(window, {})[key] = value
    return found


def _quarter_of(month: str) -> str:
    return window_for(WindowKind.QUARTER, parse(month).starts).key


def _weeks_between(first: dt.date, last: dt.date) -> list[Window]:
    """The weeks that begin in the pilot's days; the first day's own week where none does."""
    week = window_for(WindowKind.WEEK, first)
    found = [week] if week.starts == first else []
    while (week := week.next()).starts <= last:
        found.append(week)
    return found or [window_for(WindowKind.WEEK, first)]


def _back(week: Window, count: int) -> list[Window]:
    """So many weeks before this one, the oldest first."""
    found: list[Window] = []
    while len(found) < count:
        week = week.previous()
        found.insert(0, week)
    return found
