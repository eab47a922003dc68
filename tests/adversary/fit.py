"""Whether draws follow the two-sided geometric distribution: the statistics of attack 23.

Both chi-square tests pool each tail into one cell, so that at least `FEWEST` draws are expected in every cell of a
sample; with fewer, chi-square would be a poor approximation. Each of the tests of one attack gets its part of ALPHA
(C. Bonferroni), so that a sound sampler fails the attack at most once in a million runs, however much is looked at.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

from tests.adversary.book import at_least, chi_square_p, guessing

FEWEST = 20


def expected(rate: float, count: int) -> dict[int, float]:
    """How many of `count` draws are expected at each value; the outermost two values stand for all beyond them."""
    q = math.exp(-rate)
    reach = max(1, math.floor(math.log(count * (1 - q) / (1 + q) / FEWEST) / rate) + 1)
    found = {x: count * (1 - q) / (1 + q) * q ** abs(x) for x in range(-reach, reach + 1)}
    found[reach] = found[-reach] = count * q**reach / (1 + q)
    return found


def pooled(draws: Iterable[int], cells: Iterable[int]) -> Counter[int]:
    """How many draws fell into each cell."""
    reach = max(cells)
    return Counter(max(-reach, min(reach, value)) for value in draws)


def one_sample(found: Counter[int], wanted: dict[int, float]) -> float:
    """p of K. Pearson's chi-square test against the exact distribution."""
    statistic = sum((found[x] - each) ** 2 / each for x, each in wanted.items())
    return chi_square_p(statistic, len(wanted) - 1)


def two_samples(one: Counter[int], other: Counter[int]) -> float:
    """p of the chi-square test of homogeneity of two samples of the same size."""
    cells = one.keys() | other.keys()
    statistic = sum((one[x] - other[x]) ** 2 / (one[x] + other[x]) for x in cells)
    return chi_square_p(statistic, len(cells) - 1)


def losses(found: Counter[int], rate: float) -> list[float]:
    """For each two neighbouring cells, p of the hypothesis that the farther one is at most e^ε times less likely.

    The loss of an outcome x, that is ln(P(x | c) / P(x | c + 1)), is ln(P(x) / P(x - 1)). Of the draws that fall into
    either cell the nearer one gets at most e^ε / (1 + e^ε), so the number there is binomial: the test is exact.
    """
    reach = max(found)
    sides = [(sign * x, sign * (x + 1)) for sign in (1, -1) for x in range(reach - 1)]
    return [at_least(found[near], found[near] + found[far], guessing(rate)) for near, far in sides]
