"""The one clock, and the one of a demonstration."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from hub.core import clock

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _system_clock_afterwards() -> Iterator[None]:
    yield
    clock.configure("Europe/Copenhagen")


def test_seconds_and_now_are_the_same_moment() -> None:
    with time_machine.travel(NOON, tick=False):
        assert clock.seconds() == clock.now().timestamp() == NOON.timestamp()


def test_a_demonstrations_file_moves_every_way_of_asking_the_time(tmp_path: Path) -> None:
    file = tmp_path / "clock"
    clock.configure("Europe/Copenhagen", file)
    for hour in (3, 22):
        moment = NOON.replace(year=2027, hour=hour)
        file.write_text(moment.isoformat())
        assert clock.now() == moment
        assert clock.seconds() == moment.timestamp()
    # Ten in the evening in UTC is eleven in Copenhagen; a file that is gone leaves the system's clock.
    assert clock.local_now().hour == 23
    file.unlink()
    with time_machine.travel(NOON, tick=False):
        assert clock.seconds() == NOON.timestamp()
