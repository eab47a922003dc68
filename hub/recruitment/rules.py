"""Where applications come from, what is counted, who goes on the official page, and what recruitment systems want."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString


class Source(StrEnum):
    """Who led the applicant to the job. The first five are also sources of tracking links."""

    EMPLOYEES = "employees"
    OFFICIAL = "official"
    PAID = "paid"
    NEWSLETTER = "newsletter"
    INTRANET = "intranet"
    OTHER = "other"


SOURCE_LABELS: dict[Source, LazyString] = {
    Source.EMPLOYEES: _l("Colleagues' posts"),
    Source.OFFICIAL: _l("Our own pages"),
    Source.PAID: _l("Paid advertisements"),
    Source.NEWSLETTER: _l("Newsletters"),
    Source.INTRANET: _l("The intranet"),
    Source.OTHER: _l("Elsewhere, or unknown"),
}

MOST_APPLICATIONS = 100_000


class Counts(NamedTuple):
    """How many, in the order of the funnel."""

    applications: int = 0
    interviews: int = 0
    qualified: int = 0
    hired: int = 0


STAGES: tuple[str, ...] = Counts._fields
STAGE_LABELS: dict[str, LazyString] = {
    "applications": _l("Applications"),
    "interviews": _l("Interviews"),
    "qualified": _l("Qualified"),
    "hired": _l("Hired"),
}
NOTHING = Counts()


def added_up(each: Iterable[Mapping[str, Counts]]) -> dict[str, Counts]:
    """Counts by source of several jobs together, without the sources of which nothing has been recorded."""
    found: dict[str, list[Counts]] = defaultdict(list)
    for by_source in each:
        for source, counts in by_source.items():
            if any(counts):
                found[source].append(counts)
    return {source: Counts(*map(sum, zip(*rows, strict=True))) for source, rows in found.items()}


def problem(counts: Counts) -> tuple[str, Any] | None:
    """(stage, reason) of the first count that cannot be true; None when all may be."""
    for stage, value in zip(STAGES, counts, strict=True):
        if not 0 <= value <= MOST_APPLICATIONS:
            return stage, _l("Write a number from 0 to 100,000.")
    if counts.interviews > counts.applications:
        return "interviews", _l("More cannot have been to an interview than have applied.")
    if counts.qualified > counts.applications:
        return "qualified", _l("More cannot be qualified than have applied.")
    if counts.hired > counts.qualified:
        return "hired", _l("More cannot be hired than were qualified.")
    return None


class Level(StrEnum):
    """How high a job stands, the lowest first."""

    EMPLOYEE = "employee"
    SPECIALIST = "specialist"
    MANAGER = "manager"
    TOP_MANAGER = "top_manager"


LEVEL_LABELS: dict[str, LazyString] = {
    Level.EMPLOYEE: _l("Employee"),
    Level.SPECIALIST: _l("Specialist or consultant"),
    Level.MANAGER: _l("Manager"),
    Level.TOP_MANAGER: _l("Director or top manager"),
}
NEVER = "never"
OFFICIAL_FROM_DEFAULT = Level.MANAGER


def goes_official(level: str, official_from: str) -> bool:
    """Whether a job of this level is also posted on the organisation's official page."""
    order = list(Level)
    return official_from != NEVER and order.index(Level(level)) >= order.index(Level(official_from))


def official_note(level: str, official_from: str) -> LazyString | None:
    """What the rule says about a job of this level; None when there is no rule."""
    if official_from == NEVER:
        return None
    label = LEVEL_LABELS[official_from]
    if goes_official(level, official_from):
        return _l("This job also goes on the official page: our rule says so from “%(level)s” upwards.", level=label)
    return _l(
        "Our rule: jobs from “%(level)s” upwards are also posted on the official page. This one need not be.",
        level=label,
    )


@dataclass(frozen=True)
class System:
    """A recruitment system: the hosts of its job pages, and what tracking links add to their addresses."""

    name: str
    hosts: tuple[str, ...]
    parameters: str
    note: LazyString


_UTM = "utm_source={network}&utm_medium={medium}&utm_campaign={campaign}"
SYSTEMS: tuple[System, ...] = (
    System(
        "HR-Manager / Talentech", ("hr-manager.net", "talentech.com", "talentech.io"), f"{_UTM}&utm_content={{source}}",
        _l("If your system counts by MediaId, add &MediaId= and its number to the parameters."),
    ),
    System(
        "Emply", ("emply.com", "emply.net"),
        _UTM, _l("The parameters are added to the address of the advertisement."),
    ),
    System(
        "HR-ON", ("hr-on.com",), _UTM,
        _l("The job stands in the address's own parameters, which are left as they are."),
    ),
    System(
        "EasyCruit", ("easycruit.com",), _UTM,
        _l("The language stands in the address's own parameters, which are left."),
    ),
)  # fmt: skip
PLACEHOLDERS = ("network", "medium", "campaign", "source")
_PAIR = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}=(?:[A-Za-z0-9_.~-]|\{(?:network|medium|campaign|source)\}){1,80}")


def system_of(url: str) -> System | None:
    """The recruitment system that an address belongs to, by its host."""
    host = (urlsplit(url).hostname or "").lower()
    return next((each for each in SYSTEMS if any(host == h or host.endswith(f".{h}") for h in each.hosts)), None)


def parameters_for(url: str, own: str) -> str:
    """What tracking links to this job add: the job's own, or its system's; empty for the usual UTM."""
    system = system_of(url)
    return own or (system.parameters if system is not None else "")


def parameters_problem(text: str) -> Any | None:
    """Why these parameters cannot be used; None when they can."""
    if not text or all(_PAIR.fullmatch(pair) for pair in text.split("&")):
        return None
    return _l(
        "Write parameters as name=value with & between them. "
        "In braces, only these words: network, medium, campaign, source."
    )
