"""`hub backup`: the database and the pictures in one file, while the hub runs."""

from __future__ import annotations

import fcntl
import shutil
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import metadata
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.engine.url import make_url
from sqlalchemy.exc import SQLAlchemyError

from hub.core import clock, db
from hub.core.config import Settings
from hub.ops import archive, postgres
from hub.ops.archive import ASSETS, DATABASE, BackupError

FLEETING = ("sign_in_token", "import_draft")
"""Tables whose rows live for minutes or days. A backup is kept for years: it would say for good who asked for a link to
sign in on each of its days, and a link or code that has been used would come back with it."""

SAID = """\
The backup {target} is written: {size}, with {pictures} pictures.
It is not encrypted, and names everybody who has opted in: keep it as closed as the database.
Not in it, on purpose:
- the secret key (HUB_SECRET_KEY, or secret_key in the data folder). Keep a copy of it somewhere else: whoever has both
  can sign in as anybody.
- shares that are being counted. They must not exist twice: one copy from before and one from after would tell what
  was added between.
- links and codes for signing in, and files that wait to be confirmed."""


def run(settings: Settings, target: Path) -> str:
    """Write the backup; what to say about it.

    Raises:
        BackupError: it cannot be written there, or the database cannot be copied. Nothing is left behind.
    """
    clock.configure(settings.timezone, settings.clock_file)
    archive.check_target(target)
    try:
        with scratch(settings.data_dir) as folder:
            manifest, files = _collect(settings, folder)
            archive.pack(target, manifest, files)
    except OSError as error:
        raise BackupError(f"{target} could not be written: {error.strerror or error}.") from error
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise BackupError(f"The database does not answer, or cannot be copied: {reason(error)}.") from error
    size = f"{target.stat().st_size:,} bytes"
    return SAID.format(target=target, size=size, pictures=len(files) - 1)


def _collect(settings: Settings, folder: Path) -> tuple[archive.Manifest, dict[str, Path]]:
    copy = folder / DATABASE
    version = schema(settings.database_url)
    if version is None:
        raise BackupError("There is no database of Delfrit yet: nothing to back up (HUB_DATABASE_URL).")
    if kind(settings.database_url) == "sqlite":
        _copy_sqlite(settings.database_url, copy)
        version = schema(f"sqlite:///{copy}") or version
    else:
        postgres.dump(settings.database_url, copy, FLEETING)
    # Pictures come after the database: a kit's picture is written before its row, and none is ever deleted or changed.
    pictures = sorted(file for file in (settings.data_dir / ASSETS).glob("*") if archive.PICTURE.fullmatch(file.name))
    files = {DATABASE: copy, **{f"{ASSETS}/{file.name}": file for file in pictures}}
    manifest = archive.Manifest(
        program=metadata.version("delfrit"),
        made_on=clock.local_today().isoformat(),
        database=kind(settings.database_url),
        schema=version,
        files=archive.describe(files),
    )
    return manifest, files


def _copy_sqlite(url: str, copy: Path) -> None:
    """A copy as the database is at one moment, while others write.

    `VACUUM INTO` and not SQLite's backup API: that copies every page as it is, with room that tells how much there once
    was, and with whatever another program has deleted without overwriting it. Here only rows that exist are written, in
    their order, into a new file.
    """
    whole = copy.with_name("whole")
    engine = db.make_engine(url)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM INTO ?", (str(whole),))
    finally:
        engine.dispose()
    with closing(sqlite3.connect(whole, isolation_level=None)) as database:
        for table in FLEETING:
            if database.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (table,)).fetchone():
                database.execute(f"DELETE FROM {table}")  # noqa: S608  one of ours
        database.execute("VACUUM INTO ?", (str(copy),))
    whole.unlink()


def reason(error: Exception) -> str:
    """What the database says, in one line and without the statement."""
    return " ".join(str(getattr(error, "orig", None) or error).split())[:300].rstrip(".")


def kind(url: str) -> str:
    """Which kind of database it is: "sqlite" or "postgresql"."""
    return make_url(url).get_backend_name()


def sqlite_file(url: str) -> Path:
    """Where an SQLite database lies."""
    return Path(make_url(url).database or "")


def schema(url: str) -> str | None:
    """The schema of the database, as `alembic_version` names it; None when it has none. Makes no file.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: it does not answer, or is damaged.
    """
    if kind(url) == "sqlite" and not sqlite_file(url).is_file():
        return None
    engine = db.make_engine(url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
            return found
    finally:
        engine.dispose()


@contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """A folder for unpacked copies, in the data folder because that is closed to others, and gone afterwards.

    SIGTERM would otherwise end the process at once and leave a copy of the database lying there. What a crash has left
    goes now, which is safe because only one process at a time has such a folder.

    Raises:
        BackupError: another one has it.
    """
    folder = parent / "copy"
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with (parent / "copy.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise BackupError(f"Another backup or restore runs on the folder {parent}.") from error
            shutil.rmtree(folder, ignore_errors=True)
            try:
                folder.mkdir(mode=0o700)
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    finally:
        signal.signal(signal.SIGTERM, before)
