"""How many clicks a second one process counts, visitors included, and that history does not slow it."""

from __future__ import annotations

import resource
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
    """Rates batch by batch, while the table grows: a day after another."""

    rows: list[int] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)


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
    with sessions() as session:
        session.execute(ClickDay.__table__.delete())
        session.commit()
    records = clicks.made(number, skewed=skewed, seed=seed)
    clicks.ship(client, f"bench{seed}{skewed}", records)
    return number / _seconds(lambda: _drained(sessions, client, number))


def linear(sessions: sessionmaker[Session], client: Redis, sizes: list[int]) -> list[tuple[int, float]]:
    """(clicks, seconds) of draining ever more uniform clicks, each time into an empty table."""
    return [(size, size / rate(sessions, client, size, skewed=False, seed=500 + size)) for size in sizes]


def history(sessions: sessionmaker[Session], client: Redis, batches: int, size: int) -> History:
    """Count day after day, uniformly, and note the rate of each batch beside what was counted before."""
    found = History()
    total = 0
    for batch in range(batches):
        records = clicks.made(size, skewed=False, seed=1000 + batch, first_day=clicks.FIRST_DAY + batch * clicks.DAYS)
        clicks.ship(client, f"history{batch}", records)
        found.rows.append(total)
        found.rates.append(size / _seconds(lambda: _drained(sessions, client, size)))
        found.memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        total += clicks.rows_of(records)
    return found


def _drained(sessions: sessionmaker[Session], client: Redis, number: int) -> None:
    with sessions() as session:
        counted = ingest.drain(session, client, patience=600)
    if counted != number:
        raise AssertionError(f"{counted} of {number} clicks were counted")


def _seconds(work: Callable[[], None]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin
