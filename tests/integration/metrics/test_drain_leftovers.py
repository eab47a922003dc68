"""What has been counted leaves Redis and the disk, and what ends with a day ends, whatever else is away."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import time_machine
from redis import Redis
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core import clock
from hub.links.events import NO_LINK, NOBODY, PRODUCERS, RECORD, Kind, number_of, stream_of
from hub.links.shipper import Shipper
from hub.links.spool import Spool
from hub.metrics import ingest
from hub.metrics.models import ClickDay, FilteredDay, OpenDay
from tests.servers import both_databases, short_folder

DAY = dt.date(2026, 11, 23)
BOT = RECORD.pack(NO_LINK, number_of(DAY), Kind.BOT, NOBODY)


@contextmanager
def left_over(root: Path, client: Redis) -> Iterator[tuple[Spool, Shipper]]:
    """The spool of a process that died after one request, and the one that ships it."""
    dead, living = Spool(root), Spool(root)
    dead.append(BOT)
    dead.abandon()
    shipper = Shipper(root, living, client)
    shipper.adopt()
    yield dead, shipper
    shipper.release()
    living.abandon()


def hits(session: Session) -> list[int]:
    session.expire_all()
    return list(session.scalars(select(FilteredDay.hits)))


@both_databases
def test_what_a_worker_counted_and_could_not_trim_does_not_stay_for_ever(
    session: Session, queue_redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with left_over(tmp_path / "spool", queue_redis) as (dead, shipper):
        shipper.ship()
        monkeypatch.setattr(ingest, "_trim", killed)
        with pytest.raises(KeyboardInterrupt):
            ingest.drain(session, queue_redis)
        monkeypatch.undo()
        assert ingest.drain(session, queue_redis) == 0
        shipper.tidy()
        assert not dead.folder.exists()
        ingest.drain(session, queue_redis)
        assert not queue_redis.exists(stream_of(dead.producer))
    assert hits(session) == [1]


def test_what_came_again_from_a_redis_that_had_forgotten_does_not_stay_for_ever(
    session: Session, queue_redis: Redis, tmp_path: Path
) -> None:
    with left_over(tmp_path / "spool", queue_redis) as (dead, shipper):
        shipper.ship()
        ingest.drain(session, queue_redis)
        queue_redis.flushall()
        for _ in range(2):
            shipper.tidy()
            shipper.ship()
            ingest.drain(session, queue_redis)
        shipper.tidy()
        assert not dead.folder.exists()
        ingest.drain(session, queue_redis)
        assert not queue_redis.sismember(PRODUCERS, dead.producer)
    assert hits(session) == [1]


def test_sketches_go_with_their_day_while_the_store_of_the_salts_is_away(session: Session) -> None:
    clock.configure("Europe/Copenhagen")
    session.add_all([OpenDay(day=DAY), ClickDay(day=DAY, link_id=1, hits=2, visitors=2, sketch=b"\0" + bytes(16))])
    session.commit()
    with short_folder() as folder, time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False):
        ingest.close_days(session, Redis(unix_socket_path=str(folder / "nobody.sock"), retry=None))
        session.commit()
    session.expire_all()
    row = session.scalars(select(ClickDay)).one()
    assert (row.visitors, row.sketch) == (2, None)
    assert session.scalars(select(OpenDay)).all() == []
