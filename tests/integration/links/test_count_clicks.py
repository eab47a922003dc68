"""From the spool to the tables of counts: each record once, whatever dies on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core import config
from hub.counting.pending import daily_salt
from hub.kits.models import Kit
from hub.links import queries, shipper
from hub.links.events import CLOSED, NOBODY, PRODUCERS, RECORD, Kind, number_of, stream_of
from hub.links.shipper import Outbox, Shipper
from hub.links.spool import Spool, segments_in
from hub.metrics import ingest
from hub.metrics.models import ClickDay, FilteredDay, OpenDay, StreamPosition
from hub.ops import embedded
from tests.bench.world import until
from tests.integration.links.conftest import Visitor
from tests.integration.links.counting import DAY, click, hits, ship_all, visitors
from tests.servers import both_databases, short_folder


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
    assert ship_all(Outbox(spool, queue_redis)) == 12
    assert ingest.drain(session, queue_redis) == 12
    assert ingest.counted(session) == 12
    rows = {(row.link_id, row.day): (row.hits, row.visitors) for row in session.scalars(select(ClickDay))}
    assert rows == {
        (link, DAY): (4, 3),
        (link, DAY + dt.timedelta(days=1)): (1, 1),
        (other, DAY): (1, 1),
    }
    filtered = {(row.day, row.kind): row.hits for row in session.scalars(select(FilteredDay))}
    assert filtered == {
        (DAY, "bot"): 1,
        (DAY, "head"): 2,
        (DAY, "preview"): 1,
        (DAY, "prefetch"): 1,
        (DAY, "no_agent"): 1,
    }
    assert queue_redis.xlen(stream_of(spool.producer)) == 0


@both_databases
def test_batches_add_up_and_visitors_are_recognised_across_them(
    session: Session, queue_redis: Redis, spool: Spool, link: int
) -> None:
    outbox = Outbox(spool, queue_redis)
    for _ in range(3):
        for visitor in range(2000):
            spool.append(click(link, visitor * 7919 + 1))
        ship_all(outbox)
        ingest.drain(session, queue_redis)
    assert hits(session) == 6000
    assert abs(visitors(session) - 2000) < 2000 * 0.05
    assert ingest.drain(session, queue_redis) == 0


def test_shipping_again_from_the_start_adds_nothing(
    session: Session, queue_redis: Redis, spool: Spool, link: int
) -> None:
    for visitor in range(1200):
        spool.append(click(link, visitor))
    assert ship_all(Outbox(spool, queue_redis)) == 1200
    assert ship_all(Outbox(spool, queue_redis)) == 0
    assert ingest.drain(session, queue_redis) == 1200
    # Redis has lost everything and gets it again, in batches that are cut elsewhere.
    queue_redis.flushall()
    for visitor in range(1200, 1300):
        spool.append(click(link, visitor))
    assert ship_all(Outbox(spool, queue_redis)) == 1300
    assert ingest.drain(session, queue_redis) == 100
    assert hits(session) == 1300


def test_an_entry_that_overlaps_what_was_counted_is_counted_from_there_on(
    session: Session, queue_redis: Redis, spool: Spool, link: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox = Outbox(spool, queue_redis)
    spool.append(click(link, 1))
    spool.append(click(link, 2))
    outbox.ship()
    ingest.drain(session, queue_redis)
    queue_redis.flushall()
    spool.append(click(link, 3))
    Outbox(spool, queue_redis).ship()
    assert queue_redis.xlen(stream_of(spool.producer)) == 1
    assert ingest.drain(session, queue_redis) == 1
    assert (hits(session), visitors(session)) == (3, 3)


def test_a_redis_that_lost_uncounted_clicks_gets_them_again(
    session: Session, queue_redis: Redis, spool: Spool, link: int
) -> None:
    outbox = Outbox(spool, queue_redis)
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
        outbox = Outbox(spool, away)
        for visitor in range(600):
            spool.append(click(link, visitor))
        with pytest.raises(RedisError):
            outbox.ship()
        own = config.load({"HUB_DATA_DIR": str(folder)}, demo=True)
        server = embedded.start(own, embedded.QUEUE)
        assert ship_all(outbox) == 600
        # The server answers before its log is on the disk; what is lost of that is sent again, and is another test.
        assert away.execute_command("WAITAOF", 1, 0, 60_000)[0] == 1  # type: ignore[no-untyped-call]
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
    outbox = Outbox(spool, queue_redis)
    for visitor in range(2000):
        spool.append(click(link, visitor))
    assert ship_all(outbox) == 1000
    ingest.drain(session, queue_redis)
    assert ship_all(outbox) == 1000


def test_finished_segments_go_only_when_they_have_been_counted(
    session: Session, queue_redis: Redis, spool: Spool, link: int
) -> None:
    outbox = Outbox(spool, queue_redis)
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
    Outbox(spool, queue_redis).ship()
    assert ingest.drain(session, queue_redis) == 4
    assert hits(session) == 2
    assert queue_redis.xlen(stream_of(spool.producer)) == 0


@both_databases
def test_closing_a_day_leaves_the_number_and_takes_sketch_and_salt(
    session: Session, queue_redis: Redis, counts_redis: Redis, spool: Spool, link: int
) -> None:
    outbox = Outbox(spool, queue_redis)
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
    rows = {row.day: row for row in session.scalars(select(ClickDay))}
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
    assert session.scalars(select(ClickDay).where(ClickDay.day == DAY)).one().visitors == 5


def test_a_click_comes_from_the_address_to_the_table_through_every_part(
    make_front: Callable[..., Visitor], session: Session, queue_redis: Redis, kit: Kit
) -> None:
    code = queries.code_for(session, kit.id, "linkedin")
    visit = make_front()
    for _ in range(20):
        visit(f"/r/{code}")

    def counted() -> int:
        ingest.drain(session, queue_redis)
        return hits(session)

    assert until(20, counted) == 20
    assert (hits(session), visitors(session)) == (20, 1)
    assert queue_redis.scard(PRODUCERS) == 1


@both_databases
def test_a_day_is_noted_as_open_until_it_is_closed(
    session: Session, queue_redis: Redis, counts_redis: Redis, spool: Spool, link: int
) -> None:
    spool.append(click(link, day=DAY))
    Outbox(spool, queue_redis).ship()
    ingest.drain(session, queue_redis)
    assert session.scalars(select(OpenDay.day)).all() == [DAY]
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False):
        ingest.close_days(session, counts_redis)
        session.commit()
    assert session.scalars(select(OpenDay.day)).all() == []
    assert session.scalars(select(ClickDay.sketch)).all() == [None]
