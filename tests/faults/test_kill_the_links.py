"""`kill -9` of the process that answers links, under load."""

from __future__ import annotations

import time

import pytest

from tests.bench.world import World, codes, until
from tests.faults.conftest import LINKS
from tests.faults.crowd import FULL, Crowd

KILLS, SECONDS = (5, 10.0) if FULL else (2, 1.0)
ENOUGH = 50


@pytest.mark.processes
@pytest.mark.parametrize("name", ["links", "web"])
def test_no_click_that_was_answered_is_lost_when_the_process_is_killed(installation: World, name: str) -> None:
    answered = unread = 0
    for _ in range(KILLS):
        installation.start(name)
        crowd = Crowd(installation.url(name), codes(LINKS), a_second=2000).start()
        time.sleep(SECONDS)
        # A machine that is busy with other tests answers fewer in that time.
        until(True, lambda crowd=crowd: crowd.answered > ENOUGH)  # type: ignore[misc]
        installation.kill(name)
        crowd.stop()
        answered += crowd.answered
        # What was recorded when the process died, and could not be answered any more.
        unread += crowd.connections
    installation.start(name)
    until(True, lambda: installation.counted() >= answered, 120)
    counted = installation.counted()
    print(
        f"\nkill -9 of {name}, {KILLS} times under load: {answered} clicks answered, {counted} in the database, "
        f"{max(0, answered - counted)} lost"
    )
    assert answered > KILLS * ENOUGH
    assert answered <= counted <= answered + unread
