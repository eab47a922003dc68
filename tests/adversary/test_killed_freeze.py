"""The attack on the freeze itself: its process is killed in the middle, again and again."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from contextlib import suppress
from pathlib import Path

import pytest
from rq.job import JobStatus

from tests.adversary.book import Attack
from tests.adversary.conftest import Copies
from tests.adversary.crowd import FIRST, SMALL, bulk_kits
from tests.adversary.world import MONDAYS, TREE, World

KITS = 200
"""So many that a freeze takes long enough to be killed at any of its steps."""
FREEZES = 6 if SMALL else 9
MOST_FREEZES = 30
"""Freezes go on until a kill has met one in the middle, but not beyond these."""
KILLS_EACH = 3
WORKER_KILLS = 2
Name = tuple[str, str, str]


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_attack_14_killed_in_the_middle(database: str, copies: Copies, attack: Attack) -> None:
    """Knows: how to kill -9 the freeze at any moment, and reads database and pending store after each kill.

    Tries: to see two values of one cell. Passes when: each cell has one, pending or released, whatever was killed.
    """
    world = copies(database)
    # The tick would have the worker freeze as soon as the clock moves, before anybody is there to kill it.
    os.kill(_running_child(world, "worker.tick"), signal.SIGSTOP)
    try:
        _kill_and_look(world, attack)
    finally:
        os.kill(_running_child(world, "worker.tick"), signal.SIGCONT)


def _kill_and_look(world: World, attack: Attack) -> None:
    bulk_kits(world, range(FIRST, FIRST + KITS))
    seen: dict[Name, set[int]] = defaultdict(set)
    world.job("open_windows")
    look(world, seen)
    killed: Counter[str] = Counter()
    span = 0.0
    for number, monday in enumerate(MONDAYS[:MOST_FREEZES]):
        if number >= FREEZES and _met(killed):
            break
        world.set_clock(monday)
        world.job("open_windows")
        look(world, seen)
        week = "{:04d}-W{:02d}".format(*(monday - dt.timedelta(days=7)).date().isocalendar()[:2])
        if not number:
            # The first freeze shows how long one takes, with its beginning and end; whenever a kill comes too late, the
            # next come in half the time, so that a few freezes are enough to meet one in the middle.
            span = killed_by_command(world, None)
        for kill in range(KILLS_EACH if number else 0):
            of_worker = FREEZES - WORKER_KILLS <= number < FREEZES and not kill
            strike = kill_worker if of_worker else killed_by_command
            delay = random.uniform(0, span)
            strike(world, delay)
            how = state(world, week)
            killed[how] += 1
            look(world, seen)
            if how == "finished":
                span = delay / 2
                break
            span *= 1.3
        world.job("release")
        assert state(world, week) == "finished", "a freeze that was killed is not finished by the next"
        look(world, seen)
    print(dict(killed))
    attack.found(
        knew=f"both stores after each of {killed.total()} kills in the middle of a freeze",
        tried="seeing a second value of a cell",
        hits=sum(len(values) > 1 for values in seen.values()),
        trials=len(seen),
        measure="cells with two values",
    )
    if not _met(killed) or len(seen) < KITS * (FREEZES - 1):
        raise RuntimeError(f"the freeze was never killed in the middle: {killed}")


def _met(killed: Counter[str]) -> bool:
    """Whether a kill has met a freeze in the middle."""
    return killed.total() > killed["finished"]


def look(world: World, seen: dict[Name, set[int]]) -> None:
    """Write down what each cell holds. Nobody shares, so a cell is its noise, and must stay it."""
    ambassadors = world.sql("SELECT count(*) FROM ambassador")[0][0]
    for name, value in world.cells().items():
        _, family, key, window = name.split(":")
        seen[family, key, window].add(value)
    for name, value in world.released().items():
        if value is not None:
            seen[name].add(value - ambassadors * (name[0] == "opted_in_quarter"))


def state(world: World, week: str) -> str:
    """How far the freeze of a week has come."""
    if not world.sql('SELECT 1 FROM released_cell WHERE "window" = ?', (week,)):
        return "before the commit"
    return "committed, cells left" if any(name.endswith(f":{week}") for name in world.cells()) else "finished"


def killed_by_command(world: World, delay: float | None) -> float:
    """Freeze by command and kill it so long after its first word to the pending store; how long it had.

    Without a delay it is let be.
    """
    counts = world.counts
    known = {each["id"] for each in counts.client_list()}
    process = subprocess.Popen(
        [sys.executable, "-m", "hub.cli", "release"],
        cwd=TREE,
        env=world.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while process.poll() is None and {each["id"] for each in counts.client_list()} <= known:
            time.sleep(0.002)
        begin = time.monotonic()
        with suppress(subprocess.TimeoutExpired):
            process.wait(delay)
        return time.monotonic() - begin
    finally:
        process.kill()
        process.wait()


def kill_worker(world: World, delay: float) -> None:
    """Have the worker freeze, and kill it so long after it has begun. The supervisor starts another."""
    worker = _running_child(world, "worker.main")
    job = world.ask("release")
    world.until(lambda: job.get_status() is not JobStatus.QUEUED)
    time.sleep(delay)
    with suppress(ProcessLookupError):
        os.kill(worker, signal.SIGKILL)
    world.until(lambda: _child(world, "worker.main") not in (0, worker))


def _running_child(world: World, module: str) -> int:
    """The same, once it runs: a signal to the process 0 would go to this one and all beside it."""
    world.until(lambda: _child(world, module) != 0)
    return _child(world, module)


def _child(world: World, module: str) -> int:
    """The process that runs this module under this world's own supervisor; 0 while there is none."""
    assert world.process is not None
    for place in Path("/proc").iterdir():
        with suppress(OSError, IndexError):
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == world.process.pid and module.encode() in (place / "cmdline").read_bytes():
                return int(place.name)
    return 0
