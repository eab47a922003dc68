"""`hub restore`: a backup takes the place of what is there, all of it or nothing.

Everything is looked at first. An SQLite database is made ready beside the present one (its schema, the weeks that must
not be drawn again), and only then do they change places; PostgreSQL loads the tables in one transaction.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from hub.accounts import service as accounts
from hub.accounts.models import Person
from hub.core import clock, db
from hub.core.config import Settings
from hub.counting.cells import Cell
from hub.counting.pending import PendingCells
from hub.metrics import release
from hub.ops import archive, migrate, postgres, up
from hub.ops.archive import ASSETS, DATABASE, BackupError, Manifest
from hub.ops.backup import kind, reason, schema, scratch, sqlite_file

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}

SAID = """\
The backup of {made_on} is restored, with {pictures} pictures. Now:
- The secret key is not in the backup. If this machine does not have the one from before, put it back before you start.
- Everybody signs in again. Links and printed codes from before are void: print new ones.
- People who left or were deleted after the backup are back. So are accounts and roles that were taken away. Take them
  away again.
- Clicks that were counted after the backup are missing.
- {weeks}
- A monthly letter that was mailed after the backup may be mailed again."""


def run(settings: Settings, source: Path, *, replace: bool) -> str:
    """Restore the backup; what an operator must do now.

    Raises:
        BackupError: something is wrong with the backup, or it does not fit here, or the hub runs. Nothing is changed.
        hub.ops.up.Refused: `hub up` runs on the data folder.
    """
    clock.configure(settings.timezone, settings.clock_file)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with up.claim(settings), scratch(settings.data_dir) as folder:
            if not replace and _holds_data(settings.database_url):
                raise BackupError("The database holds data already. With --replace the backup takes its place.")
            manifest = archive.unpack(source, folder)
            _check_fits(settings, manifest)
            load = _load_sqlite if manifest.database == "sqlite" else _load_postgres
            with _pictures(settings.data_dir / ASSETS, folder / ASSETS):
                lost = load(settings, folder / DATABASE, manifest)
    except OSError as error:
        raise BackupError(f"The backup could not be restored: {error}.") from error
    except SQLAlchemyError as error:
        raise BackupError(f"The database does not answer, or cannot be restored: {reason(error)}.") from error
    mondays = "1 Monday" if lost == 1 else f"{lost} Mondays"
    weeks = f"The figures of {mondays} since the backup are lost, and are never drawn again."
    if not lost:
        weeks = "No figures are lost: no Monday on which any were due lies between the backup and now."
    return SAID.format(made_on=manifest.made_on, pictures=len(manifest.files) - 1, weeks=weeks)


def _holds_data(url: str) -> bool:
    """Whether anything is there that a restored backup would take the place of. What cannot be read counts too."""
    if kind(url) == "sqlite" and not (sqlite_file(url).is_file() and sqlite_file(url).stat().st_size):
        return False
    engine = db.make_engine(url)
    try:
        with engine.connect() as connection:
            tables = set(inspect(connection).get_table_names()) - {"alembic_version"}
            quoted = map(connection.dialect.identifier_preparer.quote, tables)
            return any(connection.execute(text(f"SELECT 1 FROM {table} LIMIT 1")).first() for table in quoted)  # noqa: S608
    except SQLAlchemyError:
        if kind(url) == "sqlite":
            return True
        raise
    finally:
        engine.dispose()


def _check_fits(settings: Settings, manifest: Manifest) -> None:
    configured = kind(settings.database_url)
    if manifest.database != configured:
        held = NAMES.get(manifest.database, manifest.database)
        raise BackupError(f"The backup holds a {held} database, and HUB_DATABASE_URL is {NAMES[configured]}.")
    scripts = ScriptDirectory.from_config(migrate.alembic_config("sqlite://")).walk_revisions()
    if manifest.schema not in {script.revision for script in scripts}:
        raise BackupError(f"The backup has schema {manifest.schema!r}, which this program does not know: update it.")


def _load_sqlite(settings: Settings, copy: Path, manifest: Manifest) -> int:
    live = sqlite_file(settings.database_url)
    _check_sqlite(copy, manifest)
    lost = _make_ready(f"sqlite:///{copy}")
    _fold(copy)
    if live.exists():
        _fold(live)
    # The database may lie on another disk than the data folder, where a rename alone would not do.
    beside = live.with_name(f".{live.name}.restored")
    try:
        shutil.move(copy, beside)
        # What is renamed must be on the disk before its name is.
        _sync(beside)
        # A log that is left beside another database than its own is read into that one, and ruins it.
        for log in ("-wal", "-shm", "-journal"):
            live.with_name(live.name + log).unlink(missing_ok=True)
        beside.replace(live)
    finally:
        beside.unlink(missing_ok=True)
    archive.sync_folder(live.parent)
    return lost


def _sync(file: Path) -> None:
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _check_sqlite(copy: Path, manifest: Manifest) -> None:
    try:
        with closing(sqlite3.connect(copy)) as database:
            sound = database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            if (
                not sound
                or database.execute("SELECT version_num FROM alembic_version").fetchone()[0] != manifest.schema
            ):
                raise BackupError("The database in the backup is damaged. Nothing was changed.")
    except sqlite3.Error as error:
        raise BackupError("The database in the backup is damaged. Nothing was changed.") from error


def _fold(file: Path) -> None:
    """Bring SQLite's log of changes back into the file, which needs the database for itself: so nobody has it open."""
    with closing(sqlite3.connect(file, timeout=2)) as database:
        try:
            database.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise BackupError("Somebody has the database open. Stop web, links, worker and tick first.") from error
            # A damaged database is a reason to restore one.


def _load_postgres(settings: Settings, copy: Path, manifest: Manifest) -> int:
    present = schema(settings.database_url)
    if present not in (None, manifest.schema):
        # Tables that the backup does not know would hold on to those that it replaces.
        raise BackupError(
            f"The database has schema {present}, and the backup {manifest.schema}. "
            "Make the database anew and empty (dropdb, createdb), and restore into that."
        )
    if others := postgres.others_connected(settings.database_url):
        raise BackupError(
            f"The database has {others} other connections. Stop web, links, worker and tick first, and whoever looks."
        )
    postgres.load(settings.database_url, copy)
    try:
        return _make_ready(settings.database_url)
    except Exception as error:
        raise BackupError(
            "The database is restored, but not ready. Do not start the hub: restore once more."
        ) from error


def _make_ready(url: str) -> int:
    """Bring a restored database to the present schema and the present moment; how many Mondays are lost.

    What ended after the backup must not begin again: a session that somebody signed out of, or that of an account which
    was closed. Nor may a figure that was released after the backup be drawn a second time. The store of pending counts
    remembers which were, but it may have gone with the machine; so every Monday until now is closed, with nothing.
    """
    migrate.upgrade(url)
    sessions = db.make_sessionmaker(url)
    try:
        with sessions() as session:
            for person in session.scalars(select(Person)):
                accounts.end_sessions(person)
            session.commit()
            before, _ = release.so_far(session)
            release.run(session, _NothingPending(), clock.now())
            after, _ = release.so_far(session)
            return after - before
    finally:
        sessions.kw["bind"].dispose()


class _NothingPending(PendingCells):
    """A store that has nothing and draws nothing: whatever is frozen from it is lost."""

    def __init__(self) -> None:
        """Without a server."""

    def open(self, cells: Iterable[Cell]) -> int:
        return 0

    def read(self, cell: Cell) -> int | None:
        return None

    def close(self, cell: Cell, frozen: int, successor: Cell | None) -> None:
        return None

    def all(self) -> list[Cell]:
        return []


@contextmanager
def _pictures(live: Path, restored: Path) -> Iterator[None]:
    """Add the pictures of the backup, and once the database has changed take away those that are not in it.

    Pictures are named by their content and never change, so each database finds its own at any moment between. The
    folder itself stays: on several machines it is a shared one.
    """
    live.mkdir(parents=True, exist_ok=True)
    added = []
    try:
        for picture in sorted(restored.iterdir()):
            target = live / picture.name
            if not target.exists():
                added.append(target)
            draft = target.with_suffix(".part")
            shutil.copyfile(picture, draft)
            _sync(draft)
            draft.replace(target)
        yield
    except BaseException:
        for target in added:
            target.with_suffix(".part").unlink(missing_ok=True)
            target.unlink(missing_ok=True)
        raise
    for picture in live.iterdir():
        if archive.PICTURE.fullmatch(picture.name) and not (restored / picture.name).exists():
            picture.unlink()
