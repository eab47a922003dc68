"""`pg_dump` and `pg_restore`, as `hub backup` and `hub restore` call them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from hub.core.config import Settings
from tests.factories.accounts import make_person
from tests.integration.ops.backups import Hub, Manifest, Members, declare, leave, names, rewrite, state


@pytest.fixture
def client_programs(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder at the front of the PATH, for programs that stand in for PostgreSQL's."""
    folder = tmp_path_factory.mktemp("programs")
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")
    return folder


def _program(file: Path, script: str) -> None:
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o700)


postgres_only = pytest.mark.parametrize(
    "database_url", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


@postgres_only
def test_the_password_is_not_on_the_command_line_of_postgresqls_programs(
    hub: Hub, settings: Settings, away: Path, client_programs: Path
) -> None:
    for name in ("pg_dump", "pg_restore"):
        real = shutil.which(name)
        _program(client_programs / name, f'echo "$@" >> {away}/seen\nexec {real} "$@"')
    url = make_url(settings.database_url).set(password="hemmelig").render_as_string(hide_password=False)
    done = hub("backup", away / "file", database_url=url)
    assert done.exit_code == 0, done.output
    done = hub("restore", away / "file", "--replace", database_url=url)
    assert done.exit_code == 0, done.output
    seen = (away / "seen").read_text()
    assert "--format=custom" in seen
    assert "--single-transaction" in seen
    assert "hemmelig" not in seen
    assert "hemmelig" not in done.output


@postgres_only
def test_programs_of_postgresql_that_are_missing_or_too_old_are_named(
    hub: Hub, settings: Settings, away: Path, client_programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _program(client_programs / "pg_dump", "echo 'pg_dump (PostgreSQL) 9.6.24'")
    refused = hub("backup", away / "file")
    assert (refused.exit_code, refused.output.count("\n")) == (1, 1)
    assert "too old for the server (pg_dump (PostgreSQL) 9.6.24)" in refused.output
    monkeypatch.setenv("PATH", str(away))
    refused = hub("backup", away / "file")
    assert "pg_dump is not on the PATH: install PostgreSQL's client programs" in refused.output
    assert names(away) == set()


@postgres_only
@pytest.mark.parametrize("cause", ["a dump that was cut", "a view that somebody has made on a table"])
def test_a_restore_that_breaks_off_changes_nothing(
    hub: Hub, session: Session, settings: Settings, backup: Path, cause: str
) -> None:
    def cut(manifest: Manifest, members: Members) -> None:
        declare(manifest, members, "database", members["database"][:-3000])

    make_person(session, "Ny", "ny@fjordby.example")
    if cause == "a dump that was cut":
        rewrite(backup, cut)
    else:
        # The table cannot be dropped, which comes up when others have been.
        session.execute(text("CREATE VIEW newest AS SELECT max(frozen_on) FROM release"))
    session.commit()
    leave(session)
    # These would come back with the backup.
    for file in (settings.data_dir / "assets").iterdir():
        file.unlink()
    before = state(settings)
    refused = hub("restore", backup, "--replace")
    assert (refused.exit_code, refused.output.count("\n")) == (1, 1)
    assert "pg_restore failed" in refused.output
    assert state(settings) == before


@postgres_only
def test_a_server_that_is_away_is_said_in_one_line(hub: Hub, backup: Path, away: Path) -> None:
    nowhere = "postgresql://hub@127.0.0.1:1/hub"
    for arguments in (("backup", away / "another"), ("restore", backup, "--replace")):
        refused = hub(*arguments, database_url=nowhere)
        assert (refused.exit_code, refused.output.count("\n")) == (1, 1), refused.output
        assert "The database does not answer" in refused.output
