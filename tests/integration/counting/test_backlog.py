from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import date

import pytest
import redis

from hub.counting.cells import KIT_WEEK, Cell, Family, share_cells
from hub.counting.pending import Backlog, PendingCells, StoreAway

TODAY = date(2026, 11, 22)
NEXT_WEEK = date(2026, 11, 25)
CELLS = share_cells(kit=7, network="linkedin", unit=12, pilot=3, local_date=TODAY)


class SwitchableCells(PendingCells):
    """The real cells with an outage that can be switched on, and a record of what was asked."""

    failure: Exception | None = None

    def __init__(self, client: redis.Redis) -> None:
        super().__init__(client)
        self.asked: list[Cell] = []

    def add(self, cell: Cell, times: int = 1) -> bool:
        self.asked.append(cell)
        # Looked at once: another thread may end the outage meanwhile.
        if (failure := self.failure) is not None:
            raise failure
        return super().add(cell, times)


@pytest.fixture
def pending(counts_redis: redis.Redis) -> SwitchableCells:
    return SwitchableCells(counts_redis)


def _this_week(family: Family, key: str) -> Cell:
    return family.cell(key, TODAY)


def _values(pending: PendingCells, cells: Iterable[Cell]) -> list[int]:
    return [value for cell in cells if (value := pending.read(cell)) is not None]


def test_a_share_adds_one_to_every_cell_and_leaves_nothing_waiting(pending: SwitchableCells) -> None:
    pending.open(CELLS)
    before = _values(pending, CELLS)
    backlog = Backlog(pending)
    backlog.share(CELLS)
    assert _values(pending, CELLS) == [value + 1 for value in before]
    assert backlog.waiting() == 0


def test_the_cells_of_a_share_are_taken_in_random_order(pending: SwitchableCells) -> None:
    pending.open(CELLS)
    backlog = Backlog(pending)
    for _ in range(200):
        backlog.share(CELLS)
    assert {pending.asked[start] for start in range(0, 1000, 5)} == set(CELLS)


def test_the_increments_of_a_share_are_not_one_transaction(pending: SwitchableCells, counts_redis: redis.Redis) -> None:
    pending.open(CELLS)
    counts_redis.config_resetstat()
    Backlog(pending).share(CELLS)
    statistics = counts_redis.info("commandstats")
    assert "cmdstat_multi" not in statistics
    assert statistics["cmdstat_incrby"]["calls"] == len(CELLS)
    assert statistics["cmdstat_evalsha"]["calls"] == len(CELLS)


def test_while_the_store_is_away_sharing_goes_on_and_the_additions_wait(pending: SwitchableCells) -> None:
    pending.open(CELLS)
    before = _values(pending, CELLS)
    backlog = Backlog(pending)
    pending.failure = StoreAway()
    backlog.share(CELLS)
    backlog.flush(_this_week)
    assert backlog.waiting() == 5
    assert len(pending.asked) == 2
    pending.failure = None
    backlog.flush(_this_week)
    assert _values(pending, CELLS) == [value + 1 for value in before]
    assert backlog.waiting() == 0


def test_an_unreachable_store_does_not_keep_the_employee_waiting(tmp_path: object) -> None:
    backlog = Backlog(PendingCells(redis.Redis(unix_socket_path=f"{tmp_path}/none.sock")))
    backlog.share(CELLS)
    assert backlog.waiting() == 5


def test_an_addition_whose_answer_got_lost_is_not_made_twice(pending: SwitchableCells) -> None:
    pending.open(CELLS)
    backlog = Backlog(pending)
    pending.failure = redis.TimeoutError()
    backlog.share(CELLS)
    assert backlog.waiting() == 0


def test_a_share_waits_for_a_cell_that_is_not_open_yet(pending: SwitchableCells) -> None:
    backlog = Backlog(pending)
    backlog.share(CELLS)
    backlog.flush(_this_week)
    assert backlog.waiting() == 5
    pending.open(CELLS)
    before = _values(pending, CELLS)
    backlog.flush(_this_week)
    backlog.flush(_this_week)
    assert _values(pending, CELLS) == [value + 1 for value in before]


def test_what_waits_goes_into_the_window_that_is_open_then(pending: SwitchableCells) -> None:
    old, new = KIT_WEEK.cell(7, TODAY), KIT_WEEK.cell(7, NEXT_WEEK)
    backlog = Backlog(pending)
    backlog.share([old])
    pending.open([old, new])
    before = _values(pending, [old, new])
    backlog.flush(lambda family, key: family.cell(key, NEXT_WEEK))
    assert _values(pending, [old, new]) == [before[0], before[1] + 1]


def test_what_waits_for_an_ended_kit_is_given_up(pending: SwitchableCells) -> None:
    backlog = Backlog(pending)
    backlog.share(CELLS)
    backlog.flush(lambda family, key: None)
    assert backlog.waiting() == 0


def test_the_backlog_does_not_grow_without_end(pending: SwitchableCells) -> None:
    backlog = Backlog(pending, limit=12)
    pending.failure = StoreAway()
    for _ in range(10):
        backlog.share(CELLS)
    assert backlog.waiting() == 12


def test_many_threads_lose_and_double_nothing_through_outages(pending: SwitchableCells) -> None:
    backlog = Backlog(pending)
    cell = KIT_WEEK.cell(7, TODAY)
    pending.open([cell])
    seed = _values(pending, [cell])[0]
    start = threading.Barrier(9)

    def share() -> None:
        start.wait()
        for _ in range(25):
            backlog.share([cell])

    threads = [threading.Thread(target=share) for _ in range(8)]
    for thread in threads:
        thread.start()
    start.wait()
    for round_number in range(20):
        pending.failure = StoreAway() if round_number % 2 else None
        backlog.flush(_this_week)
    for thread in threads:
        thread.join()
    pending.failure = None
    backlog.flush(_this_week)
    assert backlog.waiting() == 0
    assert _values(pending, [cell]) == [seed + 200]


def test_memory_holds_family_and_key_but_no_window(pending: SwitchableCells) -> None:
    backlog = Backlog(pending)
    backlog.share(CELLS)
    held = repr(vars(backlog))
    assert "kit_week" in held
    assert not any(cell.window.key in held for cell in CELLS)
