"""A program that walks through every decision of the noise sampler and adds up the exact probabilities.

Run by `sampler.decisions` in a process of its own. The sampler's source of randomness is replaced by one that takes
each way in turn: a path is played from the start with the choices that are prescribed for it, and beyond them takes
the first way and notes the others. The coins of probability exp(-gamma) are walked through by themselves, and a draw
with each coin as one choice of the probability that was found. Every try of a draw begins alike, so one try is enough.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable, Hashable
from decimal import Decimal, getcontext
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

getcontext().prec = 60
TOO_UNLIKELY = Decimal("1e-40")
AGAIN, REST = "again", "rest"


class _End(Exception):
    """The path ends here, with this outcome."""


class Path:
    """One path: the choices that are prescribed, then always the first that is possible."""

    def __init__(self, prescribed: list[int]) -> None:
        self.prescribed = prescribed
        self.made: list[tuple[int, tuple[Decimal, ...]]] = []
        self.weight = Decimal(1)

    def choose(self, *weights: Decimal) -> int:
        """The number of the way to go, of ways with these probabilities."""
        place = len(self.made)
        possible = [way for way, weight in enumerate(weights) if weight]
        way = self.prescribed[place] if place < len(self.prescribed) else possible[0]
        self.made.append((way, weights))
        self.weight *= weights[way]
        if self.weight < TOO_UNLIKELY:
            raise _End(REST)
        return way

    def others(self) -> list[list[int]]:
        """The paths that leave this one where it was free to choose."""
        found = []
        for place in range(len(self.prescribed), len(self.made)):
            taken, weights = self.made[place]
            before = [way for way, _ in self.made[:place]]
            found += [[*before, way] for way in range(taken + 1, len(weights)) if weights[way]]
        return found


class Below:
    """A uniform number below `n`, of which nothing is known but whether it lies below another."""

    def __init__(self, path: Path, n: int) -> None:
        self.path, self.n = path, n

    def __lt__(self, other: int) -> bool:
        chance = Decimal(min(max(other, 0), self.n)) / self.n
        return self.path.choose(chance, 1 - chance) == 0


def walk(play: Callable[[Path], Hashable]) -> dict[Any, Decimal]:
    """The probability of each outcome."""
    found: dict[Any, Decimal] = {}
    waiting: list[list[int]] = [[]]
    while waiting:
        path = Path(waiting.pop())
        try:
            outcome = play(path)
        except _End as end:
            outcome = end.args[0]
        found[outcome] = found.get(outcome, Decimal(0)) + path.weight
        waiting += path.others()
    return found


def main(epsilon: Fraction) -> None:
    """Print the probabilities of the coins and the outcomes."""
    noise: Any = importlib.import_module("hub.counting.noise")
    toss = noise._bernoulli_exp

    def coin(path: Path, gamma: Fraction) -> bool:
        noise.secrets = SimpleNamespace(randbelow=lambda n: Below(path, n))
        return bool(toss(gamma))

    gammas = {Fraction(u, epsilon.denominator) for u in range(epsilon.denominator)} | {Fraction(1)}
    found = {gamma: walk(lambda path, gamma=gamma: coin(path, gamma)) for gamma in sorted(gammas)}  # type: ignore[misc]
    heads = {gamma: each.get(True, Decimal(0)) for gamma, each in found.items()}

    def draw(path: Path) -> int:
        lines: list[int] = []

        def randbelow(n: int) -> int:
            lines.append(sys._getframe(1).f_lineno)
            if len(lines) > 1 and lines[-1] == lines[0]:
                raise _End(AGAIN)
            return path.choose(*[Decimal(1) / n] * n)

        noise.secrets = SimpleNamespace(randbelow=randbelow)
        noise._bernoulli_exp = lambda gamma: path.choose(heads[gamma], 1 - heads[gamma]) == 0
        return int(noise.two_sided_geometric(epsilon))

    outcomes = walk(draw)
    rest = outcomes.pop(REST, Decimal(0)) + sum(each.get(REST, Decimal(0)) for each in found.values())
    accepted = 1 - outcomes.pop(AGAIN, Decimal(0))
    print(
        json.dumps(
            {
                "coins": {str(gamma): str(each) for gamma, each in heads.items()},
                "outcomes": {str(outcome): str(each / accepted) for outcome, each in outcomes.items()},
                "rest": {"rest": str(rest)},
            }
        )
    )


if __name__ == "__main__":
    main(Fraction(sys.argv[1]))
