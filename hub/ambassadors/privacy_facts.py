"""The live values behind /privacy: read from the registry of counts, the settings and the database. Mostly pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib import metadata
from math import exp, lcm
from zoneinfo import ZoneInfo

from sqlalchemy.engine.url import make_url
from sqlalchemy.orm import Session

from hub.accounts import queries as accounts
from hub.accounts.rules import CODE_LIFETIME, LINK_LIFETIME, SIGN_IN_WINDOW, Role
from hub.core import clock
from hub.core.config import Settings
from hub.counting import cells
from hub.counting.cells import CHECK_IN_WEEK, Touch
from hub.counting.pending import SALT_LIFETIME
from hub.counting.scales import CHECK_IN
from hub.counting.windows import FREEZE_TIME, WindowKind, freezes_at, window_for

DISTRIBUTION = "delfrit"

# Somebody who shares one kit each week, on one network, in a unit and a pilot with cells of their own:
# weeks, months and quarters that the shares fall in.
_HABITS = ((1, 1, 1), (4, 1, 1), (13, 3, 1), (26, 6, 2), (52, 12, 4))


@dataclass(frozen=True)
class Habit:
    """How well the best possible guess does against somebody who shares every week for so many weeks."""

    weeks: int
    accuracy: float


@dataclass(frozen=True)
class Facts:
    """Every value on the page. Fractions of one are shown as percentages; times are aware."""

    threshold: int
    round_to: int
    min_unit: int
    min_pilot: int
    click_round_to: int
    rate_band: int
    families: tuple[cells.Family, ...]
    largest_epsilon: Fraction
    total_epsilon: Fraction
    single_bound: float
    total_bound: float
    report_bound: float
    check_in_epsilon: Fraction
    check_in_bound: float
    odds_of_one: float
    odds_of_four: float
    widest_odds_of_one: float
    widest_odds_of_four: float
    habits: tuple[Habit, ...]
    freeze_time: dt.time
    next_freeze: dt.datetime
    timezone: str
    database: str
    queue_embedded: bool
    counts_embedded: bool
    admins: int
    link_minutes: int
    attempt_minutes: int
    code_days: int
    salt_hours: int
    mail: bool
    frame_ancestors: tuple[str, ...]
    version: str


def bound(epsilon: Fraction) -> float:
    """How often a guess can at most be right: e^ε / (1 + e^ε). Tossing a coin is right in half of the cases."""
    return 1 / (1 + exp(-epsilon))


def check_in_epsilon() -> Fraction:
    """The privacy loss of one whole check-in: of an answer to each of its questions."""
    return CHECK_IN_WEEK.epsilon * len(CHECK_IN)


@cache
def guess_accuracy(epsilons: tuple[Fraction, ...]) -> float:
    """How often the best possible guess "shared in all of these cells or in none" is right.

    One share moves a cell by one, and its noise is two-sided geometric. The likelihood ratio of a cell is then
    e^ε or e^-ε and nothing else, and the right one of the two comes with probability e^ε / (1 + e^ε). The best
    guess adds the logarithms (Neyman and Pearson); a tie is decided by a coin. The sum is exact, not simulated.
    """
    scale = lcm(*(epsilon.denominator for epsilon in epsilons))
    odds = {0: 1.0}
    for epsilon in epsilons:
        step, right = int(epsilon * scale), bound(epsilon)
        after: dict[int, float] = {}
        for total, chance in odds.items():
            after[total + step] = after.get(total + step, 0.0) + chance * right
            after[total - step] = after.get(total - step, 0.0) + chance * (1 - right)
        odds = after
    return sum(chance if total > 0 else chance / 2 for total, chance in odds.items() if total >= 0)


def odds_of_a_number(true_count: int, family: cells.Family) -> float:
    """How often a true count below the threshold is shown as a number all the same, because of the noise.

    The noisy count n is shown when it rounds to the threshold or more. For a distance d >= 1 the noise reaches d
    with probability a^d / (1 + a), where a = e^-ε.
    """
    distance = family.threshold - family.round_to // 2 - true_count
    a = exp(-family.epsilon)
    return a**distance / (1 + a) if distance > 0 else 1 - a ** (1 - distance) / (1 + a)


def habits() -> tuple[Habit, ...]:
    """The curve for somebody who shares every week, against one who holds every released figure."""
    found = []
    for weeks, months, quarters in _HABITS:
        times = {WindowKind.WEEK: weeks, WindowKind.MONTH: months, WindowKind.QUARTER: quarters}
        epsilons = tuple(
            family.epsilon for family in cells.touched_by(Touch.SHARE) for _ in range(times[family.window])
        )
        found.append(Habit(weeks, guess_accuracy(epsilons)))
    return tuple(found)


def next_freeze(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """The first freeze after the moment; last week's is still to come on a Monday before six."""
    this_week = window_for(WindowKind.WEEK, moment.astimezone(zone).date())
    coming = (freezes_at(window, zone) for window in (this_week.previous(), this_week))
    return min(freeze for freeze in coming if freeze > moment)


def software_version() -> str:
    """The version of the program that runs; empty when it is not installed as a package."""
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return ""


def gather(session: Session, settings: Settings) -> Facts:
    """Everything that the page states, as it is now."""
    largest = max(family.epsilon for family in cells.touched_by(Touch.SHARE))
    total = cells.total_epsilon()
    return Facts(
        threshold=cells.THRESHOLD,
        round_to=cells.ROUND_TO,
        min_unit=cells.MIN_UNIT,
        min_pilot=cells.MIN_PILOT,
        click_round_to=cells.CLICK_ROUND_TO,
        rate_band=cells.RATE_BAND,
        families=cells.FAMILIES,
        largest_epsilon=largest,
        total_epsilon=total,
        single_bound=bound(largest),
        total_bound=bound(total),
        report_bound=bound(cells.REACH_MONTH.epsilon),
        check_in_epsilon=check_in_epsilon(),
        check_in_bound=bound(check_in_epsilon()),
        odds_of_one=odds_of_a_number(1, cells.KIT_WEEK),
        odds_of_four=odds_of_a_number(4, cells.KIT_WEEK),
        widest_odds_of_one=odds_of_a_number(1, cells.NETWORK_MONTH),
        widest_odds_of_four=odds_of_a_number(4, cells.NETWORK_MONTH),
        habits=habits(),
        freeze_time=FREEZE_TIME,
        next_freeze=next_freeze(clock.now(), ZoneInfo(settings.timezone)),
        timezone=settings.timezone,
        database="SQLite" if make_url(settings.database_url).get_backend_name() == "sqlite" else "PostgreSQL",
        queue_embedded=_embedded(settings.redis_url, settings),
        counts_embedded=_embedded(settings.counts_redis_url, settings),
        admins=len(accounts.people_with_role(session, Role.ADMIN)),
        link_minutes=int(LINK_LIFETIME.total_seconds() // 60),
        attempt_minutes=int(SIGN_IN_WINDOW.total_seconds() // 60),
        code_days=CODE_LIFETIME.days,
        salt_hours=int(SALT_LIFETIME.total_seconds() // 3600),
        mail=bool(settings.smtp_url),
        frame_ancestors=settings.frame_ancestors,
        version=software_version(),
    )


def _embedded(url: str, settings: Settings) -> bool:
    return url.startswith(f"unix://{settings.data_dir}/")
