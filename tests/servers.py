"""Real servers that tests start and stop themselves."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest


@contextmanager
def short_folder() -> Iterator[Path]:
    """A temporary folder with a short path, for sockets."""
    with tempfile.TemporaryDirectory(prefix="hub") as name:
        yield Path(name)


def _postgres_program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    program = str(found[-1]) if found else shutil.which(name)
    if program is None:
        raise RuntimeError(f"PostgreSQL's {name} is missing; make test installs it")
    return program


def _as_somebody_else() -> dict[str, int]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("postgres" if _exists("postgres") else "nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid}


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


@contextmanager
def postgres() -> Iterator[str]:
    """Start a PostgreSQL server that listens on a unix socket only; gives its address."""
    with short_folder() as folder:
        who = _as_somebody_else()
        if who:
            os.chown(folder, who["user"], who["group"])
        data = folder / "data"
        quiet = {
            "stdout": subprocess.DEVNULL,
            "stderr": subprocess.DEVNULL,
            "cwd": folder,
            "env": {"LC_ALL": "C.UTF-8"},
        }
        subprocess.run(
            [_postgres_program("initdb"), "-D", data, "-U", "hub", "-A", "trust", "-N"], check=True, **quiet, **who
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c max_connections=60"
        control = [_postgres_program("pg_ctl"), "-D", str(data), "-w", "-o", options]
        subprocess.run([*control, "-l", str(folder / "log"), "start"], check=True, **quiet, **who)
        try:
            yield f"postgresql+psycopg://hub@/%s?host={folder}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, **quiet, **who)


@contextmanager
def fresh_database(address: str) -> Iterator[str]:
    """A new database on the server, dropped afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin = (address % "postgres").replace("+psycopg", "")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield address % name
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


both_databases = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
