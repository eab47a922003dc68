"""What is kept of official posts, what colleagues can tell about their own, and the estimate made of that. Pure.

The estimate is reach per post as a range, from released counts of reported bands: the same at every call.

The model. A colleague who reports chooses a band for one post on one network. What is released for each band is the
number of reports plus noise. The plain estimate is the mean of the bands' middles, weighted by the released counts,
where a count below zero weighs nothing. A middle is the geometric one, because reach is spread over powers of ten.

The range is a bootstrap of `ROUNDS` rounds. In each round the released counts are taken back to possible true counts
by drawing noise of the families' own size; the reports are drawn anew with Dirichlet weights (D. Rubin, "The
Bayesian Bootstrap", Annals of Statistics 9, 1981), and every band's reach lies anywhere in it. The range holds the
middle `INSIDE` of the rounds, and the plain estimate in any case. Its random numbers come from a seed that the caller
makes from the release: asking again gives the same range, so that nothing can be averaged away.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from hub.core import i18n
from hub.counting.cells import NETWORK_MONTH, REACH_MONTH, Family
from hub.counting.scales import REACH_BANDS, Band
from hub.networks.rules import NETWORKS, Network, NetworkRules

FEWEST = 10
"""Reports, on the released and so noisy total, below which there is no estimate."""
ROUNDS = 800
INSIDE = 0.9
"""The part of the rounds that the range holds."""
OPEN_END = 4
"""The highest band has no upper end; the model gives it this many times its lower one."""
ASKED_ABOUT: Final = (Network.LINKEDIN, Network.FACEBOOK, Network.INSTAGRAM, Network.X, Network.THREADS)
"""Networks that tell somebody how many times their own post was seen (2026-11-21)."""


class Field(StrEnum):
    """What is kept of an official post."""

    LINK = "link"
    ID = "id"
    TITLE = "title"
    DAY = "day"
    IMPRESSIONS = "impressions"
    REACH = "reach"
    CLICKS = "clicks"
    REACTIONS = "reactions"
    COMMENTS = "comments"
    REPOSTS = "reposts"
    FOLLOWERS = "followers"


COUNTS: Final = (
    Field.IMPRESSIONS,
    Field.REACH,
    Field.CLICKS,
    Field.REACTIONS,
    Field.COMMENTS,
    Field.REPOSTS,
    Field.FOLLOWERS,
)
FIELD_LABELS: Final[Mapping[Field, LazyString]] = {
    Field.LINK: _l("Link to the post"),
    Field.ID: _l("The post’s number at the network"),
    Field.TITLE: _l("Text of the post"),
    Field.DAY: _l("Day it was published"),
    Field.IMPRESSIONS: _l("Impressions"),
    Field.REACH: _l("People reached"),
    Field.CLICKS: _l("Clicks"),
    Field.REACTIONS: _l("Reactions"),
    Field.COMMENTS: _l("Comments"),
    Field.REPOSTS: _l("Reposts"),
    Field.FOLLOWERS: _l("New followers"),
}


class WhyNot(StrEnum):
    """Why there is no estimate."""

    TOO_FEW = "too_few"
    TOO_UNCERTAIN = "too_uncertain"
    LOST = "lost"


@dataclass(frozen=True)
class Released:
    """What the estimate is made of: a noisy count for each of `REACH_BANDS`, and the noisy number of browsers that
    shared; None where a count was lost.
    """

    counts: tuple[int | None, ...]
    shares: int | None = None

    @property
    def reports(self) -> int:
        """The noisy number of reports."""
        return sum(count for count in self.counts if count is not None)


@dataclass(frozen=True)
class Range:
    """A plain estimate and the range around it."""

    low: int
    plain: int
    high: int


@dataclass(frozen=True)
class Estimate:
    """Reach of one post; and of one post by each browser that shared, where that number is known."""

    per_post: Range
    total: Range | None


def ends(band: Band) -> tuple[float, float]:
    """Where the model lets the reach of a post in the band lie."""
    low = max(1, band.low)
    return low, band.high + 1 if band.high is not None else low * OPEN_END


def middle(band: Band) -> float:
    """The geometric middle of a band."""
    low, high = ends(band)
    return math.sqrt(low * high)


def why_not(released: Released) -> WhyNot | None:
    """Why there can be no estimate of the reach per post; None when there can be one."""
    if any(count is None for count in released.counts):
        return WhyNot.LOST
    if released.reports < FEWEST:
        return WhyNot.TOO_FEW
    # The same test that decides whether the number of reports may be shown: rounded, against its own noise.
    to = REACH_MONTH.round_to
    if (released.reports + to // 2) // to * to < 2 * REACH_MONTH.noise_sd * math.sqrt(len(released.counts)):
        return WhyNot.TOO_UNCERTAIN
    return None


def plain(released: Released) -> float:
    """The mean of the bands' middles, weighted by what was released. At least one count must be above zero."""
    weights = [max(0, count or 0) for count in released.counts]
    reach = sum(middle(band) * weight for band, weight in zip(REACH_BANDS, weights, strict=True))
    return reach / sum(weights)


@lru_cache(maxsize=512)
def estimate(released: Released, seed: str) -> Estimate | WhyNot:
    """The estimate, or why there is none. `seed` names the release, the network and the month."""
    refused = why_not(released)
    if refused is not None:
        return refused
    chance = random.Random(seed)  # noqa: S311  a published seed, so that anybody can repeat it
    mean, shares = plain(released), released.shares
    means, totals = [], []
    for _round_of_chance in range(ROUNDS):
        drawn = _round(released, chance)
        means.append(drawn)
        if shares is not None:
            totals.append(drawn * max(0, shares + _noise(NETWORK_MONTH, chance)))
    total = _range(totals, mean * shares) if shares is not None and shares > 0 else None
    return Estimate(_range(means, mean), total)


def _round(released: Released, chance: random.Random) -> float:
    """The mean reach in one possible world."""
    weight = reach = 0.0
    for band, count in zip(REACH_BANDS, released.counts, strict=True):
        possible = (count or 0) + _noise(REACH_MONTH, chance)
        low, high = ends(band)
        where = low * (high / low) ** chance.random()
        drawn = chance.gammavariate(possible, 1.0) if possible > 0 else 0.0
        weight += drawn
        reach += drawn * where
    return reach / weight if weight > 0 else plain(released)


def _noise(family: Family, chance: random.Random) -> int:
    """Two-sided geometric noise as the difference of two geometric numbers. For the model, never for a release."""
    return _geometric(float(family.epsilon), chance) - _geometric(float(family.epsilon), chance)


def _geometric(epsilon: float, chance: random.Random) -> int:
    return int(-math.log(1.0 - chance.random()) / epsilon)


def _range(rounds: list[float], mean: float) -> Range:
    """The middle part of the rounds, its ends rounded outwards to two digits, and never past the plain estimate."""
    ordered = sorted(rounds)
    cut = round(len(ordered) * (1 - INSIDE) / 2)
    shown = two_digits(mean)
    low = two_digits(min(ordered[cut], mean), down=True)
    high = two_digits(max(ordered[-cut - 1], mean), up=True)
    return Range(min(low, shown), shown, max(high, shown))


def two_digits(value: float, *, down: bool = False, up: bool = False) -> int:
    """The number with two digits that mean something, the rest zeros."""
    if value <= 0:
        return 0
    unit = 10 ** max(0, math.floor(math.log10(value)) - 1)
    part = value / unit
    return int((math.floor(part) if down else math.ceil(part) if up else round(part)) * unit)


def asked() -> tuple[NetworkRules, ...]:
    """The rows of these networks."""
    return tuple(row for row in NETWORKS if row.name in ASKED_ABOUT)


def band_label(band: Band) -> str:
    """The band in words, in the reader's language: under 50, 50–199, 5,000 or more."""
    if band.low == 0 and band.high is not None:
        return str(_("under %(limit)s", limit=i18n.number(band.high + 1)))
    if band.high is None:
        return str(_("%(low)s or more", low=i18n.number(band.low)))
    return f"{i18n.number(band.low)}–{i18n.number(band.high)}"


def band_labels() -> list[tuple[str, str]]:
    """(key, words) of every band, the lowest first."""
    return [(band.key, band_label(band)) for band in REACH_BANDS]
