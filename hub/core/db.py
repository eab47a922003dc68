"""The database: one engine per process, one session per request or job, committed once at the edge."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g
from sqlalchemy import DateTime, Engine, MetaData, TypeDecorator, create_engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.url import make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from hub.core import queue

MIGRATIONS = Path(__file__).parent.parent / "migrations" / "versions"
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Declarative base of every table; names of constraints follow one convention so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMING)


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment. Aware on the Python side, naive UTC in the database, so that SQLite and PostgreSQL store alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        return None if value is None else value.replace(tzinfo=dt.UTC)


def make_engine(url: str) -> Engine:
    """Build the engine for SQLite or PostgreSQL (psycopg 3); a plain `postgresql://` address is understood."""
    parsed = make_url(url)
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    # An error's text would otherwise hold the values of its statement, and so a person's number.
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    # IMMEDIATE takes the write lock when a transaction first writes. A deferred one would fail at once, without
    # waiting, whenever another process had written between its first read and its first write.
    engine = create_engine(parsed, connect_args={"isolation_level": "IMMEDIATE", "timeout": 15}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # What is deleted is overwritten. A person who left would otherwise stand in the file's free pages.
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.close()

    return engine


def make_sessionmaker(url: str) -> sessionmaker[Session]:
    """Sessions for a process. Objects stay readable after the commit, because a page renders them afterwards."""
    return sessionmaker(make_engine(url), expire_on_commit=False)


def init_app(app: Flask, sessions: sessionmaker[Session]) -> None:
    """Give each request a session of its own, and take it away with everything uncommitted."""
    app.extensions["hub_sessions"] = sessions

    @app.teardown_appcontext
    def _close(_error: BaseException | None) -> None:
        session: Session | None = g.pop("db_session", None)
        if session is not None:
            session.close()


def session() -> Session:
    """The session of this request."""
    if "db_session" not in g:
        g.db_session = current_app.extensions["hub_sessions"]()
    found: Session = g.db_session
    return found


def commit(active: Session | None = None) -> None:
    """Commit once, at the edge, and only then hand the collected jobs to the queue."""
    active = active or session()
    active.commit()
    queue.send_collected(active)


def empty_journal(session: Session) -> None:
    """Empty SQLite's log of changes, which keeps pages as they were: with people who left, and with sign-in links by
    person and time. It would otherwise grow to some thousand pages before it begins anew. Not within a transaction;
    while somebody reads, it stays until the next time.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


@cache
def newest_migration() -> str:
    """The number of the newest migration that this program brings."""
    return max(file.name[:4] for file in MIGRATIONS.glob("[0-9][0-9][0-9][0-9]_*.py"))
