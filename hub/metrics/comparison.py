"""Channels side by side: what one visit or one application cost, and the employees' part of all clicks. Pure.

Everything is worked out from figures that are shown: the employees' clicks as they were published, everybody else's
as they were counted, applications as they are disclosed. What cannot be shown cannot be divided by either.
"""

from __future__ import annotations

from math import ceil, sqrt

from hub.counting.cells import CLICK_ROUND_TO, RATE_BAND
from hub.metrics.disclosure import (
    Amount,
    Band,
    Exact,
    Figure,
    NotReported,
    Reason,
    Shown,
    TooUncertain,
)

SPREAD_OF_ROUNDING = CLICK_ROUND_TO / sqrt(12)
"""Standard deviation of what rounding one week of one kit's clicks takes away or adds, in clicks."""


def cost(ore: int | None) -> Figure:
    """What was entered for a source, in øre; None when nobody entered anything, which is not the same as nothing."""
    return NotReported(Reason.NO_COST) if ore is None else Amount(ore)


def cost_each(ore: int | None, among: Figure) -> Figure:
    """The cost divided by a figure: about, when the figure itself is."""
    if ore is None:
        return NotReported(Reason.NO_COST)
    if isinstance(among, Exact | Shown) and not among.value:
        return NotReported(Reason.NOTHING)
    if isinstance(among, Exact | Shown):
        each = (2 * ore + among.value) // (2 * among.value)
        return Amount(each, about=isinstance(among, Shown))
    return among if isinstance(among, NotReported) else NotReported(Reason.TOO_FEW)


def click_margin(cells: int) -> int:
    """Two standard deviations of the rounding in a sum of so many kit-weeks of clicks, rounded up, in clicks."""
    return ceil(2 * SPREAD_OF_ROUNDING * sqrt(cells))


def click_share(employees: int | None, cells: int, others: int) -> Figure:
    """The employees' part of all clicks, in per cent, as a band: never finer than the rounding lets one say.

    `employees` is a sum of `cells` published kit-weeks, None when none was published. Kits too small to publish are
    not in it, so the true part is this or more.
    """
    if employees is None:
        return NotReported(Reason.NOT_YET)
    if not others or not employees:
        return NotReported(Reason.NOTHING if not others else Reason.TOO_FEW)
    margin = click_margin(cells)
    low, high = max(0, employees - margin), employees + margin
    # In whole numbers: high/(high+others) − low/(low+others) is wider than one band.
    if 100 * others * (high - low) > RATE_BAND * (high + others) * (low + others):
        return TooUncertain()
    start = 100 * employees // (employees + others) // RATE_BAND * RATE_BAND
    return Band(start, start + RATE_BAND)
