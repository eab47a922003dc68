"""The noise sampler of the tree under attack, in processes of its own: draws in bulk, and every way it can decide.

The only place where code of the product is used in another way than by running it; the attackers' own process
still loads nothing of it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from tests.adversary.world import TREE

_DRAWS = """
import sys
from fractions import Fraction
from hub.counting.noise import two_sided_geometric
epsilon, count = Fraction(sys.argv[1]), int(sys.argv[2])
print(" ".join(str(two_sided_geometric(epsilon)) for _ in range(count)))
"""


@dataclass(frozen=True)
class Decisions:
    """The probability that a coin for exp(-gamma) shows heads, by gamma; that of each outcome of a draw; and how much
    is left out, because it is reached by endlessly unlikely paths only.
    """

    coins: dict[Fraction, Decimal]
    outcomes: dict[int, Decimal]
    rest: Decimal


def draws(epsilon: str, count: int) -> list[int]:
    """So many draws for a privacy loss such as "0.5"."""
    return [int(word) for word in _run("-c", _DRAWS, epsilon, str(count)).split()]


def decisions(epsilon: str) -> Decisions:
    """The exact probabilities of the sampler's coins and outcomes, for a privacy loss such as "1/2"."""
    found = json.loads(_run(str(Path(__file__).with_name("decisions.py")), epsilon))
    exact = {name: {key: Decimal(value) for key, value in each.items()} for name, each in found.items()}
    return Decisions(
        {Fraction(gamma): value for gamma, value in exact["coins"].items()},
        {int(outcome): value for outcome, value in exact["outcomes"].items()},
        exact["rest"]["rest"],
    )


def _run(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=TREE,
        env={"PYTHONPATH": str(TREE), "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        check=False,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout
