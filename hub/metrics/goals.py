"""How far a goal has come, by what may be shown of its figure and by nothing finer. Pure."""

from __future__ import annotations

from enum import StrEnum

from hub.metrics.disclosure import Band, Exact, Figure, Lost, NotReported, Over, Reason, Shown, TooUncertain, Under

STEP = 5
"""Progress is told in steps of so many per cent, so that a bar says no more than its figure."""


class Verdict(StrEnum):
    """What can be said about a goal."""

    REACHED = "reached"
    ON_THE_WAY = "on_the_way"
    MISSED = "missed"
    TOO_CLOSE = "too_close"
    """The target lies within the figure's margin."""
    TOO_SMALL = "too_small"
    """The figure is too small, or its margin too large, to say anything."""
    WAITING = "waiting"
    """There is no figure yet."""
    UNKNOWN = "unknown"
    """There will be no figure: the count was lost, or it protects a smaller one."""


def verdict(figure: Figure, target: int, final: bool) -> Verdict:
    """Compare a figure with a target: a number, or per cent where the figure is a band of rates. `final`: the deadline
    has passed and everything up to it has been made up.
    """
    below = Verdict.MISSED if final else Verdict.ON_THE_WAY
    match figure:
        case Shown(value, margin):
            return _within(value - (margin or 0), value + (margin or 0), target, below)
        case Exact(value):
            return Verdict.REACHED if value >= target else below
        case Band(low, high):
            # A band that ends where the target begins lies below it: its own upper end belongs to the next band.
            return _within(low, high - 1, target, below)
        case Over(limit):
            return Verdict.REACHED if limit >= target else Verdict.TOO_CLOSE
        case Under(limit):
            return below if limit <= target else Verdict.TOO_SMALL
        case TooUncertain():
            return Verdict.TOO_SMALL
        case NotReported(reason) if not final and reason is not Reason.PROTECTS:
            return Verdict.WAITING
        case Lost() | NotReported():
            return Verdict.UNKNOWN
    return Verdict.UNKNOWN


def _within(low: int, high: int, target: int, below: Verdict) -> Verdict:
    if low >= target:
        return Verdict.REACHED
    return below if high < target else Verdict.TOO_CLOSE


def progress(figure: Figure, baseline: int | None, target: int) -> int | None:
    """How much of the way from the starting point to the target has been gone, in per cent from 0 to 100 in steps of
    5; None where there is no single number to say it of.
    """
    if not isinstance(figure, Shown | Exact):
        return None
    start = baseline or 0
    gone = 100 * (figure.value - start) // (target - start) if target > start else 0
    return max(0, min(100, gone // STEP * STEP))
