"""Real servers that tests start and stop themselves."""

from __future__ import annotations

import atexit
import email
import os
import pwd
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
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
def postgres(*settings: str, durable: bool = False) -> Iterator[str]:
    """Start a PostgreSQL server that listens on a unix socket only, with settings like `name=value`; gives its address.

    It does not wait for the disk, unless it is asked to be durable: tests are quicker, and benchmarks honest.
    """
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
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=60"
        options += "".join(f" -c {setting}" for setting in settings)
        if not durable:
            options += " -c fsync=off"
        control = [_postgres_program("pg_ctl"), "-D", str(data), "-w", "-o", options]
        subprocess.run([*control, "-l", str(folder / "log"), "start"], check=True, **quiet, **who)
        try:
            yield f"postgresql+psycopg://hub@/%s?host={folder}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, **quiet, **who)


@contextmanager
def fresh_database(address: str, template: str = "template1") -> Iterator[str]:
    """A new database on the server, like the template, dropped afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    admin = (address % "postgres").replace("+psycopg", "")
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield address % name
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def redis(*options: str) -> Iterator[str]:
    """Start a Redis or Valkey server of the system's on a free port of this machine; gives its address."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        raise RuntimeError("redis-server is missing; make test installs it")
    with short_folder() as folder:
        port = free_port()
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", "", *options]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait_for(("127.0.0.1", port), process)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait(60)


@dataclass(frozen=True)
class MailServer:
    """A mail server that runs, and the folder in which it keeps what it has taken."""

    url: str
    folder: Path

    @property
    def received(self) -> list[tuple[str, EmailMessage]]:
        """What has arrived, in order: the address that it was handed in for, and the message."""
        found = []
        # The server counts what it keeps, and writes the number into the file's name.
        for file in sorted((self.folder / "new").iterdir(), key=lambda file: int(re.findall(r"Q(\d+)", file.name)[0])):
            message = email.message_from_bytes(file.read_bytes(), policy=default)
            assert isinstance(message, EmailMessage)
            found.append((str(message["X-RcptTo"]), message))
        return found

    def forget(self) -> None:
        """Throw away what has arrived."""
        for file in (self.folder / "new").iterdir():
            file.unlink()


@contextmanager
def smtp() -> Iterator[MailServer]:
    """Start a mail server on a free port of this machine, in a process of its own."""
    with short_folder() as folder:
        address = ("127.0.0.1", free_port())
        maildir = folder / "mail"
        command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"{address[0]}:{address[1]}"]
        command += ["-c", "tests.mail_keeper.Keeper", str(maildir)]
        process = subprocess.Popen(command, cwd=Path(__file__).parents[1], stderr=subprocess.DEVNULL)
        try:
            _wait_for(address, process)
            yield MailServer(f"smtp://{address[0]}:{address[1]}", maildir)
        finally:
            process.terminate()
            process.wait(60)


PORTS = range(20_000, 32_000, 2)
"""Below those that the system gives to whoever asks for any, so that it gives none away between choosing and listening.
The port after each belongs to it, because `hub up` serves links there."""


def free_port() -> int:
    """A port that nobody uses, and that no other test process on this machine is given while this one lives."""
    for port in random.sample(PORTS, len(PORTS)):
        claim = socket.socket(socket.AF_UNIX)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                # A name without a file, which two processes cannot have at once and which ends with its process.
                claim.bind(f"\0delfrit-test-port-{port}")
                probe.bind(("127.0.0.1", port))
            except OSError:
                claim.close()
                continue
        atexit.register(claim.close)
        return port
    raise RuntimeError("no port is free")


def _wait_for(address: tuple[str, int], process: subprocess.Popen[bytes]) -> None:
    """Wait until somebody listens there."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(address) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")


both_databases = pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
