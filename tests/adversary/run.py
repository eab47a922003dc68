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
    numbers = sorted({line.number for line in lines})
    for number in numbers:
        print(hardest([line for line in lines if line.number == number]))
    seconds = time.monotonic() - begin
    word = "no attack succeeded" if status == 0 else "AN ATTACK SUCCEEDED OR COULD NOT BE TRIED"
    print(f"{len(numbers)} attacks, {len(lines)} ways of trying, in {seconds:.0f} seconds: {word}")
    if write and status == 0:
        DOCUMENT.write_text(document(lines, seconds), encoding="utf-8")
    return status


def hardest(lines: list[Line]) -> str:
    """One line for an attack: the way of trying that came closest to its bound, or went farthest beyond it."""
    line = max(lines, key=lambda line: (line.rate - line.bound, line.rate))
    return f"{line}{f' | closest of {len(lines)}' if len(lines) > 1 else ''}"


def document(lines: list[Line], seconds: float) -> str:
    """The page about the attacks."""
    day = dt.datetime.now(dt.UTC).date()
    head = f"""# The attacks, and how often they succeed

<!-- Made by `make adversary WRITE=1`. Run it again rather than changing this file. -->

Measured on {day} in {seconds:.0f} seconds. Each attack runs against started processes (`hub up`: web, worker, tick and
both Valkey servers), under simulated time. It loads no code of the hub: it reads database dumps, files, logs, keys and
answers, and knows everything but the noise and whether the target shared.

    make adversary                        # all attacks, one line each
    make adversary WRITE=1                # the same, and this page is written
    make adversary-mutants                # plant every leak of tests/adversary/leaks, and see each one caught
    make adversary-mutants ATTACKS="5 6"  # those of these attacks

A rate with a bound above zero is measured over paired worlds that differ in the target's share alone. The interval is
exact (Clopper and Pearson) at {1 - ALPHA:.4%}, so that a sound installation fails one such test once in a million runs.
A measured rate may therefore lie above its bound by chance, but not its whole interval.
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

## The noise (attack 23)

The sampler is proved rather than only tested: `tests/adversary/decisions.py` takes the place of the source of
randomness, walks through every decision that the sampler of the running program can make, and adds up the
probabilities with sixty digits. Each coin has the probability exp(-x) and each outcome from -80 to 80 that of the
distribution; what is left out, in paths too long to walk, is below 10⁻³⁸. The statistical tests beside it look at the
real source of randomness.

Once, in an earlier version of this attack, a hundred thousand draws at ε = 0.3 differed from as many of OpenDP's with
p = 1.2·10⁻⁷, and from the exact distribution with p = 7·10⁻⁴. What was looked at since:

- The tests themselves: of 1,000,000 pairs of samples drawn by numpy from the exact distribution, the two-sample test
  gave 942 a p below 10⁻³, 91 below 10⁻⁴, 6 below 10⁻⁵ and none below 10⁻⁶. So it does not reject too often.
- The sampler: forty times a hundred thousand draws at each ε (12,000,000 in all) gave no p below 0.01; all draws of
  one ε together p = 0.17, 0.63 and 0.30. The proof above leaves no room for an error of this size.
- OpenDP's: as much again, no p below 0.014, together p = 0.98, 0.35 and 0.10. In the run in question its draws had
  not been compared with the exact distribution by themselves, so on which side the deviation lay can no longer be
  told.
- One thing was wrong: the loss of every single outcome was tested at 10⁻⁷ by a normal approximation, some forty
  outcomes in each run, so that a sound sampler would have failed about once in 250,000 runs, not once in a million.

So the rejection could not be repeated and is not explained. Now the outcomes are tested by the exact binomial
distribution, every test of one run gets its part of 10⁻⁶, OpenDP's draws are compared with the exact distribution
too, tails are pooled to at least 20 expected draws, and a failure prints all counts. `tests/adversary/test_frame.py`
keeps watch that the tests reject sound draws as often as they say.

## What the suite does not show

Somebody who can read the pending store again and again, several times a minute, sees nameless steps; the store's own
statistics are emptied with every tick. Somebody who measures a page within a few thousandths of a second after
another person's request can often tell what kind of page that was, a share or a look at a kit as well as a look at
the front page or a look at a kit, because the server's caches are as that page left them (attack 19, with a bound of
100 %). It tells neither who nor what, and 20 thousandths of a second later it is gone. Whoever can deploy other
software can do what that software does. None of this is closed by the design, and `/privacy` says so.
"""
    return head + "\n".join(rows) + bound + curve + tail


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
