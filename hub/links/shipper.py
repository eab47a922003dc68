"""From the spools on disk to the stream in Redis, in packed batches whose ids are byte offsets.

Redis itself is asked how far a stream reaches; no file remembers it. After a lost answer, a restart, or in a
Redis that has forgotten, the shipper goes on from there. What arrives twice is harmless: an entry's id and
length say which bytes it holds, and `metrics.ingest` counts each byte once.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from redis import Redis
from redis.exceptions import RedisError

from hub.links.events import CLOSED, FIELD, PRODUCERS, RECORD, stream_of
from hub.links.spool import LeftOver, Spool, Stretch

BATCH_RECORDS = 500
ROUND_ENTRIES = 200
ROUND_RECORDS = ROUND_ENTRIES * BATCH_RECORDS
"""More than this is not sent at once. Whoever sent as many has a backlog."""
MOST_WAITING = 20_000
"""Entries that may wait in a stream (10 million records, 160 MB); beyond that the spool is better."""

Position = tuple[int, int]


class Source(Protocol):
    """A spool: this process's own, or one that was left over."""

    folder: Path

    def segments(self) -> dict[int, Stretch]:
        """What can be shipped, by number."""


class Outbox:
    """One producer's spool, and the stream it is shipped to."""

    def __init__(self, source: Source, client: Redis) -> None:
        self._source = source
        self._producer = source.folder.name
        self._client = client
        self._stream = stream_of(self._producer)
        self._position: Position | None = None

    def ship(self) -> int:
        """Send what the stream has not got, up to a bounded amount; how many records that was.

        Raises:
            redis.RedisError: when Redis is away or refuses. Nothing is lost; the next call goes on.
        """
        try:
            return self._ship()
        except RedisError:
            self._position = None
            raise

    def tidy(self) -> int:
        """Delete the finished segments that have been counted; how many bytes that freed.

        A segment stays until `metrics.ingest` has trimmed the stream past it, because until then a Redis that
        loses its data could need it again.
        """
        segments = self._source.segments()
        counted = self._counted_up_to()
        freed = 0
        for number in sorted(segments)[:-1]:
            path, end = segments[number]
            if counted < (number, end):
                break
            path.unlink()
            freed += end
        return freed

    def is_counted(self) -> bool:
        """Whether every record in the folder has been shipped and counted."""
        written = max(((number, end) for number, (_, end) in self._source.segments().items() if end), default=None)
        return written is None or self._counted_up_to() >= written

    def close(self) -> None:
        """Say that this producer will never write again."""
        if self._client.exists(self._stream):
            self._client.sadd(CLOSED, self._producer)

    def _ship(self) -> int:
        segments = self._source.segments()
        if self._sent_all(segments):
            return 0
        # Asked before every round, because a Redis that has lost its data must get it again and not go on
        # with a gap.
        reached, _ = self._reached()
        if self._client.xlen(self._stream) >= MOST_WAITING:
            return 0
        pipeline = self._client.pipeline(transaction=False)
        pipeline.sadd(PRODUCERS, self._producer)
        sent = 0
        for (number, offset), records in islice(_entries(segments, reached), ROUND_ENTRIES):
            entry: dict[Any, Any] = {FIELD: records}
            pipeline.xadd(self._stream, entry, id=f"{number}-{offset}")
            reached = (number, offset)
            sent += len(records)
        if sent:
            pipeline.execute()
        self._position = reached
        return sent // RECORD.size

    def _sent_all(self, segments: dict[int, Stretch]) -> bool:
        return self._position is not None and next(_entries(segments, self._position), None) is None

    def _reached(self) -> tuple[Position, Position | None]:
        """The id of the newest entry ever added, and of the oldest that still waits to be counted."""
        if not self._client.exists(self._stream):
            return (0, 0), None
        facts = self._client.xinfo_stream(self._stream)
        first = facts["first-entry"]
        return _position(facts["last-generated-id"]), _position(first[0]) if first else None

    def _counted_up_to(self) -> Position:
        """The end of what has certainly been counted."""
        newest, waiting = self._reached()
        if self._position is not None and newest < self._position:
            self._position = None
        return newest if waiting is None else (waiting[0], waiting[1] - BATCH_RECORDS * RECORD.size)


class Shipper:
    """Ships this process's spool, and those that dead processes have left beside it."""

    def __init__(self, root: Path, spool: Spool, client: Redis) -> None:
        self._root = root
        self._spool = spool
        self._client = client
        self._own = Outbox(spool, client)
        self._adopted: dict[str, tuple[LeftOver, Outbox]] = {}

    def ship(self) -> int:
        """One round over every spool held; how many records were sent.

        Raises:
            redis.RedisError: when Redis is away.
        """
        return self._own.ship() + sum(outbox.ship() for _, outbox in self._adopted.values())

    def adopt(self) -> None:
        """Take over the spools whose processes are gone."""
        for folder in self._root.iterdir():
            if folder.name.startswith(".") or folder.name in self._adopted or folder == self._spool.folder:
                continue
            left_over = LeftOver.claim(folder)
            if left_over is not None:
                self._adopted[folder.name] = (left_over, Outbox(left_over, self._client))

    def tidy(self) -> None:
        """Delete what has been counted.

        Raises:
            redis.RedisError: when Redis is away.
        """
        self._spool.freed(self._own.tidy())
        for name, (left_over, outbox) in list(self._adopted.items()):
            outbox.tidy()
            if outbox.is_counted():
                outbox.close()
                left_over.remove()
                del self._adopted[name]

    def release(self) -> None:
        """Leave adopted spools to another process."""
        for left_over, _ in self._adopted.values():
            left_over.release()
        self._adopted.clear()


def _entries(segments: dict[int, Stretch], position: Position) -> Iterator[tuple[Position, bytes]]:
    """The records after a position in batches, each with the position of its end."""
    for number in sorted(each for each in segments if each >= position[0]):
        offset = position[1] if number == position[0] else 0
        while records := _read(segments[number], offset):
            offset += len(records)
            yield (number, offset), records


def _read(segment: Stretch, offset: int) -> bytes:
    with segment.path.open("rb") as handle:
        handle.seek(offset)
        return handle.read(max(0, min(BATCH_RECORDS * RECORD.size, segment.end - offset)))


def _position(entry_id: bytes | str) -> Position:
    text = entry_id.decode() if isinstance(entry_id, bytes) else entry_id
    segment, offset = text.split("-")
    return int(segment), int(offset)
