"""Every tracking link in the memory of a redirect process, following the database within two seconds."""

from __future__ import annotations

import os
import threading
import time
import weakref

from sqlalchemy import bindparam, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from hub.core import logs
from hub.core.logs import Event
from hub.links.compact import CompactLinks, Link
from hub.links.models import LinkTableVersion, TrackingLink
from hub.links.rules import is_code, tidy

POLL_SECONDS = 1.0
UNKNOWN_REMEMBERED = 10_000
ASKED_PER_SECOND = 20
"""Unknown codes that one process asks the database for in a second: guessing codes must not keep it busy."""
RECENT = 50_000
"""Links that are kept as they are answered, at most 25 MB. Most people follow a few of the links there are."""
MOST_CHANGES = 50_000
"""Changes beside the compact table, before everything is read anew."""

_ONE = select(TrackingLink.id, TrackingLink.location).where(TrackingLink.code == bindparam("code"))


class LinkTable:
    """Codes with their links. `get` is mostly one dictionary look-up; everything else happens beside it.

    Nothing runs before the first request or `start`, so a server may build the application and then fork.
    """

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions
        self._links = CompactLinks()
        self._changes: dict[str, Link] = {}
        self.recent: dict[str, Link] = {}
        self._unknown: dict[str, None] = {}
        self._asked: tuple[int, int] = (0, 0)
        self._version: int | None = None
        self._lock = threading.RLock()
        self._follower: threading.Thread | None = None
        self._stop = threading.Event()
        me = weakref.ref(self)
        os.register_at_fork(after_in_child=lambda: _forget(me))

    def get(self, code: str) -> Link | None:
        """The link's id and where it leads; None when the code is not in memory.

        `recent` holds what was asked for lately; who has no time to call this looks there first.
        """
        recent = self.recent
        if (known := recent.get(code)) is not None:
            return known
        if len(recent) >= RECENT:
            recent = self.recent = {}
        # The dictionary is taken first, and nothing in it is replaced here: a refresh may have brought a newer one
        # while this was looked up.
        found = self._changes.get(code) or self._links.get(code)
        return None if found is None else recent.setdefault(code, found)

    def ask(self, text: str) -> Link | None:
        """Look for a code that is not in memory: as a person may have typed it, then once in the database.

        A code that the database does not know is remembered, so that garbage and guesses do not reach it
        again. Should a link get that very code later, `refresh` brings it into memory.
        """
        if text in self._unknown:
            return None
        self.start()
        code = tidy(text)
        if not is_code(code):
            return None
        found = self.get(code)
        if found is not None or code in self._unknown or not self._may_ask():
            return found
        try:
            with self._sessions() as session:
                row = session.execute(_ONE, {"code": code}).one_or_none()
        except SQLAlchemyError:
            logs.write(Event.LINK_UNKNOWN)
            return None
        with self._lock:
            if row is not None:
                # A refresh may have brought a newer one while this was asked.
                return self._changes.setdefault(code, (row.id, row.location))
            if len(self._unknown) >= UNKNOWN_REMEMBERED:
                del self._unknown[next(iter(self._unknown))]
            self._unknown[code] = None
        return None

    def start(self) -> None:
        """Load the links and follow their changes; does nothing when it already does."""
        if self._is_following():
            return
        follower = threading.Thread(target=self._follow, name="link-table", daemon=True)
        with self._lock:
            # Another request may have been first while this one waited for the lock.
            if self._is_following():
                return
            self._quietly_refresh()
            self._stop.clear()
            self._follower = follower
            follower.start()

    def stop(self) -> None:
        """Stop following."""
        follower, self._follower = self._follower, None
        self._stop.set()
        if follower is not None:
            follower.join()

    def refresh(self) -> bool:
        """Read what has changed since the last time; whether there was anything.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: when the database is away.
        """
        with self._lock, self._sessions() as session:
            version = session.scalar(select(LinkTableVersion.version)) or 0
            if version == self._version:
                return False
            # A version that went back means a restored database: everything is read anew.
            if self._version is None or version < self._version or len(self._changes) > MOST_CHANGES:
                self._read_all(session)
            else:
                self._read_changes(session, self._version)
            self._version = version
            return True

    def __len__(self) -> int:
        return len(self._links) + sum(self._links.get(code) is None for code in self._changes)

    def _read_all(self, session: Session) -> None:
        # By kit, because the links of a kit share their target. The rows come in parts, also from PostgreSQL.
        rows = session.execute(
            select(TrackingLink.code, TrackingLink.id, TrackingLink.location)
            .order_by(TrackingLink.kit_id)
            .execution_options(yield_per=10_000)
        )
        self._links = CompactLinks((code, link_id, location) for code, link_id, location in rows)
        self._changes = {}
        self.recent = {}

    def _read_changes(self, session: Session, since: int) -> None:
        rows = session.execute(
            select(TrackingLink.code, TrackingLink.id, TrackingLink.location)
            .where(TrackingLink.changed_in > since)
            .execution_options(yield_per=10_000)
        )
        for code, link_id, location in rows:
            self._changes[code] = self.recent[code] = (link_id, location)

    def _may_ask(self) -> bool:
        """Whether this second's questions are not used up. Not exact among threads, and need not be."""
        second = int(time.monotonic())
        began, asked = self._asked
        self._asked = (second, asked + 1 if second == began else 1)
        return self._asked[1] <= ASKED_PER_SECOND

    def _is_following(self) -> bool:
        return self._follower is not None

    def _follow(self) -> None:
        while not self._stop.wait(POLL_SECONDS):
            self._quietly_refresh()

    def _quietly_refresh(self) -> None:
        """A database that is away leaves the links as they are: people still arrive."""
        try:
            self.refresh()
        except SQLAlchemyError:
            logs.write(Event.LINKS_STALE)


def _forget(reference: weakref.ref[LinkTable]) -> None:
    """After a fork: the child has neither the thread nor a lock that somebody will release."""
    table = reference()
    if table is not None:
        table._lock = threading.RLock()
        table._stop = threading.Event()
        table._follower = None
