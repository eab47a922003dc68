"""From the spool to the tables of counts: each record once, whatever dies on the way."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from hub.core import config
from hub.counting.pending import daily_salt
from hub.kits.models import Kit
from hub.links import queries, shipper
from hub.links.events import CLOSED, NOBODY, PRODUCERS, RECORD, Kind, number_of, stream_of
from hub.links.shipper import Outbox, Shipper
from hub.links.spool import Spool, segments_in
from hub.metrics import ingest
from hub.metrics.models import ClickDay, FilteredDay, StreamPosition, VisitorDay
from hub.ops import embedded
from tests.integration.links.conftest import Visitor
from tests.servers import both_databases, short_folder

DAY = dt.date(2026, 11, 23)


@pytest.fixture
def link(session: Session, kit: Kit) -> int:
    return queries.links_of(session, kit.id)[0].id


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    spool = Spool(tmp_path / "spool", segment_bytes=1000 * RECORD.size)
    yield spool
    spool.abandon()


def click(link: int, visitor: int = 1, kind: Kind = Kind.CLICK, day: dt.date = DAY) -> bytes:
    who = visitor.to_bytes(8, "big") if kind is Kind.CLICK else NOBODY
    return RECORD.pack(link, number_of(day), kind, who)


def ship_all(outbox: Outbox) -> int:
    total = 0
    while sent := outbox.ship():
        total += sent
    return total


def hits(session: Session, kind: str = "click") -> int:
    session.expire_all()
    return session.scalar(select(func.sum(ClickDay.hits)).where(ClickDay.kind == kind)) or 0


def visitors(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.sum(VisitorDay.visitors))) or 0


@both_databases
def test_clicks_are_counted_by_link_and_day_and_what_is_filtered_by_day_alone(
    session: Session, queue_redis: Redis, spool: Spool, link: int, kit: Kit
) -> None:
    other = queries.links_of(session, kit.id)[1].id
    for visitor in (1, 2, 2, -1 % 2**64):
        spool.append(click(link, visitor))
    spool.append(click(link, 1, day=DAY + dt.timedelta(days=1)))
    spool.append(click(other, 1))
    for kind in (Kind.BOT, Kind.HEAD, Kind.HEAD, Kind.PREVIEW, Kind.PREFETCH, Kind.NO_AGENT):
        spool.append(click(link, kind=kind))
    assert ship_all(Outbox(spool.folder, queue_redis)) == 12
    assert ingest.drain(session, queue_redis) == 12
    assert ingest.counted(session) == 12
    rows = {(row.link_id, row.day, row.kind): row.hits for row in session.scalars(select(ClickDay))}
    assert rows == {
        (link, DAY, "click"): 4,
        (link, DAY + dt.timedelta(days=1), "click"): 1,
        (other, DAY, "click"): 1,
    }
    filtered = {(row.day, row.kind): row.hits for row in session.scalars(select(FilteredDay))}
    assert filtered == {
        (DAY, "bot"): 1,
        (DAY, "head"): 2,
        (DAY, "preview"): 1,
        (DAY, "prefetch"): 1,
        (DAY, "no_agent"): 1,
    }
    days = {(row.link_id, row.day): row.visitors for row in session.scalars(select(VisitorDay))}
    assert days == {(link, DAY): 3, (link, DAY + dt.timedelta(days=1)): 1, (other, DAY): 1}
    assert queue_redis.xlen(stream_of(spool.producer)) == 0


@both_databases
def test_batches_add_up_and_visitors_are_recognised_across_them(
    session: Session, queue_redis: Redis, spool: Spool, link: int
) -> None:
    outbox = Outbox(spool.folder, queue_redis)
    for _ in range(3):
        for visitor in range(2000):
            spool.append(click(link, visitor * 7919 + 1))
        ship_all(outbox)
        ingest.drain(session, queue_redis)
    assert hits(session) == 6000
    assert abs(visitors(session) - 2000) < 2000 * 0.05
    assert ingest.drain(session, queue_redis) == 0


@both_databases
def test_a_worker_killed_before_the_commit_neither_loses_nor_doubles(
    session: Session, queue_redis: Redis, spool: Spool, link: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for visitor in range(700):
        spool.append(click(link, visitor))
    ship_all(Outbox(spool.folder, queue_redis))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for moment in ("_add_hits", "_add_visitors"):
        monkeypatch.setattr(ingest, moment, killed)
        with pytest.raises(KeyboardInterrupt):
            ingest.drain(session, queue_redis)
        monkeypatch.undo()
    assert hits(session) == 0
    assert ingest.drain(session, queue_redis) == 700
    assert hits(session) == 700


def test_a_worker_killed_after_the_commit_and_before_the_trim_does_not_double(
    session: Session, queue_redis: Redis, spool: Spool, link: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool.append(click(link))
    outbox = Outbox(spool.folder, queue_redis)
    outbox.ship()

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(ingest, "_trim", killed)
    with pytest.raises(KeyboardInterrupt):
        ingest.drain(session, queue_redis)
    monkeypatch.undo()
    spool.append(click(link))
    outbox.ship()
    assert ingest.drain(session, queue_redis) == 1
    assert hits(session) == 2


@both_databases
def test_two_workers_at_once_count_each_click_once(
    sessions: sessionmaker[Session], session: Session, queue_redis: Redis, tmp_path: Path, link: int
) -> None:
    spools = [Spool(tmp_path / "spool") for _ in range(2)]
    for spool in spools:
        for visitor in range(3000):
            spool.append(click(link, visitor))
        ship_all(Outbox(spool.folder, queue_redis))
    start = threading.Barrier(3)
    counted: list[int] = []

    def work() -> None:
        with sessions() as own:
            start.wait()
            counted.append(ingest.drain(own, queue_redis))

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(counted) == 6000
    assert hits(session) == 6000
    assert abs(visitors(session) - 3000) < 150
    for spool in spools:
        spool.abandon()


@both_databases
def test_two_workers_never_overwrite_each_others_visitors(
    sessions: sessionmaker[Session],
    session: Session,
    queue_redis: Redis,
    tmp_path: Path,
    link: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spools = [Spool(tmp_path / "spool") for _ in range(2)]
    for number, spool in enumerate(spools):
        spool.append(click(link, number))
        ship_all(Outbox(spool.folder, queue_redis))
    both_have_read = threading.Barrier(2)
    read = ingest._stored

    def read_and_wait(*arguments: Any) -> Any:
        stored = read(*arguments)
        # Passes at once if both can read before either has written, which is what must not happen.
        with contextlib.suppress(threading.BrokenBarrierError):
            both_have_read.wait(0.5)
        return stored

    monkeypatch.setattr(ingest, "_stored", read_and_wait)

    def work(producer: str) -> None:
        with sessions() as own:
            batch = ingest._read(queue_redis, producer, (0, 0))
            assert batch is not None
            ingest._count(own, producer, (0, 0), batch)

    workers = [threading.Thread(target=work, args=(spool.producer,)) for spool in spools]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (hits(session), visitors(session)) == (2, 2)
    for spool in spools:
        spool.abandon()


def test_shipping_again_from_the_start_adds_nothing(
    session: Session, queue_redis: Redis, spool: Spool, link: int
) -> None:
    for visitor in range(1200):
        spool.append(click(link, visitor))
    assert ship_all(Outbox(spool.folder, queue_redis)) == 1200
    assert ship_all(Outbox(spool.folder, queue_redis)) == 0
    assert ingest.drain(session, queue_redis) == 1200
    # Redis has lost everything and gets it again, in batches that are cut elsewhere.
    queue_redis.flushall()
    for visitor in range(1200, 1300):
        spool.append(click(link, visitor))
    assert ship_all(Outbox(spool.folder, queue_redis)) == 1300
    assert ingest.drain(session, queue_redis) == 100
    assert hits(session) == 1300


def test_an_entry_that_overlaps_what_was_counted_is_counted_from_there_on(
    session: Session, queue_redis: Redis, spool: Spool, link: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = Outbox(spool.folder, queue_redis)
    spool.append(click(link, 1))
    spool.append(click(link, 2))
    outbox.ship()
    ingest.drain(session, queue_redis)
    queue_redis.flushall()
    spool.append(click(link, 3))
    Outbox(spool.folder, queue_redis).ship()
    assert queue_redis.xlen(stream_of(spool.producer)) == 1
    assert ingest.drain(session, queue_redis) == 1
    assert (hits(session), visitors(session)) == (3, 3)


def test_a_redis_that_lost_uncounted_clicks_gets_them_again(
    session: Session, queue_redis: Redis, spool: Spool, link: int
) -> None:
    outbox = Outbox(spool.folder, queue_redis)
    for visitor in range(2500):
        spool.append(click(link, visitor))
    ship_all(outbox)
    assert outbox.tidy() == 0
    queue_redis.flushall()
    spool.append(click(link, 1))
    ship_all(outbox)
    ingest.drain(session, queue_redis)
    assert hits(session) == 2501


def test_redis_away_and_back_loses_nothing(session: Session, spool: Spool, link: int) -> None:
    with short_folder() as folder:
        away = Redis(unix_socket_path=str(folder / "queue.sock"), retry=None)
        outbox = Outbox(spool.folder, away)
        for visitor in range(600):
            spool.append(click(link, visitor))
        with pytest.raises(RedisError):
            outbox.ship()
        own = config.load({"HUB_DATA_DIR": str(folder)}, demo=True)
        server = embedded.start(own, embedded.QUEUE)
        assert ship_all(outbox) == 600
        server.kill()
        server.wait()
        spool.append(click(link, 600))
        with pytest.raises(RedisError):
            outbox.ship()
        server = embedded.start(own, embedded.QUEUE)
        assert ship_all(outbox) == 1
        ingest.drain(session, away)
        server.terminate()
        server.wait()
        away.close()
    assert hits(session) == 601


def test_a_stream_that_nobody_drains_leaves_the_rest_in_the_spool(
    session: Session, queue_redis: Redis, spool: Spool, link: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipper, "MOST_WAITING", 2)
    monkeypatch.setattr(shipper, "ROUND_ENTRIES", 1)
    outbox = Outbox(spool.folder, queue_redis)
    for visitor in range(2000):
        spool.append(click(link, visitor))
    assert ship_all(outbox) == 1000
    ingest.drain(session, queue_redis)
    assert ship_all(outbox) == 1000


def test_finished_segments_go_only_when_they_have_been_counted(
    session: Session, queue_redis: Redis, spool: Spool, link: int
) -> None:
    outbox = Outbox(spool.folder, queue_redis)
    for visitor in range(2500):
        spool.append(click(link, visitor))
    assert outbox.tidy() == 0
    ship_all(outbox)
    assert outbox.tidy() == 0
    ingest.drain(session, queue_redis)
    assert outbox.tidy() == 2000 * RECORD.size
    assert list(segments_in(spool.folder)) == [3]
    spool.append(click(link))
    ship_all(outbox)
    ingest.drain(session, queue_redis)
    assert hits(session) == 2501


def test_the_spool_of_a_dead_process_is_shipped_by_another_and_then_forgotten(
    session: Session, queue_redis: Redis, tmp_path: Path, link: int
) -> None:
    root = tmp_path / "spool"
    dead, living = Spool(root), Spool(root)
    for visitor in range(30):
        dead.append(click(link, visitor))
    adopter = Shipper(root, living, queue_redis)
    adopter.adopt()
    assert adopter.ship() == 0
    dead.abandon()
    adopter.adopt()
    assert adopter.ship() == 30
    adopter.tidy()
    assert dead.folder.exists()
    ingest.drain(session, queue_redis)
    adopter.tidy()
    assert not dead.folder.exists()
    assert queue_redis.sismember(CLOSED, dead.producer)
    ingest.drain(session, queue_redis)
    assert not queue_redis.exists(stream_of(dead.producer))
    assert not queue_redis.exists(CLOSED)
    assert hits(session) == 30
    assert session.get(StreamPosition, dead.producer) is not None
    living.abandon()


@both_databases
def test_links_that_a_restored_database_does_not_know_do_not_stop_the_rest(
    session: Session, queue_redis: Redis, spool: Spool, link: int
) -> None:
    spool.append(click(link))
    spool.append(click(link + 1_000_000))
    spool.append(RECORD.pack(link, number_of(DAY), 99, NOBODY))
    spool.append(click(link))
    Outbox(spool.folder, queue_redis).ship()
    assert ingest.drain(session, queue_redis) == 4
    assert hits(session) == 2
    assert queue_redis.xlen(stream_of(spool.producer)) == 0


@both_databases
def test_closing_a_day_leaves_the_number_and_takes_sketch_and_salt(
    session: Session, queue_redis: Redis, counts_redis: Redis, spool: Spool, link: int
) -> None:
    outbox = Outbox(spool.folder, queue_redis)
    for visitor in (1, 2, 3):
        spool.append(click(link, visitor))
    spool.append(click(link, 1, day=DAY + dt.timedelta(days=1)))
    outbox.ship()
    ingest.drain(session, queue_redis)
    salts = [daily_salt(counts_redis, DAY), daily_salt(counts_redis, DAY + dt.timedelta(days=1))]
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False):
        for _ in range(2):
            ingest.close_days(session, counts_redis)
            session.commit()
    rows = {row.day: row for row in session.scalars(select(VisitorDay))}
    assert (rows[DAY].visitors, rows[DAY].sketch) == (3, None)
    assert rows[DAY + dt.timedelta(days=1)].sketch is not None
    assert daily_salt(counts_redis, DAY) != salts[0]
    assert daily_salt(counts_redis, DAY + dt.timedelta(days=1)) == salts[1]
    # Redis was away over midnight: late clicks of the closed day are added.
    for visitor in (4, 5, 5):
        spool.append(click(link, visitor))
        outbox.ship()
        ingest.drain(session, queue_redis)
    session.expire_all()
    assert session.scalars(select(VisitorDay).where(VisitorDay.day == DAY)).one().visitors == 5


def test_a_click_comes_from_the_address_to_the_table_through_every_part(
    make_front: Callable[..., Visitor], session: Session, queue_redis: Redis, kit: Kit
) -> None:
    code = queries.code_for(session, kit.id, "linkedin")
    visit = make_front()
    for _ in range(20):
        visit(f"/r/{code}")
    deadline = time.monotonic() + 10
    counted = 0
    while counted < 20 and time.monotonic() < deadline:
        counted += ingest.drain(session, queue_redis)
    assert (hits(session), visitors(session)) == (20, 1)
    assert queue_redis.scard(PRODUCERS) == 1
