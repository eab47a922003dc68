"""From the streams of records into the tables of counts, each record exactly once.

Counts and the stream position move in one transaction. The position moves first, by an update that names the
old position: of two workers with the same entries one finds it moved already, and drops its work. An entry's
id is the byte offset of its end, so an entry that overlaps what was counted is counted from there on. Memory
is bounded by the batch; the cost of a batch does not depend on how much was counted before.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from datasketches import hll_sketch, tgt_hll_type
from numpy.typing import NDArray
from redis import Redis
from sqlalchemy import Connection, CursorResult, Table, func, null, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hub.core import clock, logs
from hub.core.logs import Event
from hub.counting.pending import delete_salt
from hub.links.events import CLOSED, FIELD, PRODUCERS, RECORD, Kind, day_of, stream_of
from hub.links.queries import known_ids
from hub.metrics.models import ClickDay, FilteredDay, StreamPosition, VisitorDay

BATCH_ENTRIES = 400
"""Entries of up to 500 records in one transaction: 200,000 clicks."""
PATIENCE_SECONDS = 60.0
"""After this long a job leaves the rest to the next, so that a busy day does not outlive its time-out."""
SKETCH_LG_K = 12
"""HyperLogLog with 4,096 registers: relative standard error 1.6 %, at most 2 KB for a link and day."""
_LABELS = {kind.value: kind.label for kind in Kind}
_LAYOUT = np.dtype([("link", "<u4"), ("day", "<u2"), ("kind", "u1"), ("pad", "u1"), ("visitor", "<i8")])
_AT_ONCE = 5_000

Position = tuple[int, int]
LinkDay = tuple[int, int]
_Records = NDArray[np.void]


@dataclass(frozen=True)
class _Batch:
    """What one producer has sent after a position, and the position behind it."""

    records: _Records
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
    for producer in sorted(_names(queue_redis, PRODUCERS)):
        while time.monotonic() < until:
            position = _position(session, producer)
            batch = _read(queue_redis, producer, position)
            session.rollback()
            if batch is None:
                if producer in closed:
                    _retire(queue_redis, producer)
                break
            if _count(session, producer, position, batch):
                counted += len(batch.records)
                segment, offset = batch.end
                _trim(queue_redis, producer, (segment, offset))
    return counted


def close_days(session: Session, counts_redis: Redis) -> None:
    """Forget the visitors of days that are over: sketches go, numbers stay, yesterday's salt is deleted.

    Clicks that arrive later (Redis was away over midnight) begin a new sketch, which the next call removes.

    Raises:
        redis.RedisError: the store of the salts is away; it forgets them by itself in a day and a half.
    """
    today = clock.local_today()
    session.execute(
        update(VisitorDay)
        .where(VisitorDay.day < today, VisitorDay.sketch.is_not(None))
        .values(sketch=null())
        .execution_options(synchronize_session=False)
    )
    yesterday = today.fromordinal(today.toordinal() - 1)
    delete_salt(counts_redis, yesterday)


def _names(client: Redis, key: str) -> set[str]:
    members = client.smembers(key)
    return {each.decode() if isinstance(each, bytes) else each for each in members}


def _position(session: Session, producer: str) -> Position:
    found = session.execute(
        select(StreamPosition.segment, StreamPosition.offset).where(StreamPosition.producer == producer)
    ).one_or_none()
    return (found.segment, found.offset) if found is not None else (0, 0)


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
    return _Batch(np.frombuffer(b"".join(parts), dtype=_LAYOUT), position)


def _count(session: Session, producer: str, position: Position, batch: _Batch) -> bool:
    """Add a batch to the tables and move the position, or do neither; False when another worker did it."""
    try:
        if not _move(session, producer, position, batch.end):
            session.rollback()
            return False
        records = _countable(session, batch.records)
        if len(records):
            # Hits come first and in one order for every worker: that prevents deadlocks, and the locked row
            # of a link's clicks guards its sketch until the commit, so that no worker overwrites another's
            # visitors.
            clicks = records[records["kind"] == Kind.CLICK]
            _add_hits(session.connection(), clicks)
            _add_filtered(session.connection(), records[records["kind"] != Kind.CLICK])
            _add_visitors(session.connection(), clicks)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    return True


def _move(session: Session, producer: str, old: Position, new: Position) -> bool:
    connection = session.connection()
    if old == (0, 0):
        first = _insert(connection, StreamPosition).values(producer=producer, segment=0, offset=0)
        connection.execute(first.on_conflict_do_nothing())
    moved: CursorResult[Any] = connection.execute(
        update(StreamPosition)
        .where(StreamPosition.producer == producer)
        .where(StreamPosition.segment == old[0], StreamPosition.offset == old[1])
        .values(segment=new[0], offset=new[1])
    )
    return moved.rowcount == 1


def _countable(session: Session, records: _Records) -> _Records:
    """Those records that mean something here. A restored database may not know the newest links."""
    clicks = records["kind"] == Kind.CLICK
    known = known_ids(session, np.unique(records["link"][clicks]).tolist())
    good = np.isin(records["link"], np.fromiter(known, dtype="<u4", count=len(known)))
    good |= ~clicks
    good &= np.isin(records["kind"], list(_LABELS))
    if not good.all():
        logs.write(Event.RECORDS_UNKNOWN, level=logging.ERROR, count=int((~good).sum()))
    return records[good]


def _add_hits(connection: Connection, clicks: _Records) -> None:
    if not len(clicks):
        return
    # Link, day and kind lie beside one another in a record: one number groups by all three.
    heads = clicks.view("<u8").reshape(-1, 2)[:, 0] & np.uint64(0x00FF_FFFF_FFFF_FFFF)
    groups, hits = np.unique(heads, return_counts=True)
    rows = [
        {
            "link_id": head & 0xFFFF_FFFF,
            "day": day_of(head >> 32 & 0xFFFF),
            "kind": _LABELS[head >> 48],
            "hits": count,
        }
        for head, count in zip(groups.tolist(), hits.tolist(), strict=True)
    ]
    statement = _insert(connection, ClickDay)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["link_id", "day", "kind"],
            set_={"hits": _table(ClickDay).c.hits + statement.excluded.hits},
        ),
        rows,
    )


def _add_filtered(connection: Connection, filtered: _Records) -> None:
    """Totals of days. A link that an older program wrote into such a record is not looked at."""
    if not len(filtered):
        return
    heads = filtered["day"].astype("<u4") | (filtered["kind"].astype("<u4") << np.uint32(16))
    groups, hits = np.unique(heads, return_counts=True)
    rows = [
        {"day": day_of(head & 0xFFFF), "kind": _LABELS[head >> 16], "hits": count}
        for head, count in zip(groups.tolist(), hits.tolist(), strict=True)
    ]
    statement = _insert(connection, FilteredDay)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["day", "kind"],
            set_={"hits": _table(FilteredDay).c.hits + statement.excluded.hits},
        ),
        rows,
    )


def _add_visitors(connection: Connection, clicks: _Records) -> None:
    """Merge the batch's visitors into the sketches.

    The number beside a sketch is kept in step with it, so that closing a day is forgetting the sketch.
    """
    visitors = dict(_by_link_and_day(clicks))
    stored = _stored(connection, visitors)
    rows = []
    for (link, day), hashes in visitors.items():
        packed, before = stored.get((link, day), (None, 0))
        sketch = hll_sketch.deserialize(packed) if packed else hll_sketch(SKETCH_LG_K, tgt_hll_type.HLL_4)
        already = round(sketch.get_estimate()) if packed else 0
        for each in hashes:
            sketch.update(each)
        rows.append(
            {
                "link_id": link,
                "day": day_of(day),
                "sketch": sketch.serialize_compact(),
                "visitors": before - already + round(sketch.get_estimate()),
            }
        )
    if rows:
        statement = _insert(connection, VisitorDay)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["link_id", "day"],
                set_={"sketch": statement.excluded.sketch, "visitors": statement.excluded.visitors},
            ),
            rows,
        )


def _by_link_and_day(clicks: _Records) -> Iterator[tuple[LinkDay, list[int]]]:
    """The different visitors of each link and day in the batch."""
    if not len(clicks):
        return
    key = clicks["link"].astype("<u8") | (clicks["day"].astype("<u8") << np.uint64(32))
    order = np.lexsort((clicks["visitor"], key))
    key, visitor = key[order], clicks["visitor"][order]
    fresh = np.ones(len(key), dtype=bool)
    fresh[1:] = (key[1:] != key[:-1]) | (visitor[1:] != visitor[:-1])
    key, visitor = key[fresh], visitor[fresh]
    groups, begins = np.unique(key, return_index=True)
    ends = [*begins.tolist()[1:], len(key)]
    every = visitor.tolist()
    for group, begin, end in zip(groups.tolist(), begins.tolist(), ends, strict=True):
        yield (group & 0xFFFFFFFF, group >> 32), every[begin:end]


def _stored(connection: Connection, wanted: Iterable[LinkDay]) -> dict[LinkDay, tuple[bytes | None, int]]:
    """Sketch and number of those links and days that have a row already."""
    by_day: dict[int, list[int]] = {}
    for link, day in wanted:
        by_day.setdefault(day, []).append(link)
    found: dict[LinkDay, tuple[bytes | None, int]] = {}
    for day, links in by_day.items():
        for start in range(0, len(links), _AT_ONCE):
            rows = connection.execute(
                select(VisitorDay.link_id, VisitorDay.sketch, VisitorDay.visitors).where(
                    VisitorDay.day == day_of(day), VisitorDay.link_id.in_(links[start : start + _AT_ONCE])
                )
            )
            found.update({(link, day): (sketch, visitors) for link, sketch, visitors in rows})
    return found


def _trim(client: Redis, producer: str, end: Position) -> None:
    """Drop what has been counted."""
    client.xtrim(stream_of(producer), minid=f"{end[0]}-{end[1] + 1}", approximate=False)


def _retire(client: Redis, producer: str) -> None:
    """Forget a dead producer's stream. Its position stays, so that no copy of it is counted again."""
    client.delete(stream_of(producer))
    client.srem(PRODUCERS, producer)
    client.srem(CLOSED, producer)


def _table(model: type[Any]) -> Table:
    return cast("Table", model.__table__)


def _insert(connection: Connection, model: type[Any]) -> postgresql.Insert | sqlite.Insert:
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return make(_table(model))


def counted(session: Session) -> int:
    """How many requests on tracking links have been counted in all, clicks and filtered ones together."""
    clicks = session.scalar(select(func.sum(ClickDay.hits))) or 0
    return clicks + (session.scalar(select(func.sum(FilteredDay.hits))) or 0)
