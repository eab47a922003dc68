"""What is deleted does not stay in the database's file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.pool import Pool

from hub.core import db
from tests.factories.accounts import make_person


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
