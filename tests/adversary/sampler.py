"""Draws from the noise sampler of the tree under attack, in bulk and in a process of its own.

The only place where code of the product is used in another way than by running it; the attackers' own process
still loads nothing of it.
"""

from __future__ import annotations

import subprocess
import sys

from tests.adversary.world import TREE

_PROGRAM = """
import sys
from fractions import Fraction
from hub.counting.noise import two_sided_geometric
epsilon, count = Fraction(sys.argv[1]), int(sys.argv[2])
print(" ".join(str(two_sided_geometric(epsilon)) for _ in range(count)))
"""


def draws(epsilon: str, count: int) -> list[int]:
    """So many draws for a privacy loss such as "0.5"."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, epsilon, str(count)],
        cwd=TREE,
        env={"PYTHONPATH": str(TREE), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
        text=True,
    )
    return [int(word) for word in done.stdout.split()]
