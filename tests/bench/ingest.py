"""How many clicks a second one process counts, visitors included, and that history does not slow it."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from redis import Redis
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

from hub.core import db
from hub.metrics import ingest
from hub.metrics.models import ClickDay
from hub.ops import migrate
from tests.bench import clicks


@dataclass
class History:
    """Seconds of each batch of `size` clicks, while the table grows: some days after others."""

    size: int
    rows: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def rate(self, part: slice) -> float:
        """Clicks a second in the middle one of some batches."""
        return self.size / statistics.median(self.seconds[part])


def prepared(url: str, links: int = clicks.LINKS) -> sessionmaker[Session]:
    """A migrated database that knows the links, by their newest id."""
    migrate.upgrade(url)
    sessions = db.make_sessionmaker(url)
    with sessions() as session:
        # One link stands for all: what counts is the newest id.
        if url.startswith("sqlite"):
            session.execute(text("PRAGMA foreign_keys = OFF"))
        else:
            session.execute(text("SET session_replication_role = replica"))
        session.execute(
            text(
                "INSERT INTO tracking_link (id, code, kit_id, network, source, location, changed_in) "
                "VALUES (:id, 'zzzzzzzz', 1, 'bench', 'bench', 'https://bench.example/', 0)"
            ),
            {"id": links},
        )
        session.commit()
    sessions.kw["bind"].dispose()
    return sessions


def rate(sessions: sessionmaker[Session], client: Redis, number: int, *, skewed: bool, seed: int) -> float:
    """Clicks a second of draining `number` clicks from the stream into an empty table."""
    _empty(sessions)
    records = clicks.made(number, skewed=skewed, seed=seed)
    clicks.ship(client, f"bench{seed}{skewed}", records)
    return number / _seconds(lambda: _drained(sessions, client, number))


def linear(sessions: sessionmaker[Session], client: Redis, sizes: list[int], rounds: int) -> dict[int, list[float]]:
    """Seconds of draining ever more uniform clicks, each time into an empty table, by how many they were.

    The sizes take turns, so that a slow minute of the machine meets all of them.
    """
    found: dict[int, list[float]] = {size: [] for size in sizes}
    for turn in range(rounds):
        for size in sizes:
            found[size].append(size / rate(sessions, client, size, skewed=False, seed=500 + size + turn))
    return found


def history(sessions: sessionmaker[Session], client: Redis, batches: int, size: int) -> History:
    """Count day after day, uniformly, and note the seconds of each batch beside what was counted before."""
    found = History(size)
    total = 0
    _empty(sessions)
    for batch in range(batches):
        records = clicks.made(size, skewed=False, seed=1000 + batch, first_day=clicks.FIRST_DAY + batch * clicks.DAYS)
        clicks.ship(client, f"history{batch}", records)
        found.rows.append(total)
        found.seconds.append(_seconds(lambda: _drained(sessions, client, size)))
        found.memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        total += clicks.rows_of(records)
    return found


def _empty(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        # A million deleted rows would be tidied up by PostgreSQL while the next million is measured.
        postgres = session.get_bind().dialect.name == "postgresql"
        session.execute(text(f"{'TRUNCATE' if postgres else 'DELETE FROM'} {ClickDay.__tablename__}"))
        session.commit()


def _drained(sessions: sessionmaker[Session], client: Redis, number: int) -> None:
    with sessions() as session:
        counted = ingest.drain(session, client, patience=600)
    if counted != number:
        raise AssertionError(f"{counted} of {number} clicks were counted")


def _seconds(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
