"""How large the benchmark's organisation is, and what a kit of it is like. Pure: the same day gives the same rows."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from hub.links import rules
from hub.networks.rules import Network

SEED = 20
_OTHERS = ("official", "paid", "newsletter", "intranet")
LIVE_DAYS = 56
"""A kit can be shared for eight weeks."""


@dataclass(frozen=True)
class Size:
    """How many of everything. The aggregates follow from the kits and the weeks."""

    people: int = 50_000
    ambassadors: int = 7_500
    units: int = 250
    kits: int = 5_000
    links: int = 240_000
    weeks: int = 156
    jobs: int = 1_500
    campaigns: int = 120
    costs: int = 2_000
    official_posts: int = 3_000

    @property
    def links_of_a_kit(self) -> int:
        """Links for each kit."""
        return self.links // self.kits


@dataclass(frozen=True)
class Life:
    """When a kit was live. `ended` is None while it is."""

    number: int
    begins: dt.date
    ends: dt.date
    ended: bool

    def days(self, today: dt.date) -> Iterator[dt.date]:
        """The days on which its links may have been followed."""
        day = self.begins
        while day <= min(self.ends, today):
            yield day
            day += dt.timedelta(days=1)

    def mondays(self, until: dt.date) -> Iterator[dt.date]:
        """The Mondays of the weeks that count it and have been frozen before the Monday `until`."""
        monday = self.begins - dt.timedelta(days=self.begins.weekday())
        while monday <= self.ends and monday < until:
            yield monday
            monday += dt.timedelta(days=7)


def dice(number: int = 0) -> random.Random:
    """Chance that falls the same way every time."""
    return random.Random(SEED * 1_000_003 + number)  # noqa: S311  nothing here is a secret


def first_monday(size: Size, last: dt.date) -> dt.date:
    """The first Monday of the history that is released on the Monday `last`."""
    return last - dt.timedelta(days=7 * size.weeks)


def life(size: Size, number: int, last: dt.date, today: dt.date) -> Life:
    """When kit `number` (from 1) was live: they begin evenly over the whole history."""
    begin = first_monday(size, last)
    span = (today - begin).days
    begins = begin + dt.timedelta(days=(number - 1) * span // size.kits)
    ends = begins + dt.timedelta(days=LIVE_DAYS - 1)
    return Life(number, begins, ends, ends < today)


def places(count: int) -> list[tuple[str, str]]:
    """(source, network) of the links of one kit: everywhere for colleagues first, then the other sources."""
    every = [(rules.EMPLOYEES, network.value) for network in Network]
    every += [(source, network.value) for network, source in product(Network, _OTHERS)]
    return list(islice(every, count))


def codes(count: int) -> list[str]:
    """Codes of links, no two alike, the same every time."""
    random_ = dice()
    found: dict[str, None] = {}
    while len(found) < count:
        found["".join(random_.choices(rules.ALPHABET, k=rules.CODE_LENGTH))] = None
    return list(found)


def clicks(size: Size, kit: Life, today: dt.date) -> Iterator[tuple[dt.date, int, int, int]]:
    """(day, which link of the kit, hits, visitors): many in the first days, a few in the end."""
    random_ = dice(100 + kit.number)
    popular = random_.paretovariate(1.2)
    count = size.links_of_a_kit
    for age, day in enumerate(kit.days(today)):
        active = min(count, max(2, round(14 * 0.94**age)))
        for place in sorted(random_.sample(range(count), active)):
            hits = 1 + int(random_.expovariate(1) * min(popular, 40) * 6 * 0.95**age)
            yield day, place, hits, max(1, round(hits * 0.85))
