"""`hub backup` and `hub restore`: what is in the file, what comes back, and what is refused."""

from __future__ import annotations

import datetime as dt
import fcntl
import os
import resource
import sqlite3
import stat
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
import time_machine
from alembic import command
from redis import Redis
from sqlalchemy import select, text
from sqlalchemy.orm import Session, sessionmaker

from hub.accounts import service as accounts
from hub.accounts.models import Person, SignInToken
from hub.core import clock, demo
from hub.core.config import Settings
from hub.counting.cells import KIT_WEEK, OPTED_IN_QUARTER, WHOLE_ORGANISATION
from hub.counting.pending import PendingCells
from hub.kits import assets
from hub.metrics import release, windows_open
from hub.metrics.models import ReleasedCell
from hub.ops import migrate, up
from tests.factories.accounts import make_person, make_unit
from tests.factories.ambassadors import make_ambassador
from tests.factories.kits import make_kit, picture
from tests.integration.ops.backups import Hub, leave, members_of, names, state, tables
from tests.servers import both_databases


@both_databases
def test_what_was_there_comes_back_with_its_pictures_and_nothing_else(
    hub: Hub, session: Session, settings: Settings, backup: Path
) -> None:
    before = state(settings)
    session.delete(session.scalars(select(Person)).one())
    make_kit(session)
    for file in (settings.data_dir / "assets").iterdir():
        file.unlink()
    assets.store(session, picture(colour="red"), settings.data_dir / "assets")
    session.commit()
    leave(session)
    done = hub("restore", backup, "--replace")
    assert done.exit_code == 0, done.output
    assert state(settings) == before
    assert not {name for name in names(settings.data_dir) if name.startswith((".hub", "hub.db-")) or name == "copy"}


@both_databases
def test_it_goes_onto_a_machine_that_has_nothing_yet(
    hub: Hub, settings: Settings, backup: Path, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    before, pictures = state(settings)
    postgres = settings.database_url.startswith("postgres")
    url = request.getfixturevalue("postgres_url") if postgres else f"sqlite:///{tmp_path}/new/hub.db"
    done = hub("restore", backup, data_dir=tmp_path / "new", database_url=url)
    assert done.exit_code == 0, done.output
    assert tables(url) == before
    assert sorted(file.read_bytes() for file in (tmp_path / "new" / "assets").iterdir()) == sorted(pictures.values())


@both_databases
def test_it_is_whole_while_others_write(hub: Hub, session: Session, settings: Settings, away: Path) -> None:
    make_person(session, "Først", "foerst@fjordby.example")
    session.commit()
    make_person(session, "Endnu ikke", "endnu@fjordby.example")
    done = hub("backup", away / "file")
    session.commit()
    leave(session)
    assert done.exit_code == 0, done.output
    assert hub("restore", away / "file", "--replace").exit_code == 0
    assert [row[1] for row in tables(settings.database_url)["person"]] == ["Først"]


def test_it_tells_nothing_beside_what_is_in_it(hub: Hub, settings: Settings, backup: Path, counts_redis: Redis) -> None:
    """Whatever happens without a row leaves no trace, and neither does the moment of the backup."""
    counts_redis.set("cell:kit_week:1:2026-W47", 7)
    (settings.data_dir / "secret_key").write_text("a secret")
    for folder in ("counts", "queue", "spool"):
        (settings.data_dir / folder).mkdir()
        (settings.data_dir / folder / "file").write_text("7")
    again = backup.with_name("again")
    assert hub("backup", again).exit_code == 0
    assert again.read_bytes() == backup.read_bytes()
    # The archive's own header has room for a second, and for a name.
    assert backup.read_bytes()[3:8] == bytes(5)
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    with tarfile.open(backup) as tar:
        members = tar.getmembers()
    assert {(each.mtime, each.uid, each.gid, each.uname, each.mode) for each in members} == {(0, 0, 0, "", 0o600)}
    names = [each.name for each in members]
    assert names == ["manifest.json", *sorted(names[1:])]
    assert {name.split("/")[0] for name in names} == {"manifest.json", "assets", "database"}
    assert len(names) == 2 + len(assets.Size)


def test_what_was_deleted_is_not_in_it(hub: Hub, session: Session, settings: Settings, away: Path) -> None:
    """Not even where another program has deleted it, which leaves it in the file's free room."""
    make_person(session, "Kanariefugl " * 500, "kanarie@fjordby.example")
    session.commit()
    leave(session)
    with closing(sqlite3.connect(settings.data_dir / "hub.db", isolation_level=None)) as other:
        other.execute("PRAGMA secure_delete=OFF")
        other.execute("DELETE FROM person")
        other.execute("PRAGMA journal_mode=DELETE")
    assert b"Kanariefugl" in (settings.data_dir / "hub.db").read_bytes()
    assert hub("backup", away / "file").exit_code == 0
    assert b"Kanariefugl" not in members_of(away / "file")["database"]


@both_databases
def test_nobody_who_asks_to_sign_in_is_kept_in_it(hub: Hub, session: Session, settings: Settings, away: Path) -> None:
    make_person(session, email="anna@fjordby.example")
    accounts.request_link(session, "anna@fjordby.example")
    session.commit()
    nonce = session.scalars(select(SignInToken.nonce)).one()
    leave(session)
    assert hub("backup", away / "file").exit_code == 0
    assert nonce.encode() not in members_of(away / "file")["database"]
    assert hub("restore", away / "file", "--replace").exit_code == 0
    assert tables(settings.database_url)["sign_in_token"] == []
    assert len(tables(settings.database_url)["person"]) == 1


def test_nothing_is_overwritten_and_no_folder_is_made(hub: Hub, settings: Settings, backup: Path) -> None:
    before = backup.read_bytes()
    refused = hub("backup", backup)
    assert (refused.exit_code, refused.output.count("\n")) == (1, 1)
    assert "exists already" in refused.output
    assert backup.read_bytes() == before
    link = backup.with_name("link")
    link.symlink_to(backup.with_name("nowhere"))
    assert "exists already" in hub("backup", link).output
    refused = hub("backup", backup.parent / "missing" / "file")
    assert (refused.exit_code, refused.output) == (1, f"Error: There is no folder {backup.parent / 'missing'}.\n")
    assert names(backup.parent) == {backup.name, "link"}


def test_without_a_database_there_is_nothing_to_back_up(hub: Hub, settings: Settings, away: Path) -> None:
    missing = settings.data_dir / "missing.db"
    refused = hub("backup", away / "file", database_url=f"sqlite:///{missing}")
    assert (refused.exit_code, missing.exists(), names(away)) == (1, False, set())
    assert "nothing to back up" in refused.output


def test_a_disk_that_fills_up_leaves_no_half_of_it(settings: Settings, away: Path) -> None:
    (settings.data_dir / "assets").mkdir()
    (settings.data_dir / "assets" / f"{0:032x}-card.jpg").write_bytes(os.urandom(6_000_000))
    before = names(settings.data_dir)
    done = subprocess.run(
        [sys.executable, "-m", "hub.cli", "backup", str(away / "file")],
        env={**os.environ, **up.environment(settings)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, 4_000_000)),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr == f"Error: {away / 'file'} could not be written: File too large.\n"
    assert names(away) == set()
    assert names(settings.data_dir) == before | {"copy.lock"}


def test_what_a_killed_backup_left_lying_is_taken_away_by_the_next(hub: Hub, settings: Settings, away: Path) -> None:
    left = settings.data_dir / "copy" / "whole"
    left.parent.mkdir()
    left.write_text("people who may have left since")
    with (settings.data_dir / "copy.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "Another backup or restore runs" in hub("backup", away / "file").output
        assert left.exists()
    assert hub("backup", away / "file").exit_code == 0
    assert not left.parent.exists()


def test_a_backup_that_is_asked_to_stop_leaves_nothing_lying(settings: Settings, away: Path) -> None:
    """A pipe among the pictures keeps it waiting, so that it is surely at work when it is asked."""
    (settings.data_dir / "assets").mkdir()
    os.mkfifo(settings.data_dir / "assets" / f"{0:032x}-card.jpg")
    process = subprocess.Popen(
        [sys.executable, "-m", "hub.cli", "backup", str(away / "file")],
        env={**os.environ, **up.environment(settings)},
        stderr=subprocess.PIPE,
    )
    while not (settings.data_dir / "copy" / "database").exists() and process.poll() is None:
        time.sleep(0.02)
    process.terminate()
    assert process.wait(30) == 143
    process.communicate()
    assert names(away) == set()
    assert not (settings.data_dir / "copy").exists()


@both_databases
def test_data_is_not_replaced_unasked(hub: Hub, session: Session, settings: Settings, backup: Path) -> None:
    make_person(session, "Ny", "ny@fjordby.example")
    session.commit()
    leave(session)
    before = state(settings)
    refused = hub("restore", backup)
    assert (refused.exit_code, refused.output.count("\n")) == (1, 1)
    assert "--replace" in refused.output
    assert state(settings) == before


@both_databases
def test_the_hub_is_not_replaced_under_its_own_feet(
    hub: Hub, session: Session, settings: Settings, backup: Path
) -> None:
    with up.claim(settings):
        assert "already runs on the folder" in hub("restore", backup, "--replace").output
    # A web or worker process of its own keeps its connection.
    session.execute(text("SELECT 1 FROM person"))
    session.commit()
    before = state(settings)
    refused = hub("restore", backup, "--replace")
    assert refused.exit_code == 1
    assert "Stop web, links, worker and tick first" in refused.output
    assert state(settings) == before
    leave(session)
    assert hub("restore", backup, "--replace").exit_code == 0


@pytest.mark.parametrize("database", ["as it was", "ruined", "moved away"])
def test_a_log_left_by_a_crash_is_not_read_into_the_restored_database(
    hub: Hub, session: Session, settings: Settings, backup: Path, database: str
) -> None:
    make_person(session, "Ny", "ny@fjordby.example")
    session.commit()
    live = settings.data_dir / "hub.db"
    left = {name: (settings.data_dir / name).read_bytes() for name in ("hub.db", "hub.db-wal")}
    assert b"ny@fjordby.example" in left["hub.db-wal"]
    leave(session)
    for name, content in left.items():
        (settings.data_dir / name).write_bytes(content)
    if database == "ruined":
        live.write_bytes(b"ruined" * 5000)
        (settings.data_dir / "hub.db-wal").write_bytes(b"ruined" * 5000)
        assert "--replace" in hub("restore", backup).output, "what cannot be read may be somebody's data"
    elif database == "moved away":
        live.unlink()
    done = hub("restore", backup, "--replace")
    assert done.exit_code == 0, done.output
    assert not (settings.data_dir / "hub.db-wal").exists()
    with closing(sqlite3.connect(live)) as restored:
        assert restored.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert [row[1] for row in tables(settings.database_url)["person"]] == ["Kanariefugl Kanariesen"]


@pytest.mark.parametrize(
    "postgres", [False, pytest.param(True, marks=pytest.mark.postgres)], ids=["sqlite", "postgres"]
)
def test_an_older_database_is_brought_to_the_present_schema(
    hub: Hub, away: Path, tmp_path: Path, postgres: bool, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_url") if postgres else f"sqlite:///{tmp_path}/old.db"
    command.upgrade(migrate.alembic_config(url), "0008")
    done = hub("backup", away / "file", database_url=url)
    assert done.exit_code == 0, done.output
    done = hub("restore", away / "file", "--replace", database_url=url)
    assert done.exit_code == 0, done.output
    assert tables(url)["alembic_version"] == [(migrate.newest(),)]
    if postgres:
        # The tables of the newer schema would hold on to the older ones.
        refused = hub("restore", away / "file", "--replace", database_url=url)
        assert "has schema 0011, and the backup 0008" in refused.output
        assert tables(url)["alembic_version"] == [(migrate.newest(),)]


@pytest.mark.parametrize("mark", [demo.mark, demo.mark_benchmark])
def test_the_mark_of_a_demonstration_or_benchmark_stays(
    hub: Hub, session: Session, settings: Settings, away: Path, mark: Callable[[Session], None]
) -> None:
    mark(session)
    session.commit()
    leave(session)
    before = tables(settings.database_url)["marker"]
    assert len(before) == 1
    assert hub("backup", away / "file").exit_code == 0
    assert hub("restore", away / "file", "--replace").exit_code == 0
    assert tables(settings.database_url)["marker"] == before


@both_databases
def test_a_session_that_ended_after_the_backup_does_not_begin_again(
    hub: Hub, session: Session, sessions: sessionmaker[Session], backup: Path
) -> None:
    person = session.scalars(select(Person)).one()
    earlier = person.get_id()
    accounts.end_sessions(person)
    session.commit()
    leave(session)
    assert hub("restore", backup, "--replace").exit_code == 0
    with sessions() as after:
        assert after.scalars(select(Person)).one().get_id() != earlier


WEDNESDAY = dt.datetime(2026, 12, 30, 11, tzinfo=dt.UTC)
"""In the last week of a year, and of its last quarter. Both freeze on the Monday after."""
MONDAY = dt.datetime(2027, 1, 4, 6, tzinfo=dt.UTC)


@pytest.fixture
def travel(settings: Settings) -> Iterator[Callable[[dt.datetime], None]]:
    """Moves the clock; it stands still on the Wednesday until then."""
    traveller = time_machine.travel(WEDNESDAY, tick=False)
    at = traveller.start()
    yield lambda moment: at.move_to(moment)
    traveller.stop()


def _tick(session: Session, pending: PendingCells) -> None:
    """What the worker does every few minutes."""
    windows_open.open_windows(session, pending, clock.local_today())
    session.commit()
    release.run(session, pending, clock.now())


@both_databases
@pytest.mark.parametrize("store", ["goes on", "is new"])
def test_what_was_frozen_after_the_backup_is_never_drawn_again(
    hub: Hub, sessions: sessionmaker[Session], away: Path, counts_redis: Redis, store: str,
    travel: Callable[[dt.datetime], None],
) -> None:  # fmt: skip
    pending = PendingCells(counts_redis)
    with sessions() as session:
        unit = make_unit(session)
        for number in range(30):
            make_ambassador(session, make_person(session, f"P{number}", f"p{number}@fjordby.example", unit=unit))
        kit = str(make_kit(session).id)
        session.commit()
        _tick(session, pending)
        week = (KIT_WEEK.name, kit, "2026-W53")
        opted_in = (OPTED_IN_QUARTER.name, WHOLE_ORGANISATION, "2026-Q4")
        assert hub("backup", away / "file").exit_code == 0
        travel(MONDAY)
        _tick(session, pending)
        first = _released(session)
        assert first[week] is not None
        assert first[opted_in] is not None
    sessions.kw["bind"].dispose()
    if store == "is new":
        counts_redis.flushall()
    travel(MONDAY + dt.timedelta(days=1))
    done = hub("restore", away / "file", "--replace")
    assert done.exit_code == 0, done.output
    with sessions() as session:
        for day in (1, 2, 7, 14):
            travel(MONDAY + dt.timedelta(days=day))
            _tick(session, pending)
        again = _released(session)
        assert {again.get(name) for name in first} == {None}
        assert not {cell.redis_key for cell in pending.all()} & {f"cell:{':'.join(name)}" for name in first}
        # Counting goes on: the first week that was whole after the restore has its figure.
        assert again[KIT_WEEK.name, kit, "2027-W02"] is not None
    assert "The figures of 1 Monday since the backup are lost" in done.output


def _released(session: Session) -> dict[tuple[str, str, str], int | None]:
    session.expire_all()
    return {(row.family, row.key, row.window): row.value for row in session.scalars(select(ReleasedCell))}
