"""By hand: a pilot's months, where its members come from, and what a decision about it rests on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from math import ceil, floor

from tests.integration.results import recompute_windows as on
from tests.integration.results.recompute_organisation import weeks
from tests.integration.results.recompute_page import Page
from tests.integration.results.recompute_rules import (
    LOST,
    NOT_YET,
    PROTECTS,
    TOO_UNCERTAIN,
    UNDER_10,
    Part,
    Said,
    nearest,
    noisy,
    percent,
    rate,
    side_by_side,
)
from tests.integration.results.recompute_tables import Tables, day

QUESTIONS = {
    "find": ("How easy was it this week to find something to share?",
             {"easy": "Easy", "middling": "So-so", "hard": "Hard"}),
    "free": ("Did it feel voluntary?", {"yes": "Yes", "mostly": "Mostly", "no": "No"}),
    "time": ("How much working time did the pilot take this week?",
             {"0": "Under half an hour", "30": "Half an hour to an hour", "60": "1–2 hours", "120": "Over 2 hours"}),
}  # fmt: skip
MINUTES = {"0": (0, 30), "30": (30, 60), "60": (60, 120), "120": (120, 240)}


@dataclass(frozen=True)
class Pilot:
    """A pilot as it was opened."""

    id: int
    slug: str
    title: str
    starts_on: dt.date
    ends_on: dt.date
    own_hours: int | None


def pilots(tables: Tables) -> list[Pilot]:
    """All pilots by address."""
    found = tables.rows("SELECT id, slug, title, starts_on, ends_on, own_hours FROM pilot ORDER BY slug")
    return [Pilot(*row[:3], day(row[3]), day(row[4]), row[5]) for row in found]


def months(tables: Tables, pilot: int) -> dict[str, tuple[Said, Said, Said]]:
    """Browsers that shared, members, and the share of members, by month."""
    found = {}
    for family, key, window in sorted(tables.cells):
        if family == "pilot_month" and key == str(pilot):
            shared = noisy(tables.cell("pilot_month", pilot, window), "pilot_month")
            members = noisy(tables.cell("pilot_members_month", pilot, window), "pilot_members_month")
            found[window] = shared, members, share_of(shared, members)
    return found


def share_of(shared: Said, members: Said) -> Said:
    """From the least to the most that both margins allow, in steps of five."""
    for said in (shared, members):
        if said in (NOT_YET, LOST):
            return said
    if shared.value is None or members.value is None:
        return TOO_UNCERTAIN
    some, of = (shared.value, shared.margin or 0), (members.value, members.margin or 0)
    low = floor(20 * max(0, some[0] - some[1]) / (of[0] + of[1])) * 5
    high = min(100, ceil(20 * (some[0] + some[1]) / (of[0] - of[1])) * 5) if of[0] > of[1] else 100
    return TOO_UNCERTAIN if low <= 0 and high >= 100 else percent(low, high)


def spread(tables: Tables, pilot: int) -> tuple[str, Said, dict[str, Said]] | None:
    """(month, members in all, members by unit) of the newest count; None before the first."""
    own = [(key, window) for family, key, window in tables.cells
           if family == "pilot_members_month" and key.partition("-")[0] == str(pilot)]  # fmt: skip
    if not own:
        return None
    month = max(window for _, window in own)
    quarter = on.quarter(on.days(month)[0])
    ids = [int(key.partition("-")[2]) for key, window in own if window == month and "-" in key]
    parts = [
        Part(str(unit), tuple(tables.cell("pilot_members_month", f"{pilot}-{unit}", month)),
             tables.people.get((quarter, unit), 0))
        for unit in sorted(ids, key=lambda unit: tables.units[unit])
    ]  # fmt: skip
    said, _ = side_by_side(parts, "pilot_members_month")
    whole = noisy(tables.cell("pilot_members_month", pilot, month), "pilot_members_month")
    return month, whole, {tables.units[int(key)]: each for key, each in said.items()}


def clicks_weeks(tables: Tables, pilot: Pilot) -> tuple[list[str], list[str]]:
    """The pilot's finished weeks, and as many before its first."""
    days = (pilot.ends_on - pilot.starts_on).days
    first = [pilot.starts_on + number * on.DAY for number in range(days + 1)]
    own = [on.week(one) for one in first if one.weekday() == 0] or [on.week(pilot.starts_on)]
    over = [one for one in own if one <= tables.newest_week]
    return on.back(on.before(own[0]), len(over)) if over else [], over


def check_ins(tables: Tables, pilot: int) -> tuple[int, int, dict[str, tuple[Said, dict[str, Said]]]]:
    """How many weeks had answers enough and how many had not; by question, how many answered and what."""
    keys = [f"{pilot}-{name}-{option}" for name, (_, options) in QUESTIONS.items() for option in options]
    released = sorted({window for family, key, window in tables.cells
                       if family == "check_in_week" and key.partition("-")[0] == str(pilot)})  # fmt: skip
    enough = []
    for window in released:
        values = [value for key in keys for value in tables.cell("check_in_week", key, window) or [None]]
        known = [value for value in values if value is not None]
        if len(known) == len(values) and nearest(sum(known) // len(QUESTIONS), 5) >= 10:
            enough.append(window)
    found = {}
    for name, (_, options) in QUESTIONS.items():
        parts = [
            Part(option, tuple(tables.cell("check_in_week", f"{pilot}-{name}-{option}", window)[0]
                               for window in enough))
            for option in options
        ]  # fmt: skip
        said, with_total = side_by_side(parts, "check_in_week")
        every = [value for part in parts for value in part.values]
        found[name] = (noisy(every, "check_in_week") if with_total else PROTECTS), said
    return len(enough), len(released) - len(enough), found if enough else {}


def hours(answered: Said, said: dict[str, Said]) -> tuple[int, int] | None:
    """Fewest and most whole hours: shown answers with their margins, hidden ones anything that is left."""
    if answered.value is None:
        return None
    everybody = left = answered.value + (answered.margin or 0)
    low = high = longest = 0
    for key, (fewest, most) in MINUTES.items():
        one = said[key]
        if one.value is not None:
            sure = max(0, one.value - (one.margin or 0))
            low, high, left = low + sure * fewest, high + (one.value + (one.margin or 0)) * most, left - sure
        elif one == UNDER_10:
            high += 9 * most
        else:
            longest = max(longest, most)
    return low // 60, ceil(min(high + max(0, left) * longest, everybody * 240) / 60)


def check_pilot(page: Page, tables: Tables, pilot: Pilot) -> None:
    """/results/pilots/<slug>"""
    points = [(on.title(month), row[0]) for month, row in months(tables, pilot.id).items()]
    if points:
        page.expect_columns("Browsers that shared at least once in the month", points)
        page.expect_table("Browsers that shared at least once in the month", points)
    else:
        page.expect("The pilot has no figures yet. They come when a month has ended in which it had at least 15 "
                    "members, on the first Monday after it. Until then the figures of the whole organisation "
                    "apply.")  # fmt: skip


def check_spread(page: Page, tables: Tables, pilot: Pilot) -> None:
    """/results/pilots/<slug>/spread"""
    found = spread(tables, pilot.id)
    if found is None:
        return
    month, whole, units = found
    said = f"{on.title(month)}: {whole.text} members in all."
    warning = " If it stays below 15, the pilot gets no figure of its own about sharing." if whole == UNDER_10 else ""
    page.expect(said + warning)
    shown = {name: each.value for name, each in units.items() if each.value is not None}
    rows = [[name, "10–19" if value < 20 else "20–49" if value < 50 else "50 or more"] for name, value in shown.items()]
    if rows:
        page.expect_table("Units with at least 10 members in the pilot", rows)
    rest = len(units) - len(shown)
    if rest and not shown:
        page.expect("No unit has 10 members or more, as far as the count can tell.")
    elif rest:
        others = "One other unit" if rest == 1 else f"{rest} other units"
        page.expect(f"{others}: under 10, or not shown. That can also be nobody.")


def check_decision(page: Page, tables: Tables, pilot: Pilot) -> None:
    """/pilots/<slug>/decision"""
    quarter = on.before(on.quarter(pilot.starts_on))
    cell, people = tables.cell("organisation_quarter", "all", quarter), tables.people.get((quarter, 0), 0)
    shared = rate(cell, people, "organisation_quarter")
    if shared.is_number or shared in (TOO_UNCERTAIN, LOST):
        page.expect(f"Before, in the whole organisation: {shared.text} of the employees shared in "
                    f"{on.title(quarter)}.")  # fmt: skip
    own = months(tables, pilot.id)
    if own:
        page.expect_table("The pilot’s months", [[on.title(month), *row] for month, row in own.items()])
    else:
        page.expect("The pilot has no figures of its own. It gets them for months in which it has at least 15 members; "
                    "until then the organisation’s figures are what there is.")  # fmt: skip
    earlier, over = clicks_weeks(tables, pilot)
    if over:
        title = ("One finished week of the pilot, and the one before" if len(over) == 1
                 else f"{len(over)} finished weeks of the pilot, and as many before")  # fmt: skip
        page.expect_table(title, [["Before the pilot", *weeks(tables, earlier)[:2]],
                                  ["During the pilot", *weeks(tables, over)[:2]]])  # fmt: skip
    _check_answers(page, tables, pilot)


def _check_answers(page: Page, tables: Tables, pilot: Pilot) -> None:
    enough, too_few, found = check_ins(tables, pilot.id)
    if enough:
        had = ("One week had at least 10 answers." if enough == 1
               else f"{enough} weeks had at least 10 answers. They are added up here.")  # fmt: skip
        out = "One week had fewer and is left out." if too_few == 1 else f"{too_few} weeks had fewer and are left out."
        page.expect(f"{had} {out}" if too_few else had)
    elif too_few:
        page.expect("One week has been counted up. It had fewer than 10 answers, so they are not shown."
                    if too_few == 1 else f"{too_few} weeks have been counted up. Each had fewer than 10 answers, so "
                    "they are not shown.")  # fmt: skip
    headings = [node.own for node in page.root.every("h3")]
    for name, (total, said) in found.items():
        question, options = QUESTIONS[name]
        assert question in headings
        table = page.after(question, "table")
        page.expect_rows(table, f"{total.text} answers in all", [[options[key], each] for key, each in said.items()])
    spent = hours(*found["time"]) if found else None
    told = f"Between {spent[0]:,} and {spent[1]:,} hours" if spent else "Not enough answers to say"
    page.expect_fact("Members, by their own answers", told)
    page.expect("The members’ hours are worked out from the table above: each answer’s fewest and most minutes, with "
                "its margin. “Over 2 hours” is taken as at most 4. Those who did not answer are not in it, and the two "
                "lines are not added up.")  # fmt: skip
    own = "Not entered"
    if pilot.own_hours is not None:
        own = "One hour" if pilot.own_hours == 1 else f"{pilot.own_hours:,} hours"
    page.expect_fact("Coordination and communications, as they entered it", own)
