"""Several workers, and workers that die: each click is counted once."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from hub.core import db
from hub.kits.models import Kit
from hub.links import queries
from hub.links.events import NOBODY, RECORD, Kind, number_of
from hub.links.shipper import Outbox
from hub.links.spool import Spool
from hub.metrics import ingest, sketches
from hub.metrics.models import ClickDay
from hub.ops import migrate
from tests.integration.links.counting import DAY, click, hits, ship_all, visitors
from tests.servers import both_databases


@both_databases
def test_a_worker_killed_before_the_commit_neither_loses_nor_doubles(
    session: Session, queue_redis: Redis, spool: Spool, link: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for visitor in range(700):
        spool.append(click(link, visitor))
    ship_all(Outbox(spool, queue_redis))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    for moment in ("add_clicks", "add_filtered"):
        monkeypatch.setattr(ingest.tables, moment, killed)
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
    outbox = Outbox(spool, queue_redis)
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
        ship_all(Outbox(spool, queue_redis))
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
    first = Spool(tmp_path / "spool")
    for number, spool in enumerate((first, *spools)):
        spool.append(click(link, number))
        ship_all(Outbox(spool, queue_redis))
    batch = ingest._read(queue_redis, first.producer, (0, 0))
    assert batch is not None
    # The row has to be there already: what is new in it is merged with what two workers have read.
    assert ingest._count(session, first.producer, (0, 0), batch)
    both_have_read = threading.Barrier(2)
    merge = sketches.merged

    def read_and_wait(*arguments: Any) -> Any:
        # Passes at once if both can read before either has written, which is what must not happen.
        with contextlib.suppress(threading.BrokenBarrierError):
            both_have_read.wait(0.5)
        return merge(*arguments)

    monkeypatch.setattr(sketches, "merged", read_and_wait)

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
    assert (hits(session), visitors(session)) == (3, 3)
    for spool in (first, *spools):
        spool.abandon()


@pytest.mark.postgres
def test_a_worker_leaves_a_producer_alone_that_another_is_counting(
    postgres_url: str, queue_redis: Redis, spool: Spool
) -> None:
    migrate.upgrade(postgres_url)
    sessions = db.make_sessionmaker(postgres_url)
    spool.append(RECORD.pack(0, number_of(DAY), Kind.BOT, NOBODY))
    outbox = Outbox(spool, queue_redis)
    outbox.ship()
    with sessions() as first, sessions() as second:
        assert ingest.drain(first, queue_redis) == 1
        spool.append(RECORD.pack(0, number_of(DAY), Kind.BOT, NOBODY))
        outbox.ship()
        assert ingest._claim(first, spool.producer) is not None
        assert ingest.drain(second, queue_redis) == 0
        first.rollback()
        assert ingest.drain(second, queue_redis) == 1
    sessions.kw["bind"].dispose()


@both_databases
def test_a_link_with_many_visitors_and_one_with_few_are_both_merged(
    session: Session, queue_redis: Redis, spool: Spool, kit: Kit
) -> None:
    many, few = (link.id for link in queries.links_of(session, kit.id))
    outbox = Outbox(spool, queue_redis)
    for begin in (0, 100, 150):
        for visitor in range(begin, begin + 100):
            spool.append(click(many, 7919 * visitor + 1))
            spool.append(click(few, visitor % 10))
        outbox.ship()
        ingest.drain(session, queue_redis)
    rows = {row.link_id: (row.hits, row.visitors) for row in session.scalars(select(ClickDay))}
    assert rows[few] == (300, 10)
    assert rows[many][0] == 300
    assert abs(rows[many][1] - 250) <= 5
