"""The disk of the spool is full."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from hub.links.spool import HELD_RECORDS, SMALLEST_SEGMENT
from tests.bench import wrk
from tests.bench.world import World, codes, until
from tests.faults.conftest import LINKS
from tests.faults.crowd import FULL, Crowd

MANY = 900
"""Clicks that have to wait."""


@pytest.mark.processes
def test_visitors_arrive_and_clicks_wait_in_memory_until_there_is_room(installation: World) -> None:
    _start_on_a_full_disk(installation)
    crowd = Crowd(installation.url("links"), codes(LINKS)).start()
    until(True, lambda: crowd.answered > MANY, 120)
    crowd.stop()
    on_disk = installation.counted()
    _make_room(installation)
    counted = until(crowd.answered, installation.counted, 120)
    print(
        f"\nDisk full: {crowd.answered} answered, {len(crowd.errors)} errors; {on_disk} counted while it was full, "
        f"{counted} once there was room"
    )
    assert crowd.errors == []
    assert on_disk == 0
    assert counted == crowd.answered > MANY
    assert "spool_held" in _events(installation)


@pytest.mark.processes
@pytest.mark.skipif(not FULL, reason="needs as many clicks as the memory holds: make bench FAULTS=1")
def test_what_memory_cannot_hold_is_lost_counted_and_said(installation: World) -> None:
    _start_on_a_full_disk(installation)
    file = installation.folder / "requests"
    wrk.write_requests(file, codes(LINKS) * 100)
    answered = asked = 0
    while answered < HELD_RECORDS + 50_000:
        load = wrk.run(installation.url("links"), file, 3)
        assert not load.broken
        answered += load.requests - load.refused
        asked += wrk.CONNECTIONS
    time.sleep(11)
    lost = _events(installation)["clicks_lost"]
    _make_room(installation)
    until(True, lambda: installation.counted() + lost >= answered, 60)
    counted = installation.counted()
    print(f"\nDisk full, and memory too: {answered} answered, {counted} counted, {lost} lost and said so in the log")
    assert lost > 0
    assert answered <= counted + lost <= answered + asked


def _start_on_a_full_disk(installation: World) -> None:
    prlimit = shutil.which("prlimit")
    assert prlimit is not None, "prlimit (util-linux) is missing"
    # The process may write no file that a segment fits into; its log is shorter.
    installation.start("links", (prlimit, f"--fsize={SMALLEST_SEGMENT - 1}:unlimited"))


def _make_room(installation: World) -> None:
    group = installation.children["links"].pid
    for process in Path("/proc").glob("[0-9]*"):
        try:
            mine = f"NSpgid:\t{group}" in (process / "status").read_text()
        except OSError:
            continue
        if mine:
            subprocess.run(["prlimit", "--pid", process.name, "--fsize=unlimited"], check=True)


def _events(installation: World) -> dict[str, int]:
    """Event by event, the sum of what the log says how many."""
    found: dict[str, int] = {}
    for line in (installation.folder / "links.log").read_text().splitlines():
        if line.startswith("{"):
            told = json.loads(line)
            found[told["event"]] = found.get(told["event"], 0) + told.get("count", 0)
    return found
