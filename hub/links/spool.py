"""A process's own files of records on local disk: a click is safe here before it is answered.

A segment's room is taken from the disk when it is opened, and the file is mapped into memory: an append writes 16 bytes
there and asks the system for nothing. They survive `kill -9` of the process, for they lie in the system's page cache; a
loss of power takes what was not yet synced, a fifth of a second. One folder for each start of a process, under a random
name: `<root>/<producer>/<segment>.log`, held by a lock as long as the process lives.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import mmap
import os
import secrets
import shutil
import threading
from pathlib import Path
from typing import NamedTuple

from hub.core import logs
from hub.core.logs import Event
from hub.links.events import RECORD

SEGMENT_BYTES = 1024 * 1024
SMALLEST_SEGMENT = 4096
"""What is tried when a disk has no room for a whole segment."""
LIMIT_BYTES = 512 * 1024 * 1024
"""Bound of one process's spool: 33 million requests. Beyond it people still arrive, but are not counted."""
HELD_RECORDS = 100_000
"""Records kept in memory while the disk has no room for them: 1.6 MB."""
LOCK = "lock"
_SIZE = RECORD.size


class Stretch(NamedTuple):
    """A segment's file, and how many bytes of it are records."""

    path: Path
    end: int


class _Segment:
    """The segment that is being written: its room on disk is its own, so that a write can not fail.

    Raises:
        OSError: on construction, when the disk has no room for it.
    """

    def __init__(self, path: Path, size: int) -> None:
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            # Without this a full disk would be noticed as a signal that ends the process, and not as an error.
            os.posix_fallocate(self.file, 0, size)
            self.memory = mmap.mmap(self.file, size)
        except OSError:
            os.close(self.file)
            path.unlink()
            raise

    def finish(self, end: int) -> None:
        """Give back the room that was not used. The file stays open, for it is not synced yet."""
        self.memory.close()
        os.ftruncate(self.file, end)


class Spool:
    """The spool of this process. `append` may be called from any thread.

    Raises:
        OSError: on construction, when the folder cannot be made.
    """

    def __init__(self, root: Path, *, segment_bytes: int = SEGMENT_BYTES, limit_bytes: int = LIMIT_BYTES) -> None:
        self.producer = secrets.token_hex(8)
        self.folder = root / self.producer
        self.lost = 0
        self._segment_bytes = segment_bytes
        self._limit = limit_bytes
        self._lock = threading.Lock()
        self._held: list[bytes] = []
        self._used = 0
        # The folder gets its name only once it is locked; otherwise another process would take it for left
        # over.
        draft = root / f".{self.producer}"
        draft.mkdir(parents=True, mode=0o700)
        self._lock_file = os.open(draft / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock_file, fcntl.LOCK_EX)
        draft.rename(self.folder)
        self._number = 0
        self._segment: _Segment | None = None
        self._memory: mmap.mmap | bytearray = bytearray()
        self._at = self._end = 0
        self._finished: list[int] = []
        self._is_new = False
        self._next_segment()

    def append(self, record: bytes) -> bool:
        """Add one packed record. False when it is neither on disk nor held for it: the bound is reached."""
        with self._lock:
            at = self._at
            if at == self._end or self._held:
                return self._append_beyond(record)
            self._at = end = at + _SIZE
            self._memory[at:end] = record
            return True

    def segments(self) -> dict[int, Stretch]:
        """What can be shipped, by number: whole records that nobody writes to any more."""
        with self._lock:
            number, at = self._number, self._at
        # A segment that was begun after that look is left for the next one, because it says that this one is complete.
        found = {each: stretch for each, stretch in _stretches(self.folder).items() if each <= number}
        if number in found:
            found[number] = found[number]._replace(end=at)
        return found

    def sync(self) -> None:
        """Bring what the page cache holds to the disk, and what memory holds for a disk that was full."""
        with self._lock:
            self._write_held()
            finished, self._finished = self._finished, []
            current, is_new = self._segment, self._is_new
            self._is_new = False
        with contextlib.suppress(OSError):
            for file in finished:
                os.fdatasync(file)
                os.close(file)
            if current is not None:
                os.fdatasync(current.file)
            if is_new:
                _sync_folder(self.folder)

    def rotate(self) -> None:
        """Begin a new segment, unless this one is empty."""
        with self._lock:
            if self._at:
                self._next_segment()

    def freed(self, size: int) -> None:
        """Learn that so many bytes of finished segments have been counted and deleted."""
        with self._lock:
            self._used -= size

    def abandon(self) -> None:
        """Let go of the files without writing; in a forked child, which must not hold the parent's lock."""
        current = [self._segment.file] if self._segment is not None else []
        for descriptor in (*current, *self._finished, self._lock_file):
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def _append_beyond(self, record: bytes) -> bool:
        if self._held:
            # The timer of `sync` looks for room; asking the disk at every visitor would make them wait for it.
            return self._hold(record)
        if self._is_at_its_bound():
            return self._lose(Event.SPOOL_BOUND)
        if not self._next_segment():
            return self._hold(record)
        self._write(record)
        return True

    def _write(self, records: bytes) -> None:
        self._memory[self._at : self._at + len(records)] = records
        self._at += len(records)

    def _write_held(self) -> None:
        while self._held:
            if self._at == self._end and (self._is_at_its_bound() or not self._next_segment()):
                return
            count = (self._end - self._at) // _SIZE
            self._write(b"".join(self._held[:count]))
            del self._held[:count]

    def _is_at_its_bound(self) -> bool:
        return self._used + self._at >= self._limit

    def _hold(self, record: bytes) -> bool:
        if len(self._held) >= HELD_RECORDS:
            return self._lose(Event.SPOOL_FULL)
        if not self._held:
            logs.write(Event.SPOOL_HELD, level=logging.ERROR)
        self._held.append(record)
        return True

    def _lose(self, reason: Event) -> bool:
        if not self.lost:
            logs.write(reason, level=logging.ERROR)
        self.lost += 1
        return False

    def _next_segment(self) -> bool:
        """Finish the segment and begin another; False, and nothing has changed, when the disk has no room."""
        path = self.folder / f"{self._number + 1:08d}.log"
        for size in (self._segment_bytes, min(self._segment_bytes, SMALLEST_SEGMENT)):
            with contextlib.suppress(OSError):
                following = _Segment(path, size)
                break
        else:
            return False
        if self._segment is not None:
            self._segment.finish(self._at)
            self._finished.append(self._segment.file)
            self._used += self._at
        self._segment, self._memory = following, following.memory
        self._number += 1
        self._at, self._end = 0, size
        self._is_new = True
        return True


class LeftOver:
    """The spool of a process that has died, held by this one until all of it is shipped and counted."""

    def __init__(self, folder: Path, lock_file: int) -> None:
        self.folder = folder
        self._lock_file = lock_file

    @classmethod
    def claim(cls, folder: Path) -> LeftOver | None:
        """Take over a folder whose process is gone; None while somebody holds it."""
        try:
            descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if (folder / LOCK).stat().st_ino == os.fstat(descriptor).st_ino:
                _give_back_room(folder)
                return cls(folder, descriptor)
        except OSError:
            pass
        os.close(descriptor)
        return None

    def segments(self) -> dict[int, Stretch]:
        """What can be shipped, by number."""
        return _stretches(self.folder)

    def remove(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock_file)

    def release(self) -> None:
        """Leave the folder to another process."""
        os.close(self._lock_file)


def segments_in(folder: Path) -> dict[int, Path]:
    """The segments of a spool by number."""
    return {int(path.stem): path for path in sorted(folder.glob("*.log")) if path.stem.isdigit()}


def whole(size: int) -> int:
    """Bytes of whole records in a file of this size; a torn last record was never answered."""
    return size - size % _SIZE


def filled(content: bytes) -> bytes:
    """The records of a segment, without the room after them. No record consists of zeros: its class is never 0."""
    last = len(content.rstrip(b"\0"))
    return content[: last + -last % _SIZE]


def _stretches(folder: Path) -> dict[int, Stretch]:
    return {number: Stretch(path, whole(path.stat().st_size)) for number, path in segments_in(folder).items()}


def _give_back_room(folder: Path) -> None:
    for path in segments_in(folder).values():
        content = path.read_bytes()
        if (end := len(filled(content))) < len(content):
            os.truncate(path, end)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
