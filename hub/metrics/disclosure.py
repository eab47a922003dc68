"""What a page may show of a noisy count. Pure, and the only place that builds a `DisclosedTable`.

The rules are those of the privacy design, sections 5 to 9: round first, then test the threshold, on the
noisy value only; a sum of w cells carries the noise of w cells, and is shown with that margin; never 0 %,
100 % or everybody; a hidden figure must not be what is left when shown ones are taken from their total.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from math import ceil, exp, sqrt

from hub.counting.cells import CLICK_ROUND_TO, DENOMINATOR_ROUND_TO, MIN_PLAUSIBLE, RATE_BAND, THRESHOLD, Family

SMALLEST_COUNT = 5
"""Applicants from one source are people too: fewer than this are not told apart from none."""
_SURE = 0.95


class Reason(StrEnum):
    """Why a figure is not there."""

    PROTECTS = "protects"
    """It could be used to work out a smaller figure beside it."""
    HELD_BACK = "held_back"
    """Its value is so strange that somebody has to look first."""
    NOT_YET = "not_yet"
    """Its window has not been frozen: not yet, or not at all, as when nothing was counted then."""
    NO_HEADCOUNT = "no_headcount"
    """There is nothing to divide by."""
    NO_COST = "no_cost"
    """Nobody has entered what it cost."""
    NOTHING = "nothing"
    """There has been none, so nothing can be divided by it."""
    TOO_FEW = "too_few"
    """There were some, and too few to divide by."""


@dataclass(frozen=True)
class Shown:
    """A rounded number. `margin` is two standard deviations of its noise; `partial`: some of its cells
    were lost.
    """

    value: int
    margin: int | None = None
    partial: bool = False


@dataclass(frozen=True)
class Exact:
    """An exact number about nobody's behaviour: the public's clicks on the organisation's own links."""

    value: int


@dataclass(frozen=True)
class Amount:
    """Money in øre, as the organisation entered it. `about`: it was divided by a rounded figure."""

    ore: int
    about: bool = False


@dataclass(frozen=True)
class Under:
    """Rounded, it is below the threshold."""

    limit: int = THRESHOLD


@dataclass(frozen=True)
class Over:
    """So close to everybody that only this is said."""

    limit: int


@dataclass(frozen=True)
class TooUncertain:
    """The margin swallows the figure."""


@dataclass(frozen=True)
class Lost:
    """The pending count was lost before it could be frozen."""


@dataclass(frozen=True)
class Band:
    """A rate, in per cent, as an interval. Its ends 0 and 100 are to be read as "under" and "over" the
    other end.
    """

    low: int
    high: int


@dataclass(frozen=True)
class NotReported:
    """No figure, and why."""

    reason: Reason


Figure = Shown | Exact | Amount | Under | Over | TooUncertain | Lost | Band | NotReported


@dataclass(frozen=True)
class Counted:
    """What goes in: a sum of `cells` noisy counts (None: all of them lost), of which `lost` more are missing.

    `people` is the headcount that the count is about, as it was frozen with the quarter; 0 when there is
    none.
    """

    key: str
    label: str
    value: int | None
    cells: int = 1
    lost: int = 0
    people: int = 0
    held_back: bool = False


@dataclass(frozen=True)
class Row:
    """One line: what it is about, in the reader's language, and a figure for each column."""

    key: str
    label: str
    figures: tuple[Figure, ...]


_SEAL = object()


@dataclass(frozen=True)
class DisclosedTable:
    """Figures that may be shown to everybody. Only this module can make one; anybody else gets a
    `TypeError`.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    total: Figure | None = None
    seal: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.seal is not _SEAL:
            raise TypeError("figures are disclosed by hub.metrics.disclosure alone")
        if any(len(row.figures) != len(self.columns) for row in self.rows):
            raise ValueError("every row has a figure for each column")

    def __getitem__(self, key: str) -> Figure:
        """The first figure of the row with this key. Raises `KeyError`."""
        for row in self.rows:
            if row.key == key:
                return row.figures[0]
        raise KeyError(key)

    def column(self, name: str) -> tuple[Figure, ...]:
        """The figures of a column, from the first row to the last. Raises `ValueError`."""
        place = self.columns.index(name)
        return tuple(row.figures[place] for row in self.rows)


def rounded(value: int, to: int) -> int:
    """The multiple of `to` that is nearest; of two, the higher one."""
    return (value + to // 2) // to * to


def denominator(people: int) -> int:
    """A headcount as it may be shown and divided by: rounded down to 10."""
    return max(0, people) // DENOMINATOR_ROUND_TO * DENOMINATOR_ROUND_TO


def margin_of(family: Family, cells: int = 1) -> int:
    """Two standard deviations of the noise in a sum of so many cells, rounded up, in shares."""
    return ceil(2 * family.noise_sd * sqrt(cells))


@cache
def noise_reach(family: Family) -> int:
    """The smallest distance that the noise of one cell keeps within in at least 95 of 100 draws."""
    a = exp(-family.epsilon)
    reach, inside = 0, (1 - a) / (1 + a)
    while inside < _SURE:
        reach += 1
        inside += 2 * (1 - a) / (1 + a) * a**reach
    return reach


def figure(counted: Counted, family: Family) -> Figure:
    """One count or one sum of counts as it may be shown."""
    if counted.held_back:
        return NotReported(Reason.HELD_BACK)
    if counted.value is None:
        return Lost() if counted.lost else NotReported(Reason.NOT_YET)
    shown = rounded(counted.value, family.round_to)
    if shown < family.threshold:
        return Under(family.threshold)
    if shown < 2 * family.noise_sd * sqrt(counted.cells):
        return TooUncertain()
    everybody = denominator(counted.people)
    if everybody and shown > everybody - DENOMINATOR_ROUND_TO:
        return Over(everybody - DENOMINATOR_ROUND_TO) if everybody > DENOMINATOR_ROUND_TO else TooUncertain()
    return Shown(shown, margin_of(family, counted.cells), partial=counted.lost > 0)


def can_be_shown(values: Iterable[int | None], family: Family) -> bool:
    """Whether the sum of these noisy counts can be shown as a number: the gate for a kit's clicks."""
    known = [value for value in values if value is not None]
    return bool(known) and isinstance(figure(Counted("", "", sum(known), len(known)), family), Shown)


def rate(counted: Counted, family: Family) -> Figure:
    """The share of `people`, as a band of released numbers: never 0 %, never 100 %, never finer than the
    noise.
    """
    shown, everybody = figure(counted, family), denominator(counted.people)
    if isinstance(shown, Lost | NotReported | TooUncertain):
        return shown
    if not everybody:
        return NotReported(Reason.NO_HEADCOUNT)
    if isinstance(shown, Under):
        return Band(0, RATE_BAND) if 100 * shown.limit <= RATE_BAND * everybody else TooUncertain()
    if isinstance(shown, Over):
        return Band(100 - RATE_BAND, 100) if 100 * shown.limit >= (100 - RATE_BAND) * everybody else TooUncertain()
    assert isinstance(shown, Shown)
    if 100 * margin_of(family, counted.cells) > RATE_BAND * everybody:
        return TooUncertain()
    low = 100 * shown.value // everybody // RATE_BAND * RATE_BAND
    return Band(low, low + RATE_BAND)


def clicks(counted: Counted) -> Figure:
    """A sum of weekly clicks, each of them already rounded for publication."""
    if counted.value is None:
        return NotReported(Reason.NOT_YET)
    return Shown(counted.value) if counted.value >= CLICK_ROUND_TO else Under(CLICK_ROUND_TO)


def small_count(value: int) -> Figure:
    """A count of applicants as HR recorded it, unless they are so few that somebody may know who they were."""
    return Exact(value) if value >= SMALLEST_COUNT else Under(SMALLEST_COUNT)


def series(*columns: tuple[str, Sequence[Figure]], labels: Sequence[tuple[str, str]]) -> DisclosedTable:
    """Columns of figures side by side; `labels` are the key and the label of each row."""
    names = tuple(name for name, _ in columns)
    rows = zip(labels, zip(*(figures for _, figures in columns), strict=True), strict=True) if labels else ()
    return DisclosedTable(names, tuple(Row(key, label, each) for (key, label), each in rows), seal=_SEAL)


def siblings(parts: Sequence[Counted], family: Family, *, rates: bool = False) -> DisclosedTable:
    """Parts of one whole, whose sum is (or could be) known: figures, and with `rates` the share of each
    part's people.

    Where exactly one part is hidden, the sibling with the smallest headcount is hidden too, never the one
    with the smallest count; of equal ones the last. More follow for as long as a hidden part would have
    fewer than `MIN_PLAUSIBLE` possible true counts; when nothing is left to hide, the total goes. `total`
    is the parts' sum.
    """
    known = [part for part in parts if part.value is not None and not part.held_back]
    withheld, with_total = _protect(known, family)
    rows = []
    for part in parts:
        protects = part.key in withheld
        shown = NotReported(Reason.PROTECTS) if protects else figure(part, family)
        ratio = NotReported(Reason.PROTECTS) if protects else rate(part, family)
        rows.append(Row(part.key, part.label, (shown, ratio) if rates else (shown,)))
    whole: Figure = NotReported(Reason.PROTECTS)
    if with_total:
        values = [part.value for part in known if part.value is not None]
        lost = len(parts) - len(known)
        people = sum(part.people for part in parts) if rates else max((part.people for part in parts), default=0)
        whole = figure(Counted("", "", sum(values) if values else None, len(values), lost, people), family)
    return DisclosedTable(("shares", "rate") if rates else ("shares",), tuple(rows), whole, seal=_SEAL)


def exact(parts: Iterable[tuple[str, str, int]]) -> DisclosedTable:
    """Counts of the public on links that no employee posted: live, and nobody's behaviour."""
    return DisclosedTable(
        ("clicks",), tuple(Row(key, label, (Exact(value),)) for key, label, value in parts), seal=_SEAL
    )


def sources(employees: tuple[str, str, Counted], others: Iterable[tuple[str, str, int]]) -> DisclosedTable:
    """Clicks by source: rounded and released for the employees' links, exact for the others."""
    key, label, counted = employees
    rows = exact(others).rows
    return DisclosedTable(("clicks",), (Row(key, label, (clicks(counted),)), *rows), seal=_SEAL)


@dataclass
class _Part:
    """A part while it is decided what to hide: what everybody can say about its noisy count."""

    key: str
    people: int
    shown: Figure
    low: float
    high: float
    withheld: bool = False

    @property
    def hidden(self) -> bool:
        return self.withheld or not isinstance(self.shown, Shown | Over)


def _protect(parts: Sequence[Counted], family: Family) -> tuple[frozenset[str], bool]:
    """Keys of the parts to withhold besides those below the threshold, and whether the total may be shown."""
    found = [_part(part, family) for part in parts]
    total = rounded(sum(part.value or 0 for part in parts), family.round_to)
    hideable = sorted((part for part in found if not part.hidden), key=lambda part: part.people, reverse=True)
    # Of equal headcounts the last goes first: sorted() keeps the order, and pop() takes the end.
    if sum(part.hidden for part in found) == 1 and hideable:
        _withhold(hideable.pop(), family)
    while any(part.hidden and _plausible(part, found, total, family) < MIN_PLAUSIBLE for part in found):
        if not hideable:
            return _keys(found), False
        _withhold(hideable.pop(), family)
    return _keys(found), True


def _keys(parts: Sequence[_Part]) -> frozenset[str]:
    return frozenset(part.key for part in parts if part.withheld)


def _part(counted: Counted, family: Family) -> _Part:
    shown = figure(counted, family)
    reach, half = noise_reach(family), family.round_to // 2
    top = float(counted.people + reach) if counted.people else float("inf")
    if isinstance(shown, Shown):
        return _Part(counted.key, counted.people, shown, shown.value - half, shown.value + half)
    if isinstance(shown, Over):
        return _Part(counted.key, counted.people, shown, shown.limit + family.round_to - half, top)
    if isinstance(shown, Under):
        return _Part(counted.key, counted.people, shown, -reach, shown.limit - half - 1)
    return _Part(counted.key, counted.people, shown, -reach, top)


def _withhold(part: _Part, family: Family) -> None:
    """Take the figure away. That it was not "under 10" stays known."""
    part.withheld = True
    part.low = family.threshold - family.round_to // 2
    part.high = float(part.people + noise_reach(family)) if part.people else float("inf")


def _plausible(part: _Part, parts: Sequence[_Part], total: int, family: Family) -> float:
    """How many true counts of the part fit everything that is shown, noise of 95 draws in 100 allowed for."""
    others = [each for each in parts if each is not part]
    reach, half = noise_reach(family), family.round_to // 2
    low = max(part.low, total - half - sum(each.high for each in others))
    high = min(part.high, total + half - sum(each.low for each in others))
    most = min(high + reach, float(part.people) if part.people else float("inf"))
    return most - max(0.0, low - reach) + 1
