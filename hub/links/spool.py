"""A process's own file of records on local disk: a click is safe here before it is answered.

An append is one `write` to a file that stays open. What is written survives `kill -9` of the process, for it
lies in the system's page cache; a loss of power takes what was not yet synced, a fifth of a second. One
folder for each start of a process, under a random name: `<root>/<producer>/<segment>.log`, held by a lock as
long as the process lives.
"""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import secrets
import shutil
import threading
from pathlib import Path

from hub.core import logs
from hub.core.logs import Event
from hub.links.events import RECORD

SEGMENT_BYTES = 4 * 1024 * 1024
LIMIT_BYTES = 512 * 1024 * 1024
"""Bound of one process's spool: 33 million requests. Beyond it people still arrive, but are not counted."""
HELD_RECORDS = 100_000
"""Records kept in memory while the disk refuses them: 1.6 MB."""
LOCK = "lock"


def segments_in(folder: Path) -> dict[int, Path]:
    """The segments of a spool by number."""
    return {int(path.stem): path for path in sorted(folder.glob("*.log")) if path.stem.isdigit()}


def whole(size: int) -> int:
    """Bytes of whole records in a file of this size; a torn last record was never answered."""
    return size - size % RECORD.size


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
        self._segment = 1
        self._size = 0
        self._file = self._open(1)

    def append(self, record: bytes) -> bool:
        """Add one packed record. False when it is neither on disk nor held for it: the bound is reached."""
        with self._lock:
            if self._held and not self._write_held():
                return self._hold(record)
            if self._used >= self._limit:
                return self._lose(Event.SPOOL_BOUND)
            return self._write(record) or self._hold(record)

    def sync(self) -> None:
        """Bring what the page cache holds to the disk, and what memory holds for a disk that was full."""
        with self._lock:
            if self._held:
                self._write_held()
        with contextlib.suppress(OSError):
            os.fdatasync(self._file)

    def rotate(self) -> None:
        """Begin a new segment, unless this one is empty."""
        with self._lock:
            if self._size:
                self._next_segment()

    def freed(self, size: int) -> None:
        """Learn that so many bytes of finished segments have been counted and deleted."""
        with self._lock:
            self._used -= size

    def abandon(self) -> None:
        """Let go of the files without writing; in a forked child, which must not hold the parent's lock."""
        for descriptor in (self._file, self._lock_file):
            with contextlib.suppress(OSError):
                os.close(descriptor)

    def _write(self, record: bytes) -> bool:
        try:
            written = os.write(self._file, record)
        except OSError:
            return False
        if written != RECORD.size:
            os.ftruncate(self._file, self._size)
            return False
        self._size += RECORD.size
        self._used += RECORD.size
        if self._size >= self._segment_bytes:
            self._next_segment()
        return True

    def _write_held(self) -> bool:
        done = 0
        for record in self._held:
            if not self._write(record):
                break
            done += 1
        del self._held[:done]
        return not self._held

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

    def _next_segment(self) -> None:
        # A disk without room for another file leaves this one in use, larger than it should be.
        with contextlib.suppress(OSError):
            following = self._open(self._segment + 1)
            previous, self._file = self._file, following
            self._segment += 1
            self._size = 0
            os.close(previous)

    def _open(self, segment: int) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        return os.open(self.folder / f"{segment:08d}.log", flags, 0o600)


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
                return cls(folder, descriptor)
        except OSError:
            pass
        os.close(descriptor)
        return None

    def remove(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        os.close(self._lock_file)

    def release(self) -> None:
        """Leave the folder to another process."""
        os.close(self._lock_file)
