"""A snapshot of the pending counts each hour, whatever happened."""

from __future__ import annotations

import datetime as dt

import pytest
from redis import Redis

from worker.jobs import open_windows


class Store(Redis):
    """A store whose last snapshot is so many seconds old."""

    def __init__(self, age: int) -> None:
        self._age = age
        self.saved = 0

    def time(self) -> tuple[int, int]:  # type: ignore[override]
        return 1_800_000_000, 0

    def lastsave(self) -> dt.datetime:  # type: ignore[override]
        return dt.datetime.fromtimestamp(1_800_000_000 - self._age)  # noqa: DTZ006  as redis-py gives it

    def bgsave(self) -> None:  # type: ignore[override]
        self.saved += 1

    def __del__(self) -> None:
        """Nothing was opened."""


@pytest.mark.parametrize(("age", "saves"), [(0, 0), (60, 0), (3599, 0), (3600, 1), (90_000, 1)])
def test_a_snapshot_is_taken_when_the_last_is_an_hour_old_and_not_before(age: int, saves: int) -> None:
    store = Store(age)
    open_windows._keep_snapshot(store)
    assert store.saved == saves


def test_a_store_that_has_just_started_is_not_saved(counts_redis: Redis) -> None:
    before = counts_redis.lastsave()
    open_windows._keep_snapshot(counts_redis)
    assert counts_redis.info("persistence")["rdb_bgsave_in_progress"] == 0
    assert counts_redis.lastsave() == before
