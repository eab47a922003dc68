"""What is deleted does not stay in the database's files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import Pool

from hub.accounts import service
from hub.accounts.models import SignInToken
from hub.core import db
from hub.core.config import Settings
from tests.factories.accounts import make_person
from worker import context
from worker.jobs import close_day


@pytest.fixture
def as_built_elsewhere() -> Iterator[None]:
    """Debian builds SQLite so that it overwrites; most others do not."""

    def leave_what_was_deleted(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA secure_delete=OFF")

    event.listen(Pool, "connect", leave_what_was_deleted)
    yield
    event.remove(Pool, "connect", leave_what_was_deleted)


def test_a_deleted_person_is_overwritten_in_the_file(
    as_built_elsewhere: None, database_url: str, tmp_path: Path
) -> None:
    sessions = db.make_sessionmaker(database_url)
    with sessions() as session:
        person = make_person(session, "Kanariefugl Kanariesen", "kanarie@fjordby.example")
        session.commit()
        session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        assert b"Kanariefugl" in (tmp_path / "hub.db").read_bytes()
        session.delete(person)
        session.commit()
        session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    sessions.kw["bind"].dispose()
    assert b"Kanariefugl" not in (tmp_path / "hub.db").read_bytes()


def test_the_hourly_job_empties_the_log_of_changes_in_which_used_sign_in_links_stand(
    settings: Settings,
    sessions: sessionmaker[Session],
    queue_redis: Redis,
    counts_redis: Redis,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    log = tmp_path / "hub.db-wal"
    with sessions() as session:
        person = make_person(session, "Kanariefugl Kanariesen", "kanarie@fjordby.example")
        service.request_link(session, "kanarie@fjordby.example")
        session.commit()
        nonce = session.scalars(select(SignInToken.nonce)).one().encode()
        session.delete(person)
        session.commit()
    assert nonce in log.read_bytes()
    assert b"Kanariefugl" in log.read_bytes()
    monkeypatch.setattr(context, "_process", lambda: (settings, sessions, queue_redis, counts_redis))
    close_day.run()
    assert not any(sign in file.read_bytes() for file in tmp_path.glob("hub.db*") for sign in (nonce, b"Kanariefugl"))
