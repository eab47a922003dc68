from __future__ import annotations

import datetime as dt
import threading

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as StoreGone
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from hub.accounts.models import Unit
from hub.ambassadors import service as ambassadors
from hub.core import clock
from hub.counting.cells import (
    KIT_WEEK,
    NETWORK_MONTH,
)
from hub.counting.pending import PendingCells
from hub.kits.models import Kit
from hub.metrics import release, reports
from hub.metrics.disclosure import Lost
from hub.metrics.models import BlockedCell, Release
from tests.factories.accounts import make_person
from tests.factories.ambassadors import make_ambassador
from tests.factories.kits import make_kit
from tests.integration.metrics.conftest import WEDNESDAY, WEEK_47, Open, Released, SetCount, Travel, freeze, monday
from tests.servers import both_databases

FREEZE = dt.date(2026, 11, 23)


@both_databases
def test_a_finished_week_is_released_once(
    session: Session, kit: Kit, pending: PendingCells, travel: Travel, open_now: Open, set_count: SetCount,
    released: Released,
) -> None:  # fmt: skip
    open_now()
    cell = KIT_WEEK.cell(kit.id, WEEK_47)
    set_count(cell, 34)
    travel(monday(FREEZE))
    made = freeze(session, pending)
    assert made is not None
    assert made.frozen_on == FREEZE
    assert released() == {(KIT_WEEK.name, str(kit.id), "2026-W47"): 34}
    assert pending.read(cell) is None
    assert freeze(session, pending) is None
    assert released() == {(KIT_WEEK.name, str(kit.id), "2026-W47"): 34}


def test_nothing_is_released_before_six_on_the_monday(
    session: Session, kit: Kit, pending: PendingCells, travel: Travel, open_now: Open, released: Released
) -> None:
    open_now()
    travel(monday(FREEZE, 5, 59))
    assert freeze(session, pending) is None
    assert released() == {}


@pytest.mark.parametrize(
    ("sunday", "utc_hour"), [(dt.date(2027, 3, 28), 4), (dt.date(2026, 10, 25), 5)], ids=["summer", "winter"]
)
def test_the_freeze_is_at_six_on_the_wall_after_the_clocks_changed(
    session: Session, pending: PendingCells, travel: Travel, open_now: Open, sunday: dt.date, utc_hour: int
) -> None:
    travel(dt.datetime.combine(sunday - dt.timedelta(days=3), dt.time(12), dt.UTC))
    make_kit(session)
    session.commit()
    open_now()
    after = sunday + dt.timedelta(days=1)
    travel(dt.datetime.combine(after, dt.time(utc_hour - 1, 59), dt.UTC))
    assert freeze(session, pending) is None
    travel(dt.datetime.combine(after, dt.time(utc_hour), dt.UTC))
    assert freeze(session, pending) is not None


@both_databases
def test_a_freeze_killed_between_commit_and_close_is_finished_by_the_next_and_draws_nothing(
    session: Session, sessions: sessionmaker[Session], kit: Kit, pending: PendingCells, travel: Travel,
    open_now: Open, set_count: SetCount, released: Released, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    open_now()
    cell = KIT_WEEK.cell(kit.id, WEEK_47)
    set_count(cell, 34)
    travel(monday(FREEZE))
    open_now()
    with monkeypatch.context() as patched, sessions() as killed:
        patched.setattr(PendingCells, "close", _die)
        with pytest.raises(KeyboardInterrupt):
            release.run(killed, pending, clock.now())
    assert pending.read(cell) == 34
    before = pending.read(cell.successor())
    pending.add(cell, 2)
    assert freeze(session, pending) is None
    assert released() == {(KIT_WEEK.name, str(kit.id), "2026-W47"): 34}
    assert pending.read(cell) is None
    assert before is not None
    assert pending.read(cell.successor()) == before + 2


@both_databases
def test_a_freeze_killed_before_the_commit_has_written_nothing(
    session: Session, sessions: sessionmaker[Session], kit: Kit, pending: PendingCells, travel: Travel,
    open_now: Open, set_count: SetCount, released: Released, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    open_now()
    set_count(KIT_WEEK.cell(kit.id, WEEK_47), 34)
    travel(monday(FREEZE))
    with monkeypatch.context() as patched, sessions() as killed:
        patched.setattr("hub.metrics.release_clicks.publish", _die)
        with pytest.raises(KeyboardInterrupt):
            release.run(killed, pending, clock.now())
    assert released() == {}
    assert freeze(session, pending) is not None
    assert released() == {(KIT_WEEK.name, str(kit.id), "2026-W47"): 34}


def _die(*_args: object, **_named: object) -> None:
    raise KeyboardInterrupt


@both_databases
def test_of_two_freezes_at_once_one_releases_and_the_other_finds_nothing_to_do(
    session: Session, sessions: sessionmaker[Session], kit: Kit, unit: Unit, pending: PendingCells,
    travel: Travel, open_now: Open, released: Released, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    open_now()
    travel(monday(FREEZE))
    both_have_read = threading.Barrier(2, timeout=20)
    write = release._write

    def write_together(*args: object) -> None:
        write(*args)  # type: ignore[arg-type]

    held = release._held_back

    def read_together(*args: object) -> bool:
        both_have_read.wait()
        return held(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(release, "_held_back", read_together)
    monkeypatch.setattr(release, "_write", write_together)
    made: list[Release | None] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with sessions() as own:
                made.append(release.run(own, pending, clock.now()))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not failed
    assert sorted(each is None for each in made) == [False, True]
    assert len(released()) == 1
    assert session.scalar(select(func.count()).select_from(Release)) == 1


def test_a_clock_that_goes_back_draws_nothing_again(
    session: Session, kit: Kit, pending: PendingCells, travel: Travel, open_now: Open, released: Released
) -> None:
    open_now()
    travel(monday(FREEZE))
    freeze(session, pending)
    before = released()
    travel(WEDNESDAY)
    open_now()
    assert freeze(session, pending) is None
    travel(monday(FREEZE, 7))
    assert freeze(session, pending) is None
    assert released() == before


@both_databases
def test_a_share_that_comes_while_a_week_freezes_counts_in_the_next(
    session: Session, kit: Kit, pending: PendingCells, travel: Travel, open_now: Open, set_count: SetCount,
    released: Released, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    open_now()
    cell = KIT_WEEK.cell(kit.id, WEEK_47)
    set_count(cell, 20)
    travel(monday(FREEZE))
    open_now()
    set_count(cell.successor(), -1)
    publish = release.release_clicks.publish

    def share_meanwhile(*args: object) -> None:
        pending.add(cell)
        publish(*args)  # type: ignore[arg-type]

    monkeypatch.setattr("hub.metrics.release_clicks.publish", share_meanwhile)
    freeze(session, pending)
    assert released()[KIT_WEEK.name, str(kit.id), "2026-W47"] == 20
    assert pending.read(cell.successor()) == 0


@both_databases
def test_three_missed_weeks_are_released_each_by_itself(
    session: Session, kit: Kit, pending: PendingCells, travel: Travel, open_now: Open, set_count: SetCount,
    released: Released,
) -> None:  # fmt: skip
    for week, count in enumerate((30, 20, 10)):
        day = WEEK_47 + dt.timedelta(weeks=week)
        travel(WEDNESDAY + dt.timedelta(weeks=week))
        open_now()
        set_count(KIT_WEEK.cell(kit.id, day), count)
    travel(monday(dt.date(2026, 12, 7)))
    made = freeze(session, pending)
    assert made is not None
    assert made.frozen_on == dt.date(2026, 12, 7)
    weeks = {window: value for (family, _, window), value in released().items() if family == KIT_WEEK.name}
    assert weeks == {"2026-W47": 30, "2026-W48": 20, "2026-W49": 10}
    mondays = session.scalars(select(Release.frozen_on).order_by(Release.frozen_on)).all()
    assert mondays == [FREEZE, dt.date(2026, 11, 30), dt.date(2026, 12, 7)]


def test_a_month_freezes_on_the_first_monday_after_it_and_not_before(
    session: Session, kit: Kit, pending: PendingCells, travel: Travel, open_now: Open, released: Released
) -> None:
    open_now()
    travel(monday(dt.date(2026, 11, 30)))
    freeze(session, pending)
    assert NETWORK_MONTH.name not in {family for family, _, _ in released()}
    travel(monday(dt.date(2026, 12, 7)))
    freeze(session, pending)
    assert (NETWORK_MONTH.name, "linkedin", "2026-11") in released()


@both_databases
def test_a_pending_count_that_was_lost_is_released_as_lost(
    session: Session, kit: Kit, pending: PendingCells, counts_redis: Redis, travel: Travel, open_now: Open,
    released: Released,
) -> None:  # fmt: skip
    open_now()
    counts_redis.flushall()
    travel(monday(FREEZE))
    open_now()
    freeze(session, pending)
    assert released() == {(KIT_WEEK.name, str(kit.id), "2026-W47"): None}
    assert reports.kit_figures(session, kit.id).shares.rows[0].figures == (Lost(),)


def test_a_store_that_is_away_is_no_lost_count(
    session: Session, kit: Kit, pending: PendingCells, travel: Travel, open_now: Open, released: Released,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    open_now()
    travel(monday(FREEZE))

    def away(*_args: object) -> int | None:
        raise StoreGone("away")

    with monkeypatch.context() as patched:
        patched.setattr(PendingCells, "read", away)
        with pytest.raises(StoreGone):
            freeze(session, pending)
    session.rollback()
    assert released() == {}
    assert freeze(session, pending) is not None


def test_who_leaves_between_share_and_freeze_takes_no_share_back(
    session: Session, kit: Kit, pending: PendingCells, travel: Travel, open_now: Open, set_count: SetCount,
    released: Released,
) -> None:  # fmt: skip
    person = make_person(session)
    make_ambassador(session, person)
    session.commit()
    open_now()
    set_count(KIT_WEEK.cell(kit.id, WEEK_47), 20)
    ambassadors.leave(session, person)
    session.commit()
    travel(monday(FREEZE))
    freeze(session, pending)
    assert released()[KIT_WEEK.name, str(kit.id), "2026-W47"] == 20


@both_databases
@pytest.mark.parametrize(("count", "reason"), [(-60, "too_low"), (9_000, "too_high")])
def test_an_impossible_count_is_held_back_and_says_why(
    session: Session, kit: Kit, unit: Unit, pending: PendingCells, travel: Travel, open_now: Open,
    set_count: SetCount, released: Released, count: int, reason: str,
) -> None:  # fmt: skip
    open_now()
    cell = KIT_WEEK.cell(kit.id, WEEK_47)
    set_count(cell, count)
    travel(monday(FREEZE))
    assert freeze(session, pending) is not None
    assert released() == {}
    assert reports.blocked_cells(session) == [(KIT_WEEK.name, "2026-W47", reason)]
    assert pending.read(cell) == count
    set_count(cell, 20)
    travel(monday(dt.date(2026, 11, 30)))
    freeze(session, pending)
    assert released()[KIT_WEEK.name, str(kit.id), "2026-W47"] == 20
    assert session.scalar(select(func.count()).select_from(BlockedCell)) == 0
