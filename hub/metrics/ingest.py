"""From the streams of records into the tables of counts, each record exactly once.

Counts and the stream position move in one transaction. The position moves first, by an update that names the
old position: of two workers with the same entries one finds it moved already, and drops its work. On PostgreSQL a
worker leaves a producer alone that another is counting, so that several share the work. An entry's id is the byte
offset of its end, so an entry that overlaps what was counted is counted from there on. Memory is bounded by the batch;
the cost of a batch does not depend on how much was counted before, because the table of counts is ordered by day.
"""

from __future__ import annotations

import logging
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import CursorResult, delete, func, null, select, update
from sqlalchemy.orm import Session

from hub.core import clock, logs
from hub.core.logs import Event
from hub.counting.pending import delete_salt
from hub.links.events import CLOSED, FIELD, PRODUCERS, RECORD, Kind, stream_of
from hub.links.queries import newest_id
from hub.metrics import ingest_tables as tables
from hub.metrics import rollup
from hub.metrics.ingest_tables import LAYOUT, Records
from hub.metrics.models import ClickDay, FilteredDay, OpenDay, StreamPosition

BATCH_ENTRIES = 1000
"""Entries of up to 500 records in one transaction: half a million clicks, 8 MB."""
PATIENCE_SECONDS = 60.0
"""After this long a job leaves the rest to the next, so that a busy day does not outlive its time-out."""

Position = tuple[int, int]


@dataclass(frozen=True)
class _Batch:
    """What one producer has sent after a position, and the position behind it."""

    records: Records
    end: Position


def drain(session: Session, queue_redis: Redis, patience: float = PATIENCE_SECONDS) -> int:
    """Count what waits in the streams; how many records were counted.

    Commits once for each batch, because the stream may be trimmed only after the commit. Safe to kill at any
    moment and to run many times at once.

    Raises:
        redis.RedisError, sqlalchemy.exc.SQLAlchemyError: nothing is lost; the next run goes on.
    """
    counted = 0
    until = time.monotonic() + patience
    closed = _names(queue_redis, CLOSED)
    for producer in _in_turn(sorted(_names(queue_redis, PRODUCERS))):
        while time.monotonic() < until:
            position = _claim(session, producer)
            batch = None if position is None else _read(queue_redis, producer, position)
            if position is None or batch is None:
                session.rollback()
                if position is not None:
                    # What is still there was counted by a worker that died before its trim, or came again from a Redis
                    # that had forgotten. A dead process's spool would wait for it for ever.
                    _trim(queue_redis, producer, position)
                    if producer in closed:
                        _retire(queue_redis, producer)
                break
            if _count(session, producer, position, batch):
                counted += len(batch.records)
                _trim(queue_redis, producer, batch.end)
    return counted


def close_days(session: Session, counts_redis: Redis) -> None:
    """Forget the visitors of days that are over: sketches go, numbers stay, yesterday's salt is deleted.

    Clicks that arrive later (Redis was away over midnight) begin a new sketch, which the next call removes. The
    sketches do not wait for a store of salts that is away: the next call asks it again, and it forgets a salt by itself
    in a day and a half.
    """
    today = clock.local_today()
    # The note is locked first: a worker that adds visitors to the day holds it until its commit.
    over = select(OpenDay.day).where(OpenDay.day < today).order_by(OpenDay.day).with_for_update()
    closed = session.scalars(over).all()
    for day in closed:
        session.execute(
            update(ClickDay)
            .where(ClickDay.day == day, ClickDay.sketch.is_not(None))
            .values(sketch=null())
            .execution_options(synchronize_session=False)
        )
        session.execute(delete(OpenDay).where(OpenDay.day == day).execution_options(synchronize_session=False))
    rollup.fold(session, today, closed)
    yesterday = today.fromordinal(today.toordinal() - 1)
    with suppress(RedisError):
        delete_salt(counts_redis, yesterday)


def _names(client: Redis, key: str) -> set[str]:
    members = client.smembers(key)
    return {each.decode() if isinstance(each, bytes) else each for each in members}


def _in_turn(producers: list[str]) -> list[str]:
    """The same producers, beginning anywhere: workers that start together do not all want the first."""
    begin = secrets.randbelow(len(producers)) if producers else 0
    return producers[begin:] + producers[:begin]


def _claim(session: Session, producer: str) -> Position | None:
    """How far a producer has been counted; None while another worker counts it.

    PostgreSQL locks the row until the batch is committed. SQLite has one writer at a time, so there the lock is taken
    with the first write, and a worker that comes second notices that the position has moved.
    """
    mine = select(StreamPosition.segment, StreamPosition.offset).where(StreamPosition.producer == producer)
    found = session.execute(mine.with_for_update(skip_locked=True)).one_or_none()
    if found is None:
        if session.scalar(select(StreamPosition.segment).where(StreamPosition.producer == producer)) is not None:
            return None
        return (0, 0)
    return (found.segment, found.offset)


def _read(client: Redis, producer: str, position: Position) -> _Batch | None:
    """The entries after a position, as one array; None when there are none."""
    after = f"({position[0]}-{position[1]}" if any(position) else "-"
    entries = cast("list[tuple[Any, dict[Any, Any]]]", client.xrange(stream_of(producer), after, "+", BATCH_ENTRIES))
    if not entries:
        return None
    parts = []
    for entry_id, fields in entries:
        name = entry_id.decode() if isinstance(entry_id, bytes) else str(entry_id)
        segment, end = (int(part) for part in name.split("-"))
        packed: bytes = fields.get(FIELD.encode()) or b""
        begin = end - len(packed)
        if segment == position[0] and begin < position[1]:
            packed = packed[position[1] - begin :]
        elif begin > (position[1] if segment == position[0] else 0):
            logs.write(Event.STREAM_GAP, level=logging.ERROR)
        parts.append(packed[: len(packed) - len(packed) % RECORD.size])
        position = (segment, end)
    return _Batch(np.frombuffer(b"".join(parts), dtype=LAYOUT), position)


def _count(session: Session, producer: str, position: Position, batch: _Batch) -> bool:
    """Add a batch to the tables and move the position, or do neither; False when another worker did it."""
    try:
        if not _move(session, producer, position, batch.end):
            session.rollback()
            return False
        records = _countable(session, batch.records)
        clicks = records["kind"] == Kind.CLICK
        tables.add_clicks(session.connection(), records[clicks])
        tables.add_filtered(session.connection(), records[~clicks])
        session.commit()
    except BaseException:
        session.rollback()
        raise
    return True


def _move(session: Session, producer: str, old: Position, new: Position) -> bool:
    connection = session.connection()
    if old == (0, 0):
        first = tables.insert(connection, StreamPosition).values(producer=producer, segment=0, offset=0)
        connection.execute(first.on_conflict_do_nothing())
    moved: CursorResult[Any] = connection.execute(
        update(StreamPosition)
        .where(StreamPosition.producer == producer)
        .where(StreamPosition.segment == old[0], StreamPosition.offset == old[1])
        .values(segment=new[0], offset=new[1])
    )
    return moved.rowcount == 1


def _countable(session: Session, records: Records) -> Records:
    """Those records that mean something here. A restored database may not know the newest links.

    Links are never deleted and their ids only grow, so that the newest id says which are known.
    """
    clicks = records["kind"] == Kind.CLICK
    good = np.isin(records["kind"], [kind.value for kind in Kind])
    good &= ~clicks | (records["link"] <= newest_id(session))
    if good.all():
        return records
    logs.write(Event.RECORDS_UNKNOWN, level=logging.ERROR, count=int((~good).sum()))
    return records[good]


def _trim(client: Redis, producer: str, end: Position) -> None:
    """Drop what has been counted."""
    client.xtrim(stream_of(producer), minid=f"{end[0]}-{end[1] + 1}", approximate=False)


def _retire(client: Redis, producer: str) -> None:
    """Forget a dead producer's stream. Its position stays, so that no copy of it is counted again."""
    client.delete(stream_of(producer))
    client.srem(PRODUCERS, producer)
    client.srem(CLOSED, producer)


def counted(session: Session) -> int:
    """How many requests on tracking links have been counted in all, clicks and filtered ones together."""
    clicks = session.scalar(select(func.sum(ClickDay.hits))) or 0
    return clicks + (session.scalar(select(func.sum(FilteredDay.hits))) or 0)
