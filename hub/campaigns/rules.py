"""Rules of campaigns: what can be a goal, what is prepared, and which campaigns run at the same time. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from hub.core import i18n
from hub.counting.cells import CLICK_ROUND_TO, RATE_BAND, THRESHOLD

MOST = 10_000_000
MOST_KRONER = 100_000_000
LEARNING_LENGTH = 500
MOST_LEARNINGS = 20
MOST_CHECKS = 60
MOST_GOALS = 20
FEWEST_APPLICANTS = 5
"""Numbers of applicants below this are shown to HR alone."""


class Part(StrEnum):
    """The three parts of the preparation."""

    STRATEGIC = "strategic"
    PRACTICAL = "practical"
    COMMUNICATION = "communication"


PART_LABELS: dict[Part, Any] = {
    Part.STRATEGIC: _l("Strategy"),
    Part.PRACTICAL: _l("Practical matters"),
    Part.COMMUNICATION: _l("Communication"),
}

STANDARD_CHECKS: dict[Part, dict[str, Any]] = {
    Part.STRATEGIC: {
        "purpose": _l("Write the purpose in two sentences that a colleague understands"),
        "goal": _l("Set at least one goal that a released figure can answer"),
        "management": _l("Tell the management and the works council before it starts"),
        "audience": _l("Decide whom we want to reach, and where they are"),
    },
    Part.PRACTICAL: {
        "owner": _l("Name an owner, and somebody who takes over during holidays"),
        "budget": _l("Agree on the period, the budget and who pays"),
        "pictures": _l("Get permission for every picture of a person"),
        "pages": _l("Check that the pages we link to work on a phone"),
    },
    Part.COMMUNICATION: {
        "kits": _l("Write the kits together with colleagues who know the work"),
        "criticism": _l("Decide who answers critical comments, and when"),
        "kickoff": _l("Invite to the kick-off, and say that sharing is voluntary"),
        "results": _l("Plan when and how the results are told, the poor ones too"),
    },
}
"""What every campaign's checklist begins with, by a key that is kept, so that each reader sees it in their language."""


def check_text(part: str, standard: str, text: str) -> Any:
    """What an item of the checklist says."""
    return STANDARD_CHECKS[Part(part)].get(standard, text) if part in set(Part) else text


class Measure(StrEnum):
    """Figures that a goal can be set on."""

    REACH = "reach"
    VISITORS = "visitors"
    CLICKS = "clicks"
    SHARES = "shares"
    SHARE_RATE = "share_rate"
    APPLICATIONS = "applications"
    QUALIFIED = "qualified"


class Scope(StrEnum):
    """What a goal can be about. A person is not among them."""

    CAMPAIGN = "campaign"
    ORGANISATION = "organisation"
    UNIT = "unit"


@dataclass(frozen=True)
class MeasureRow:
    """One figure: what it is called, its evidence, what it can be about, and its smallest and largest target."""

    label: Any
    evidence: str
    scopes: tuple[Scope, ...]
    fewest: int
    most: int = MOST
    step: int = 1
    percent: bool = False


_ANY = (Scope.CAMPAIGN, Scope.ORGANISATION)
MEASURES: dict[Measure, MeasureRow] = {
    Measure.REACH: MeasureRow(_l("Reach: visitors from all sources"), "measured", _ANY, CLICK_ROUND_TO),
    Measure.VISITORS: MeasureRow(_l("Visitors from colleagues’ posts"), "measured", _ANY, CLICK_ROUND_TO),
    Measure.CLICKS: MeasureRow(_l("Link clicks on colleagues’ posts"), "measured", _ANY, CLICK_ROUND_TO),
    Measure.SHARES: MeasureRow(_l("Shares"), "measured", _ANY, THRESHOLD),
    Measure.SHARE_RATE: MeasureRow(
        _l("Share rate: how many in 100 shared in the quarter"),
        "measured",
        (Scope.ORGANISATION, Scope.UNIT),
        RATE_BAND,
        100 - RATE_BAND,
        RATE_BAND,
        percent=True,
    ),
    Measure.APPLICATIONS: MeasureRow(_l("Applications"), "reported", (Scope.CAMPAIGN,), FEWEST_APPLICANTS),
    Measure.QUALIFIED: MeasureRow(_l("Qualified applications"), "reported", (Scope.CAMPAIGN,), FEWEST_APPLICANTS),
}
SCOPE_LABELS: dict[Scope, Any] = {
    Scope.CAMPAIGN: _l("The campaign: its kits and the jobs they are for"),
    Scope.ORGANISATION: _l("The whole organisation, in the quarter of the deadline"),
    Scope.UNIT: _l("One unit, in the quarter of the deadline"),
}


@dataclass(frozen=True)
class GoalData:
    """A goal as typed. `baseline` is None when nobody knows where it starts from."""

    specific: str
    measure: Measure
    scope: Scope
    unit_id: int | None
    baseline: int | None
    target: int
    deadline: dt.date


def goal_problems(goal: GoalData, today: dt.date) -> list[tuple[str, Any]]:
    """(field, what is wrong) for each thing that cannot be measured so, or not any more."""
    row = MEASURES[goal.measure]
    found: list[tuple[str, Any]] = []
    if goal.scope not in row.scopes:
        found.append(("scope", _scope_problem(goal.measure)))
    if goal.scope is Scope.UNIT and goal.unit_id is None:
        found.append(("unit_id", _l("Choose the unit that the goal is about.")))
    if not row.fewest <= goal.target <= row.most or goal.target % row.step:
        found.append(("target", _target_problem(row)))
    elif goal.baseline is not None and goal.baseline >= goal.target:
        found.append(("target", _l("The target must be above the starting point.")))
    if goal.deadline < today:
        found.append(("deadline", _l("The deadline has passed. Choose today or a later day.")))
    if speaks_of_each(goal.specific):
        found.append(
            ("specific", _l("A goal is never about what each colleague does: sharing is voluntary. Write it for all."))
        )
    return found


def _scope_problem(measure: Measure) -> Any:
    if measure is Measure.SHARE_RATE:
        return _l("The share rate is counted for the organisation and its units, not for a campaign.")
    if measure in (Measure.APPLICATIONS, Measure.QUALIFIED):
        return _l("Applications are counted for the campaign’s own jobs only.")
    return _l("This figure is not counted for units, so that nobody can be picked out. Choose another scope.")


def _target_problem(row: MeasureRow) -> Any:
    if row.percent:
        return _l("Rates are shown in steps of 5: write 5, 10, 15 … up to 95.")
    return _l(
        "Write a number from %(fewest)s to %(most)s. Smaller figures are never shown.",
        fewest=i18n.number(row.fewest),
        most=i18n.number(row.most),
    )


# What a goal for every single one looks like, in Danish and English.
_EACH = re.compile(
    r"\b(?:hver|enhver|pr\.?|per|each|every)\s+(?:eneste\s+|enkelt\s+|single\s+)?"
    r"(?:medarbejder|kollega|ansat|ambassadør|person|leder|employee|colleague|ambassador|manager|member)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")


def speaks_of_each(text: str) -> bool:
    """Whether a text sets a goal for every single colleague, such as "two posts per employee"."""
    return _EACH.search(text) is not None


def names_one_of(text: str, names: Iterable[str]) -> str | None:
    """The first of the names that stands in the text as whole words, whatever its case; None if there is none."""
    plain = " ".join(text.split()).casefold()
    for name in names:
        wanted = " ".join(name.split()).casefold()
        if wanted and re.search(rf"(?<!\w){re.escape(wanted)}(?:['’]?s)?(?!\w)", plain):
            return name
    return None


def holds_address(text: str) -> bool:
    """Whether an e-mail address stands in the text."""
    return _ADDRESS.search(text) is not None


@dataclass(frozen=True)
class Period:
    """First and last day; either may still be open."""

    starts_on: dt.date | None
    ends_on: dt.date | None


def overlap(one: Period, other: Period) -> bool:
    """Whether two campaigns run on the same day. A campaign without a first day runs nowhere yet; one without a
    last day goes on.
    """
    if one.starts_on is None or other.starts_on is None:
        return False
    return one.starts_on <= (other.ends_on or dt.date.max) and other.starts_on <= (one.ends_on or dt.date.max)


class Entry(StrEnum):
    """What can stand on a timeline."""

    BEGINS = "begins"
    KICKOFF = "kickoff"
    KIT_STARTS = "kit_starts"
    KIT_ENDS = "kit_ends"
    DEADLINE = "deadline"
    ENDS = "ends"


ENTRY_LABELS: dict[Entry, Any] = {
    Entry.BEGINS: _l("The campaign begins"),
    Entry.KICKOFF: _l("Kick-off"),
    Entry.KIT_STARTS: _l("A kit goes live"),
    Entry.KIT_ENDS: _l("A kit ends"),
    Entry.DEADLINE: _l("Deadline of a goal"),
    Entry.ENDS: _l("The campaign ends"),
}


@dataclass(frozen=True)
class Dated:
    """One line of the timeline; `about` is a place, a kit's title or a goal."""

    day: dt.date
    entry: Entry
    about: str = ""


def in_order(entries: Iterable[Dated]) -> list[Dated]:
    """A timeline: by day, and within a day in the order of a campaign's life."""
    order = list(Entry)
    return sorted(entries, key=lambda each: (each.day, order.index(each.entry), each.about))


class Kind(StrEnum):
    """What a learning is about."""

    WORKED = "worked"
    FAILED = "failed"


def lessons(text: str) -> list[str]:
    """The lines of a text as learnings: without bullets and empty lines, none of them twice."""
    found = (line.strip().lstrip("-•*").strip() for line in text.splitlines())
    return list(dict.fromkeys(line for line in found if line))
