from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine
from redis import Redis
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.accounts.models import Unit
from hub.core import clock
from hub.counting.cells import Cell
from hub.counting.pending import PendingCells
from hub.kits.models import Kit
from hub.metrics import release, windows_open
from hub.metrics.models import Release, ReleasedCell
from tests.factories.accounts import make_unit
from tests.factories.kits import make_kit

WEDNESDAY = dt.datetime(2026, 11, 18, 11, tzinfo=dt.UTC)
"""In week 47 of 2026. It freezes on 23 November at 05:00 UTC."""

WEEK_47 = dt.date(2026, 11, 18)

Open = Callable[[], int]
SetCount = Callable[[Cell, int], None]
Travel = Callable[[dt.datetime], None]
Released = Callable[[], dict[tuple[str, str, str], int | None]]


def freeze(session: Session, pending: PendingCells) -> Release | None:
    """What the worker does when a window is over."""
    return release.run(session, pending, clock.now())


@pytest.fixture
def travel(session: Session) -> Iterator[Travel]:
    """Moves the clock; it stands still on the Wednesday until then."""
    clock.configure("Europe/Copenhagen")
    traveller = time_machine.travel(WEDNESDAY, tick=False)
    at = traveller.start()
    yield lambda moment: at.move_to(moment)
    traveller.stop()


@pytest.fixture
def pending(counts_redis: Redis) -> PendingCells:
    """The store of pending counts."""
    return PendingCells(counts_redis)


@pytest.fixture
def kit(session: Session, travel: Travel) -> Kit:
    """A kit that has been live since the Wednesday."""
    made = make_kit(session)
    session.commit()
    return made


@pytest.fixture
def unit(session: Session, travel: Travel) -> Unit:
    """A unit of 140."""
    made = make_unit(session)
    session.commit()
    return made


@pytest.fixture
def open_now(session: Session, pending: PendingCells) -> Callable[[], int]:
    """Does what the tick does each minute."""

    def tick() -> int:
        seeded = windows_open.open_windows(session, pending, clock.local_today())
        session.commit()
        return seeded

    return tick


@pytest.fixture
def set_count(counts_redis: Redis) -> Callable[[Cell, int], None]:
    """Gives a pending cell a noisy count that the test knows."""
    return lambda cell, value: counts_redis.set(cell.redis_key, value)


@pytest.fixture
def released(session: Session) -> Released:
    """What lies in the table of released counts."""

    def read() -> dict[tuple[str, str, str], int | None]:
        session.expire_all()
        rows = session.scalars(select(ReleasedCell))
        return {(row.family, row.key, row.window): row.value for row in rows}

    return read


def monday(day: dt.date, hour: int = 6, minute: int = 1) -> dt.datetime:
    """A moment on the organisation's wall clock."""
    return dt.datetime.combine(day, dt.time(hour, minute), ZoneInfo("Europe/Copenhagen"))
