"""`make adversary`: every attack, one line each, and with `--write` the page docs/adversary.md."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.adversary.book import ALPHA, Line, guessing, habitual
from tests.adversary.stage import build
from tests.adversary.world import ROOT, World, folder

HANDS = "2"
DOCUMENT = ROOT / "docs" / "adversary.md"
CURVE = (1, 2, 4, 8, 12, 16, 20, 26, 52)


def main(arguments: list[str]) -> int:
    """Run the suite; returns pytest's exit status."""
    write = "--write" in arguments
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="book") as book, folder() as base:
        build(World(base))
        env = os.environ | {"ADVERSARY_BOOK": book, "ADVERSARY_ALONE": "1", "ADVERSARY_BASE": str(base)}
        command = [
            sys.executable, "-m", "pytest", "-q", "--no-header", "-n", HANDS, "--dist", "loadfile",
            "--confcutdir=tests/adversary", "tests/adversary", *(each for each in arguments if each != "--write"),
        ]  # fmt: skip
        status = subprocess.run(command, cwd=ROOT, env=env, check=False).returncode
        pages = sorted(Path(book).glob("*.json"))
        lines = [Line(**each) for page in pages for each in json.loads(page.read_text())]
    for line in lines:
        print(line)
    seconds = time.monotonic() - begin
    print(f"{len({line.number for line in lines})} attacks in {seconds:.0f} seconds")
    if write and status == 0:
        DOCUMENT.write_text(document(lines, seconds), encoding="utf-8")
    return status


def document(lines: list[Line], seconds: float) -> str:
    """The page about the attacks."""
    day = dt.datetime.now(dt.UTC).date()
    head = f"""# The attacks, and how often they succeed

<!-- Made by `make adversary WRITE=1`. Run it again rather than changing this file. -->

Measured on {day} in {seconds:.0f} seconds. Each attack runs against started processes (`hub up`: web, worker, tick and
both Valkey servers), under simulated time. It loads no code of the hub: it reads database dumps, files, logs, keys and
answers, and knows everything but the noise and whether the target shared. `make adversary` runs them all;
`make adversary-mutants` plants leaks into copies of the program and shows that the attacks find them.

A rate with a bound above zero is measured over paired worlds that differ in the target's share alone. The interval is
exact (Clopper and Pearson) at {1 - ALPHA:.4%}, so that a sound installation fails one such test once in a million runs.
An attack with a bound of zero compares or searches, and may not find anything at all.

| Attack | What the attacker knew | What was tried | Of | Success | Interval | Bound |
| --- | --- | --- | ---: | ---: | --- | ---: |
"""
    rows = []
    for line in lines:
        sure = f"{line.low:.1%} to {line.high:.1%}" if line.low < line.high else ""
        number = f"{line.number}{f' ({line.variant})' if line.variant else ''}"
        rows.append(
            f"| {number} | {line.knew} | {line.tried}: {line.measure} | {line.trials} | {line.rate:.1%} | {sure} "
            f"| {line.bound:.1%} |"
        )
    bound = f"""

## The bounds

One released cell at ε = 0.5 lets somebody who knows everybody else exactly guess a share right in at most
{guessing(0.5):.1%} of cases, where tossing a coin gives 50 %. Somebody who holds every row of all five families that a
share touches (ε = 2.0 in all) guesses right in at most {guessing(2.0):.1%}.

The protection is per share. Somebody who shares in every one of many weeks, and whom the attacker knows to share always
or never, is better guessable:

| Weeks | Guessed right, at most |
| ---: | ---: |
"""
    curve = "\n".join(f"| {windows} | {habitual(0.5, windows):.1%} |" for windows in CURVE)
    tail = """

The curve is computed by `habitual` in `tests/adversary/book.py`; attack 15 measures a point of it on the running hub.

## What the suite does not show

Somebody who can read the pending store again and again, several times a minute, sees nameless steps; the store's own
statistics are emptied with every tick. Somebody who measures a page within a thousandth of a second after another
person's request could tell in four of five tries that there had just been a share rather than a look, though not
whose, and not on what. Whoever can deploy other software can do what that software does.
None of this is closed by the design, and `/privacy` says so.
"""
    return head + "\n".join(rows) + bound + curve + tail


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
