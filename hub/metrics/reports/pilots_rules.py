"""What can be worked out by hand from a pilot's shown figures, and from nothing behind them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor

from hub.counting.cells import RATE_BAND
from hub.metrics.disclosure import Band, Figure, Lost, NotReported, Shown, TooUncertain, Under


def share_of(shares: Figure, members: Figure) -> Figure:
    """What share of the members shared: from the least to the most that both margins allow, in steps of five.

    Never 0 % and never 100 %: an end there is to be read as "under" or "over" the other. Where it could be nearly
    anything, the figure is too uncertain.
    """
    if isinstance(shares, NotReported | Lost):
        return shares
    if isinstance(members, NotReported | Lost):
        return members
    if not isinstance(shares, Shown) or not isinstance(members, Shown):
        return TooUncertain()
    fewest, most = members.value - (members.margin or 0), members.value + (members.margin or 0)
    low = 100 * max(0, shares.value - (shares.margin or 0)) / most
    high = 100 * (shares.value + (shares.margin or 0)) / fewest if fewest > 0 else 100
    ends = floor(low / RATE_BAND) * RATE_BAND, min(100, ceil(high / RATE_BAND) * RATE_BAND)
    return TooUncertain() if ends[0] <= 0 and ends[1] >= 100 else Band(*ends)


def hours(
    total: Figure, options: Mapping[str, Figure], minutes: Mapping[str, tuple[int, int]]
) -> tuple[int, int] | None:
    """Fewest and most whole hours behind the answers about time; None where the page does not tell enough.

    A shown option counts with its margin, one that is hidden with anything from nobody to everybody who is left.
    """
    if not isinstance(total, Shown):
        return None
    everybody = total.value + (total.margin or 0)
    left = everybody
    low = high = 0.0
    open_ends = [0]
    for key, figure in options.items():
        shortest, longest = minutes[key]
        if isinstance(figure, Shown):
            margin = figure.margin or 0
            low += max(0, figure.value - margin) * shortest
            high += (figure.value + margin) * longest
            left -= max(0, figure.value - margin)
        elif isinstance(figure, Under):
            high += (figure.limit - 1) * longest
        else:
            open_ends.append(longest)
    high += max(0, left) * max(open_ends)
    return floor(low / 60), ceil(min(high, everybody * max(most for _, most in minutes.values())) / 60)
