"""`make adversary-mutants`: plants each leak into a copy of the tree, and lets its attacks find it.

A leak runs its own attacks only, with a smaller crowd, and is caught when one of them fails by what it asserts. A leak
that no attack finds fails the build; so does one that can no longer be planted, or with which the hub does not run.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.adversary import leaks
from tests.adversary.leaks import Leak
from tests.adversary.stage import build
from tests.adversary.world import ROOT, World, folder

HANDS = 2
SECONDS = 900
ASSERTED = "asserted"
"""What tests/adversary/conftest.py writes of an attack that failed by what it asserts."""


@contextmanager
def compiled() -> Iterator[Path]:
    """A copy of the tree with its modules compiled, which all copies with leaks begin from."""
    with tempfile.TemporaryDirectory(prefix="tree") as name:
        tree = Path(name)
        leaks.copy(ROOT, tree)
        compileall.compile_dir(tree, quiet=2, workers=HANDS)
        yield tree


def hunt(leak: Leak, base: Path, sound: Path) -> tuple[Leak, str, float]:
    """Let the leak's attacks run against it: "caught", "UNCAUGHT", or why it could not be tried; and seconds."""
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="leak") as name:
        tree, verdict = Path(name, "tree"), Path(name, "verdict")
        try:
            leaks.plant(leak, sound, tree)
        except ValueError as error:
            return leak, f"CANNOT BE PLANTED: {error}", 0.0
        env = os.environ | {
            "ADVERSARY_TREE": str(tree),
            "ADVERSARY_VERDICT": str(verdict),
            "ADVERSARY_SMALL": "1",
            "ADVERSARY_ALONE": "1",
        }
        env.pop("ADVERSARY_BOOK", None)
        if not leak.from_the_start:
            env["ADVERSARY_BASE"] = str(base)
        wanted = " or ".join(f"test_attack_{number:02d}_" for number in leak.attacks)
        command = [
            sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "--tb=short", "--confcutdir=tests/adversary",
            "tests/adversary", "-k", f"({wanted}) and not postgres",
        ]  # fmt: skip
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return leak, f"BROKEN, so nothing was tried: no end within {SECONDS} seconds", time.monotonic() - begin
        fate = f"BROKEN, so nothing was tried:\n{(done.stdout + done.stderr)[-3000:]}"
        if done.returncode == 0:
            fate = "UNCAUGHT"
        elif verdict.is_file() and verdict.read_text().split() == [ASSERTED]:
            fate = "caught"
    return leak, fate, time.monotonic() - begin


def chosen(wanted: list[str]) -> list[Leak]:
    """The leaks of the attacks whose numbers are given, and those whose names hold a given word; or all of them."""
    found = leaks.every()
    return [
        leak
        for leak in found
        if not wanted or any(int(each) in leak.attacks if each.isdecimal() else each in leak.name for each in wanted)
    ]


def main(wanted: list[str]) -> int:
    """Hunt the chosen leaks. Returns how many were not caught."""
    hunted = chosen(wanted)
    begin, missed = time.monotonic(), 0
    with folder() as base, compiled() as sound, ThreadPoolExecutor(HANDS) as pool:
        build(World(base))
        for leak, fate, seconds in pool.map(partial(hunt, base=base, sound=sound), hunted):
            missed += fate != "caught"
            print(f"{leak.name} | {leak.what} | {fate} ({seconds:.0f} s)", flush=True)
    print(f"{len(hunted) - missed} of {len(hunted)} planted leaks caught in {time.monotonic() - begin:.0f} seconds")
    return missed if hunted else 1


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
