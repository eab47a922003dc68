"""The Redis of queue and click stream dies under load, and comes back."""

from __future__ import annotations

import time

import pytest

from tests.bench.world import World, codes, until
from tests.faults.conftest import LINKS
from tests.faults.crowd import FULL, Crowd

AWAY = 600.0 if FULL else 3.0
"""Seconds without Redis. The spool has room for a day at this rate; the quick run shows the same in less time."""


@pytest.mark.processes
def test_visitors_notice_nothing_and_every_click_is_counted_within_a_minute_of_its_return(installation: World) -> None:
    installation.start("links")
    crowd = Crowd(installation.url("links"), codes(LINKS)).start()
    time.sleep(1.0)
    before = installation.counted()
    installation.kill_queue()
    time.sleep(AWAY)
    installation.start_queue()
    back = time.monotonic()
    crowd.stop()
    counted = until(crowd.answered, installation.counted, 60)
    took = time.monotonic() - back
    print(
        f"\nRedis killed under load for {AWAY:.0f} s: {crowd.answered} clicks answered, {len(crowd.errors)} errors, "
        f"slowest answer {crowd.slowest * 1000:.0f} ms; {counted} in the database {took:.1f} s after its return"
    )
    assert crowd.errors == []
    assert before < crowd.answered
    assert counted == crowd.answered
