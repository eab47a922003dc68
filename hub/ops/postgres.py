"""PostgreSQL's own programs for copying a database out and in: `pg_dump` and `pg_restore`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import text
from sqlalchemy.engine.url import make_url

from hub.core.db import make_engine
from hub.ops.archive import BackupError


def dump(url: str, target: Path, leave_out: tuple[str, ...]) -> None:
    """Copy the database into a file as it is at one moment, without the rows of the tables left out.

    Raises:
        BackupError: `pg_dump` is missing, older than the server, or has failed.
        sqlalchemy.exc.SQLAlchemyError: the server does not answer.
    """
    without = [f"--exclude-table-data={table}" for table in leave_out]
    _run("pg_dump", url, "--format=custom", f"--file={target}", *without)


def load(url: str, source: Path) -> None:
    """Put the tables of a dump in the place of those that are there, all of them or none.

    Raises:
        BackupError: `pg_restore` is missing, older than the server, or has failed; then nothing is changed.
        sqlalchemy.exc.SQLAlchemyError: the server does not answer.
    """
    options = ("--clean", "--if-exists", "--single-transaction", "--no-owner", "--no-privileges")
    _run("pg_restore", url, *options, str(source))


def others_connected(url: str) -> int:
    """How many other connections the database has: the hub's own among them, while it runs."""
    return int(_ask(url, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                         "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"))  # fmt: skip


def _run(name: str, url: str, *options: str) -> None:
    program = _program(name, int(_ask(url, "SHOW server_version_num")) // 10_000)
    address, environment = _address(url)
    command = [program, "--no-password", f"--dbname={address}", *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)
    if done.returncode:
        raise BackupError(f"{name} failed: {' '.join(done.stderr.split())[:500]}")


def _program(name: str, server: int) -> str:
    """Where the program is. An older one than the server does not understand it."""
    hint = f"install PostgreSQL's client programs, version {server} (Debian: postgresql-client-{server})"
    program = shutil.which(name)
    if program is None:
        raise BackupError(f"{name} is not on the PATH: {hint}.")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"\d+", said)
    if version is None or int(version[0]) < server:
        raise BackupError(f"{program} is too old for the server ({said.strip() or 'no version'}): {hint}.")
    return program


def _address(url: str) -> tuple[str, dict[str, str]]:
    """The address for the command line, and the environment with the password, which others cannot see there."""
    parts = conninfo_to_dict(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    password = parts.pop("password", None)
    if "sslpassword" in parts:
        raise BackupError("HUB_DATABASE_URL has an sslpassword, which others would see on pg_dump's command line.")
    secret = {} if password is None else {"PGPASSWORD": str(password)}
    return make_conninfo("", **parts), {**os.environ, "LC_ALL": "C.UTF-8", **secret}


def _ask(url: str, question: str) -> str:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return str(connection.scalar(text(question)))
    finally:
        engine.dispose()
