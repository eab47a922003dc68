from __future__ import annotations

import threading
from datetime import date

import pytest
import redis

from hub.counting.cells import KIT_WEEK, NETWORK_MONTH, UNIT_QUARTER, Cell
from hub.counting.pending import PendingCells, StoreAway

TODAY = date(2026, 11, 22)
CELL = UNIT_QUARTER.cell(12, TODAY)


@pytest.fixture
def pending(counts_redis: redis.Redis) -> PendingCells:
    return PendingCells(counts_redis)


def _cut(client: redis.Redis) -> None:
    """Have the server end every connection, the one that asks for it last."""
    client.client_kill_filter(_type="normal", skipme=True)
    for name in [each["id"] for each in client.client_list()]:
        client.client_kill_filter(_id=name, skipme=False)


def _value(pending: PendingCells, cell: Cell) -> int:
    value = pending.read(cell)
    assert value is not None
    return value


def test_opening_seeds_every_cell_with_noise(pending: PendingCells) -> None:
    cells = [KIT_WEEK.cell(number, TODAY) for number in range(300)]
    assert pending.open(cells) == 300
    seeds = [_value(pending, cell) for cell in cells]
    assert len(set(seeds)) > 5
    assert min(seeds) < 0 < max(seeds)


def test_a_second_tick_keeps_the_seed_and_the_shares(pending: PendingCells) -> None:
    cells = [KIT_WEEK.cell(number, TODAY) for number in range(50)]
    pending.open(cells)
    for cell in cells:
        pending.add(cell)
    before = [pending.read(cell) for cell in cells]
    assert pending.open(cells) == 0
    assert [pending.read(cell) for cell in cells] == before


def test_eight_ticks_at_once_seed_each_cell_once(pending: PendingCells) -> None:
    cells = [KIT_WEEK.cell(number, TODAY) for number in range(60)]
    start = threading.Barrier(8)
    seeded: list[int] = []
    seen: list[list[int | None]] = []

    def tick() -> None:
        start.wait()
        seeded.append(pending.open(cells))
        seen.append([pending.read(cell) for cell in cells])

    threads = [threading.Thread(target=tick) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(seeded) == 60
    assert len(seen) == 8
    assert all(values == seen[0] for values in seen)


def test_adding_raises_the_count_by_one(pending: PendingCells) -> None:
    pending.open([CELL])
    seed = _value(pending, CELL)
    assert pending.add(CELL)
    assert pending.read(CELL) == seed + 1


def test_adding_never_creates_a_cell(pending: PendingCells, counts_redis: redis.Redis) -> None:
    assert not pending.add(CELL)
    assert pending.read(CELL) is None
    assert counts_redis.dbsize() == 0


def test_a_cell_that_is_not_open_reads_as_nothing(pending: PendingCells) -> None:
    assert pending.read(CELL) is None


def test_closing_deletes_the_cell(pending: PendingCells) -> None:
    pending.open([CELL])
    pending.close(CELL, _value(pending, CELL), None)
    assert pending.read(CELL) is None
    assert not pending.add(CELL)


def test_closing_moves_late_shares_to_the_next_window_exactly_once(pending: PendingCells) -> None:
    following = CELL.successor()
    pending.open([CELL, following])
    frozen, next_seed = _value(pending, CELL), _value(pending, following)
    for _ in range(3):
        pending.add(CELL)
    pending.close(CELL, frozen, following)
    pending.close(CELL, frozen, following)
    assert pending.read(CELL) is None
    assert pending.read(following) == next_seed + 3


def test_eight_freezes_at_once_move_late_shares_once(pending: PendingCells) -> None:
    following = CELL.successor()
    pending.open([CELL, following])
    frozen, next_seed = _value(pending, CELL), _value(pending, following)
    pending.add(CELL)
    threads = [threading.Thread(target=pending.close, args=(CELL, frozen, following)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert pending.read(following) == next_seed + 1


def test_late_shares_never_create_the_next_window(pending: PendingCells, counts_redis: redis.Redis) -> None:
    pending.open([CELL])
    frozen = _value(pending, CELL)
    pending.add(CELL)
    pending.close(CELL, frozen, CELL.successor())
    assert pending.all() == []
    assert counts_redis.exists(CELL.successor().redis_key) == 0


def test_a_store_restored_to_before_the_freeze_takes_nothing_from_the_next_window(
    pending: PendingCells,
) -> None:
    following = CELL.successor()
    pending.open([CELL, following])
    next_seed = _value(pending, following)
    pending.close(CELL, _value(pending, CELL) + 4, following)
    assert pending.read(following) == next_seed


def test_a_late_tick_does_not_seed_a_frozen_cell_again(pending: PendingCells) -> None:
    pending.open([CELL])
    pending.close(CELL, _value(pending, CELL), None)
    assert pending.open([CELL]) == 0
    assert pending.read(CELL) is None


def test_a_cell_lost_by_the_store_and_closed_is_not_seeded_again(pending: PendingCells) -> None:
    pending.close(CELL, 7, None)
    assert pending.open([CELL]) == 0


def test_every_open_cell_can_be_listed(pending: PendingCells) -> None:
    cells = {KIT_WEEK.cell(5, TODAY), NETWORK_MONTH.cell("linkedin", TODAY), CELL}
    pending.open(cells)
    pending.close(CELL, _value(pending, CELL), None)
    assert set(pending.all()) == cells - {CELL}


def test_a_client_that_decodes_answers_works_too(counts_redis: redis.Redis) -> None:
    path = counts_redis.get_connection_kwargs()["path"]
    with redis.Redis(unix_socket_path=path, decode_responses=True) as decoding:
        pending = PendingCells(decoding)
        pending.open([CELL])
        seed = _value(pending, CELL)
        assert pending.add(CELL)
        assert pending.read(CELL) == seed + 1
        assert pending.all() == [CELL]


def test_the_store_holds_names_and_whole_numbers_only(pending: PendingCells, counts_redis: redis.Redis) -> None:
    cells = [KIT_WEEK.cell(5, TODAY), NETWORK_MONTH.cell("linkedin", TODAY), CELL]
    pending.open(cells)
    for cell in cells:
        pending.add(cell)
    names = set(counts_redis.scan_iter())
    assert names == {
        b"cell:kit_week:5:2026-W47",
        b"cell:network_month:linkedin:2026-11",
        CELL.redis_key.encode(),
    }
    for name in names:
        value = counts_redis.get(name)
        assert value is not None
        assert b"%d" % int(value) == value
        assert counts_redis.ttl(name) == -1


def test_a_store_that_is_away_says_that_nothing_was_added(tmp_path: object) -> None:
    pending = PendingCells(redis.Redis(unix_socket_path=f"{tmp_path}/none.sock"))
    with pytest.raises(StoreAway):
        pending.add(CELL)


def test_a_command_whose_answer_is_lost_is_not_sent_again(counts_redis: redis.Redis) -> None:
    PendingCells(counts_redis)
    retry = counts_redis.get_retry()
    assert retry is not None
    assert retry.get_retries() == 0


def test_a_connection_cut_by_the_server_does_not_lose_a_share(pending: PendingCells, counts_redis: redis.Redis) -> None:
    pending.open([CELL])
    seed = _value(pending, CELL)
    pending.add(CELL)
    _cut(counts_redis)
    assert pending.add(CELL)
    assert pending.read(CELL) == seed + 2


def test_a_cut_that_is_noticed_only_by_asking_does_not_lose_a_share(
    pending: PendingCells, counts_redis: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    pending.open([CELL])
    seed = _value(pending, CELL)
    # The pool looks whether a connection has ended before it hands it out; the end may still be on its way.
    monkeypatch.setattr(redis.UnixDomainSocketConnection, "can_read", lambda *_, **__: False)
    _cut(counts_redis)
    assert pending.add(CELL)
    assert pending.read(CELL) == seed + 1


@pytest.mark.parametrize("times", [0, -1])
def test_nothing_can_be_taken_from_a_cell(pending: PendingCells, times: int) -> None:
    with pytest.raises(ValueError, match="whole shares"):
        pending.add(CELL, times)


def test_the_server_cannot_tell_which_cells_a_share_was_added_to(
    pending: PendingCells, counts_redis: redis.Redis
) -> None:
    cells = [CELL, KIT_WEEK.cell(1, TODAY), KIT_WEEK.cell(2, TODAY), NETWORK_MONTH.cell("x", TODAY)]
    pending.open(cells)
    for number, cell in enumerate(cells):
        # As if each had been used at another time.
        counts_redis.restore(
            cell.redis_key, 0, counts_redis.dump(cell.redis_key), replace=True, idletime=1000 + 60 * number
        )
    before = [counts_redis.object("idletime", cell.redis_key) for cell in cells]
    assert pending.add(cells[1])
    after = [counts_redis.object("idletime", cell.redis_key) for cell in cells]
    assert all(0 <= now - then <= 1 for then, now in zip(before, after, strict=True))


def test_an_addition_costs_the_store_no_more_when_there_are_ten_thousand_cells(
    pending: PendingCells, counts_redis: redis.Redis
) -> None:
    others = {KIT_WEEK.cell(number, TODAY).redis_key: number for number in range(1, 10_001)}
    counts_redis.mset(others)
    pending.open([CELL])
    counts_redis.config_resetstat()
    assert pending.add(CELL)
    calls = {name: each["calls"] for name, each in counts_redis.info("commandstats").items()}
    assert sum(calls.values()) < 30
    assert not calls.keys() & {"cmdstat_keys", "cmdstat_scan", "cmdstat_touch"}
