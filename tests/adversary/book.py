"""What an attack knew, what it tried, and how often it succeeded, in one line each; and the statistics behind."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

ALPHA = 1e-6
"""Probability that a sound installation fails one statistical test."""


@dataclass(frozen=True)
class Line:
    """One line of the table. Rates are between 0 and 1; `trials` says of how many, `low` and `high` how surely."""

    number: int
    variant: str
    knew: str
    tried: str
    rate: float
    low: float
    high: float
    trials: int
    bound: float
    measure: str

    def __str__(self) -> str:
        sure = f" [{self.low:.1%}, {self.high:.1%}]" if self.low < self.high else ""
        kind = f" ({self.variant})" if self.variant else ""
        return (
            f"attack {self.number:02d}{kind} | knew {self.knew} | tried {self.tried} | {self.measure}: "
            f"{self.rate:.1%}{sure} of {self.trials} | bound {self.bound:.1%}"
        )


@dataclass
class Attack:
    """The page of one attack."""

    number: int
    variant: str
    lines: list[Line] = field(default_factory=list)

    def found(
        self, *, knew: str, tried: str, hits: int, trials: int, bound: float = 0.0, measure: str = "found"
    ) -> None:
        """Write down an attack that must not succeed more often than `bound`, and fail when it surely does.

        A bound of zero allows no success at all; any other is compared with the lower end of the interval in
        which the rate lies with probability 1 - ALPHA (C. Clopper, E. Pearson, 1934).
        """
        assert trials > 0, "an attack that tried nothing proves nothing"
        low, high = interval(hits, trials) if bound else (0.0, 0.0)
        line = Line(self.number, self.variant, knew, tried, hits / trials, low, high, trials, bound, measure)
        self.lines.append(line)
        print(line)
        if bound:
            assert low <= bound, f"{line}: surely above the bound"
        else:
            assert hits == 0, str(line)


def guessing(epsilon: float) -> float:
    """How often somebody who knows all else guesses one share right, at best: e^ε / (1 + e^ε)."""
    return 1 / (1 + math.exp(-epsilon))


def habitual(epsilon: float, windows: int) -> float:
    """The same for somebody who shares in each of so many windows, or in none of them.

    In each window the noisy count lies on the side of "shared" with probability e^ε / (1 + e^ε), and by how
    much it does tells nothing more; so the best guess is the majority of the windows.
    """
    p = guessing(epsilon)
    right = 0.0
    for k in range(windows + 1):
        weight = math.comb(windows, k) * p**k * (1 - p) ** (windows - k)
        right += weight * (1.0 if 2 * k > windows else 0.5 if 2 * k == windows else 0.0)
    return right


def interval(hits: int, trials: int) -> tuple[float, float]:
    """The exact confidence interval of a proportion, at 1 - ALPHA."""
    low = 0.0 if hits == 0 else _solve(lambda p: at_least(hits, trials, p) - ALPHA / 2)
    high = 1.0 if hits == trials else _solve(lambda p: ALPHA / 2 - (1 - at_least(hits + 1, trials, p)))
    return low, high


def _solve(rising: object) -> float:
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        if rising(middle) < 0:  # type: ignore[operator]
            low = middle
        else:
            high = middle
    return (low + high) / 2


def at_least(hits: int, trials: int, p: float) -> float:
    """P(X >= hits) for a binomial X: the sum of the tail that begins at `hits` and falls from there."""
    if p <= 0 or p >= 1:
        return float(p >= 1 or hits <= 0)
    if hits > trials * p:
        return min(1.0, _falling(hits, trials, p))
    # P(X <= hits - 1) is P(trials - X >= trials - hits + 1), and that tail falls.
    return max(0.0, 1 - _falling(trials - hits + 1, trials, 1 - p)) if hits > 0 else 1.0


def _falling(hits: int, trials: int, p: float) -> float:
    if hits > trials:
        return 0.0
    logarithm = math.lgamma(trials + 1) - math.lgamma(hits + 1) - math.lgamma(trials - hits + 1)
    term = total = math.exp(logarithm + hits * math.log(p) + (trials - hits) * math.log1p(-p))
    for k in range(hits, trials):
        term *= (trials - k) / (k + 1) * p / (1 - p)
        total += term
        if term < total * 1e-17:
            break
    return total


def chi_square_p(statistic: float, freedom: int) -> float:
    """P(chi-square >= statistic), by E. Wilson and M. Hilferty's cube root (1931); good enough far out in the tail."""
    if statistic <= 0:
        return 1.0
    spread = 2 / (9 * freedom)
    z = ((statistic / freedom) ** (1 / 3) - (1 - spread)) / math.sqrt(spread)
    return 0.5 * math.erfc(z / math.sqrt(2))
