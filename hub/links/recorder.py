"""Recording a request on a tracking link: a visitor's hash, one packed record, one append.

The salt changes with the organisation's local day, and yesterday's is forgotten here as soon as the day is
over.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
import secrets
import threading
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

from redis import Redis
from redis.exceptions import RedisError

from hub.core import clock, logs
from hub.core.logs import Event
from hub.links.events import NO_LINK, NOBODY, RECORD, Kind, number_of
from hub.links.shipper import ROUND_RECORDS, Shipper
from hub.links.spool import Spool

SYNC_SECONDS = 0.2
TIDY_SECONDS = 5.0
ROTATE_SECONDS = 600.0
SALT_PATIENCE = 0.25
"""Seconds that the first visitor of a day may wait for the salt; then this process uses one of its own."""
_CLICK = Kind.CLICK


@dataclass(frozen=True)
class _Day:
    """The moments between which the day lies, its number, the keyed hash to copy for each visitor, and whether all
    processes have this salt.
    """

    date: dt.date
    begins: float
    ends: float
    number: int
    hasher: Any
    shared: bool


@dataclass
class _Work:
    """What belongs to this process and must not be carried into a forked one."""

    spool: Spool
    shipper: Shipper
    stop: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)


class Recorder:
    """Records requests. `record` may be called from any thread; it starts what it needs with the first call.

    `salt` gives the salt of a day, the same for every process; it may raise when its store is away.
    """

    def __init__(self, root: Path, stream: Redis, salt: Callable[[dt.date], bytes]) -> None:
        self._root = root
        self._stream = stream
        self._salt = salt
        self._day: _Day | None = None
        self._lost = 0
        self._closed_until = 0.0
        self._work: _Work | None = None
        self._lock = threading.Lock()
        me = weakref.ref(self)
        os.register_at_fork(after_in_child=lambda: _forget(me))

    def record(self, link_id: int, kind: Kind, address: str, agent: str) -> bool:
        """Write one record; False when it could not be kept. Only a click names its link and a visitor's hash.

        `agent` is as much of the user agent as is looked at (`agents.LONGEST`).
        """
        day = self._day
        # Two comparisons, because asking for the local date costs as much as the hash.
        if day is None or not day.begins <= clock.seconds() < day.ends:
            day = self._begin(clock.local_today())
        link, visitor = NO_LINK, NOBODY
        if kind is _CLICK:
            hasher = day.hasher.copy()
            hasher.update(f"{link_id}\0{address}\0{agent}".encode("utf-8", "replace"))
            link, visitor = link_id, hasher.digest()
        work = self._work or self.start()
        if work is None:
            self._lost += 1
            return False
        return work.spool.append(RECORD.pack(link, day.number, kind, visitor))

    @property
    def lost(self) -> int:
        """Records that this process could not keep, since its start."""
        return self._lost + (self._work.spool.lost if self._work is not None else 0)

    def start(self) -> _Work | None:
        """Open the spool and start the threads; None when the folder cannot be written."""
        with self._lock:
            if self._work is None:
                if time.monotonic() < self._closed_until:
                    return None
                try:
                    spool = Spool(self._root)
                except OSError as error:
                    self._closed_until = time.monotonic() + TIDY_SECONDS
                    logs.write(Event.SPOOL_CLOSED, level=logging.ERROR, error=error)
                    return None
                work = _Work(spool, Shipper(self._root, spool, self._stream))
                for name, task in (
                    ("click-sync", self._keep_syncing),
                    ("click-shipper", self._keep_shipping),
                ):
                    thread = threading.Thread(target=task, args=(work,), name=name, daemon=True)
                    work.threads.append(thread)
                    thread.start()
                self._work = work
            return self._work

    def stop(self) -> None:
        """Stop the threads and let go of the spool; another process ships what is left."""
        with self._lock:
            work, self._work = self._work, None
        if work is not None:
            work.stop.set()
            for thread in work.threads:
                thread.join()
            work.shipper.release()
            work.spool.abandon()

    def _begin(self, today: dt.date) -> _Day:
        """Change the salt at midnight. Nobody waits long: a day may begin with a salt of our own."""
        found: list[bytes] = []

        def ask() -> None:
            try:
                found.append(self._salt(today))
            except (RedisError, OSError):
                logs.write(Event.SALTS_AWAY)

        with self._lock:
            if self._day is not None and self._day.date == today:
                return self._day
            asking = threading.Thread(target=ask, name="daily-salt", daemon=True)
            asking.start()
            asking.join(SALT_PATIENCE)
            self._day = _a_day(today, found[0] if found else None)
            return self._day

    def _refresh_day(self) -> None:
        """Forget a salt that is over, and get the shared one if it could not be had before."""
        day = self._day
        if day is None or not day.begins <= clock.seconds() < day.ends:
            self._day = None
        elif not day.shared:
            try:
                self._day = _a_day(day.date, self._salt(day.date))
            except (RedisError, OSError):
                return

    def _keep_syncing(self, work: _Work) -> None:
        while not work.stop.wait(SYNC_SECONDS):
            work.spool.sync()

    def _keep_shipping(self, work: _Work) -> None:
        rest = SYNC_SECONDS
        said = 0
        looked = rotated = time.monotonic()
        tidied = looked - TIDY_SECONDS
        while not work.stop.wait(rest):
            now = time.monotonic()
            # First, because this must go on while Redis is away.
            if now - looked >= TIDY_SECONDS:
                looked = now
                self._refresh_day()
                if (lost := self.lost) > said:
                    logs.write(Event.CLICKS_LOST, level=logging.ERROR, count=lost - said)
                    said = lost
            try:
                sent = work.shipper.ship()
                if now - tidied >= TIDY_SECONDS:
                    tidied = now
                    work.shipper.adopt()
                    work.shipper.tidy()
                # A backlog is shipped without a rest, so that order returns soon after Redis does. What only came in
                # meanwhile is left to gather: small batches would cost the redirect as much time as its own work.
                rest = 0.0 if sent >= ROUND_RECORDS else SYNC_SECONDS
                if now - rotated >= ROTATE_SECONDS:
                    rotated = now
                    work.spool.rotate()
            except RedisError:
                rest = 1.0
            except OSError as error:
                logs.write(Event.SPOOL_UNREADABLE, level=logging.ERROR, error=error)
                rest = 5.0


def _a_day(date: dt.date, salt: bytes | None) -> _Day:
    hasher = blake2b(key=salt or secrets.token_bytes(32), digest_size=len(NOBODY))
    begins, ends = (
        dt.datetime.combine(each, dt.time(), tzinfo=clock.zone()).timestamp()
        for each in (date, date + dt.timedelta(days=1))
    )
    return _Day(date, begins, ends, number_of(date), hasher, shared=salt is not None)


def _forget(reference: weakref.ref[Recorder]) -> None:
    """After a fork: spool, lock and threads are the parent's."""
    recorder = reference()
    if recorder is not None:
        recorder._lock = threading.Lock()
        work, recorder._work = recorder._work, None
        if work is not None:
            work.spool.abandon()
