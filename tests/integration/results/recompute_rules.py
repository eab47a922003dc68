"""The rules of disclosure, written down a second time from the privacy design: whoever recomputes a figure by hand
follows these. Nothing of the hub is imported, so that a mistake in its rules is not made twice.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, exp, floor, inf, log, sqrt

EPSILON = {
    "kit_week": 0.5,
    "unit_quarter": 0.5,
    "check_in_week": 0.5,
    "pilot_month": 0.4,
    "network_month": 0.3,
    "organisation_quarter": 0.3,
    "opted_in_quarter": 0.3,
    "reach_month": 0.3,
    "pilot_members_month": 0.3,
}


@dataclass(frozen=True)
class Said:
    """A figure in the words of a page, and the numbers in it; `ore` is money."""

    text: str
    value: int | None = None
    margin: int | None = None
    low: int | None = None
    high: int | None = None
    ore: int | None = None

    @property
    def is_number(self) -> bool:
        """Whether there is a number in it that may be shown."""
        return self.text.startswith("over ") or (self.value, self.high, self.ore) != (None, None, None)


UNDER_10 = Said("under 10")
UNDER_5 = Said("under 5")
TOO_UNCERTAIN = Said("too uncertain to show")
LOST = Said("the count was lost")
NOT_YET = Said("not counted up")
HELD_BACK = Said("held back for a check")
PROTECTS = Said("not shown")
NO_HEADCOUNT = Said("the number of employees is missing")
NO_COST = Said("no cost entered")
NOTHING = Said("nothing to divide by")
TOO_FEW = Said("too few to say")
DASH = Said("–")
_NO_FIGURE = {LOST, NOT_YET, HELD_BACK, PROTECTS, TOO_UNCERTAIN, NO_HEADCOUNT, NO_COST, NOTHING, TOO_FEW}


def deviation(family: str) -> float:
    """Of the noise in one cell: two-sided geometric with parameter e^-ε."""
    a = exp(-EPSILON[family])
    return sqrt(2 * a) / (1 - a)


def reach_of_noise(family: str) -> int:
    """The smallest k with P(|noise| ≤ k) ≥ 95 %, where P(|noise| > k) = 2a^(k+1) / (1 + a)."""
    a = exp(-EPSILON[family])
    return ceil(log(0.05 * (1 + a) / 2) / log(a)) - 1


def nearest(value: int, to: int) -> int:
    """The nearest multiple; of two, the higher."""
    return floor(Fraction(value, to) + Fraction(1, 2)) * to


def noisy(values: Collection[int | None], family: str, people: int = 0) -> Said:
    """A sum of noisy counts, of which some may be lost, about so many people."""
    known = [value for value in values if value is not None]
    if not known:
        return LOST if values else NOT_YET
    number, twice = nearest(sum(known), 5), 2 * deviation(family) * sqrt(len(known))
    everybody = people // 10 * 10
    if number < 10:
        return UNDER_10
    if number < twice:
        return TOO_UNCERTAIN
    if everybody and number > everybody - 10:
        return Said(f"over {everybody - 10:,}") if everybody > 10 else TOO_UNCERTAIN
    partial = " (part of the count was lost)" if len(known) < len(values) else ""
    return Said(f"about {number:,} ± {ceil(twice):,}{partial}", number, ceil(twice))


def percent(low: int, high: int) -> Said:
    """A band of per cent: never 0 % and never 100 %."""
    if low <= 0:
        return Said(f"under {high}%", high=high)
    return Said(f"over {low}%", low=low) if high >= 100 else Said(f"{low}–{high}%", low=low, high=high)


def rate(values: Collection[int | None], people: int, family: str) -> Said:
    """The rounded count as a band of five points of the headcount, which is rounded down to ten."""
    shown, everybody = noisy(values, family, people), people // 10 * 10
    if shown in _NO_FIGURE:
        return shown
    if not everybody:
        return NO_HEADCOUNT
    if shown == UNDER_10:
        return percent(0, 5) if Fraction(10, everybody) <= Fraction(5, 100) else TOO_UNCERTAIN
    if shown.value is None:
        return percent(95, 100) if Fraction(everybody - 10, everybody) >= Fraction(95, 100) else TOO_UNCERTAIN
    if Fraction(shown.margin or 0, everybody) > Fraction(5, 100):
        return TOO_UNCERTAIN
    low = floor(Fraction(shown.value, everybody) * 20) * 5
    return percent(low, low + 5)


def clicks(values: Collection[int]) -> Said:
    """A sum of published weeks, each of them rounded to ten already."""
    if not values:
        return NOT_YET
    return Said(f"about {sum(values):,}", sum(values)) if sum(values) >= 10 else UNDER_10


def exact(value: int) -> Said:
    """A number of nobody's behaviour."""
    return Said(f"{value:,}", value)


def small(value: int) -> Said:
    """So many applicants: fewer than five are not told."""
    return exact(value) if value >= 5 else UNDER_5


def money(ore: int | None, about: bool = False) -> Said:
    """What was entered, or nothing."""
    if ore is None:
        return NO_COST
    return Said(f"{'about ' if about else ''}DKK {ore // 100:,}.{ore % 100:02d}", ore=ore)


def each(ore: int | None, among: Said) -> Said:
    """A cost divided by a shown figure, to the nearest øre; half an øre is one."""
    if ore is None or among in _NO_FIGURE:
        return NO_COST if ore is None else among
    if among.value is None:
        return TOO_FEW
    if among.value == 0:
        return NOTHING
    return money(floor(Fraction(ore, among.value) + Fraction(1, 2)), about=among.text.startswith("about"))


def part_of_clicks(ours: Sequence[int], others: int) -> Said:
    """The employees' part of all clicks, if the rounding of their weeks cannot move it by more than a band."""
    if not ours:
        return NOT_YET
    total = sum(ours)
    if not others or not total:
        return NOTHING if not others else TOO_FEW
    margin = ceil(2 * 10 / sqrt(12) * sqrt(len(ours)))
    low, high = (Fraction(end, end + others) for end in (max(0, total - margin), total + margin))
    if high - low > Fraction(5, 100):
        return TOO_UNCERTAIN
    start = floor(Fraction(total, total + others) * 20) * 5
    return percent(start, start + 5)


@dataclass(frozen=True)
class Part:
    """One of several counts whose sum is known: noisy, over one cell or more, and about so many people."""

    key: str
    values: tuple[int | None, ...]
    people: int = 0
    held_back: bool = False

    @property
    def known(self) -> bool:
        """Whether there is a count."""
        return not self.held_back and any(value is not None for value in self.values)

    @property
    def sum(self) -> int:
        """What was counted."""
        return sum(value for value in self.values if value is not None)


def side_by_side(parts: Sequence[Part], family: str) -> tuple[dict[str, Said], bool]:
    """What may be said of each part, and whether their total may be.

    A part that is hidden alone takes another with it: that of the fewest people, of equals the last. More follow until
    each hidden one can be ten different true counts or more.
    """
    said = {part.key: HELD_BACK if part.held_back else noisy(part.values, family, part.people) for part in parts}
    known = [part for part in parts if part.known]
    total = nearest(sum(part.sum for part in known), 5)
    withheld: list[str] = []

    def is_hidden(part: Part) -> bool:
        return part.key in withheld or not (said[part.key].value or said[part.key].text.startswith("over "))

    def hide_one() -> bool:
        open_ones = [part for part in known if not is_hidden(part)]
        if not open_ones:
            return False
        fewest = min(part.people for part in open_ones)
        withheld.append([part for part in open_ones if part.people == fewest][-1].key)
        return True

    if sum(map(is_hidden, known)) == 1:
        hide_one()
    with_total = True
    while with_total and any(
        is_hidden(part) and _true_counts(part, known, said, withheld, total, family) < 10 for part in known
    ):
        with_total = hide_one()
    return {**said, **dict.fromkeys(withheld, PROTECTS)}, with_total


def _span(part: Part, said: Said, withheld: bool, family: str) -> tuple[float, float]:
    """Between which numbers everybody can tell that a part's noisy count lies."""
    noise = reach_of_noise(family)
    most = part.people + noise if part.people else inf
    if withheld:
        return 8, most
    if said.value is not None:
        return said.value - 2, said.value + 2
    if said.text.startswith("over "):
        return int(said.text.removeprefix("over ").replace(",", "")) + 3, most
    return (-noise, 7) if said == UNDER_10 else (-noise, most)


def _true_counts(
    part: Part, parts: Sequence[Part], said: Mapping[str, Said], withheld: Collection[str], total: int, family: str
) -> float:
    spans = {one.key: _span(one, said[one.key], one.key in withheld, family) for one in parts}
    low, high = spans.pop(part.key)
    low = max(low, total - 2 - sum(top for _, top in spans.values()))
    high = min(high, total + 2 - sum(bottom for bottom, _ in spans.values()))
    noise = reach_of_noise(family)
    return min(high + noise, part.people or inf) - max(0, low - noise) + 1
