"""`hub up`: everything on one machine."""

from __future__ import annotations

import fcntl
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from hub.core import config, db, demo
from hub.core.config import SPECS, Settings
from hub.counting.pending import UnsafeCountsStore
from hub.ops import counts_store, embedded, migrate
from hub.ops.serve import links_command, web_command
from hub.ops.supervisor import Supervisor

LOOPBACK = ("127.0.0.1", "localhost", "::1")
DEFAULT_BASE_URL = next(spec.default for spec in SPECS if spec.field == "base_url")
START_SECONDS = 60


class Refused(Exception):
    """`hub up` will not start like this; the message says why."""


def run(settings: Settings, *, host: str, port: int, links_port: int | None = None) -> None:
    """Start everything, say how to sign in, and keep it running until SIGTERM.

    Tracking links are served on the main port too. On `links_port` (default: the next one) they have a process of
    their own, for a proxy to send `/r/` to; that port is left alone when somebody else has it.

    Raises:
        Refused: when a demonstration would be reachable from elsewhere, somebody else serves the port, or the pending
            counts would be unsafe.
    """
    if settings.demo and host not in LOOPBACK:
        raise Refused("A demonstration is for this machine only: leave --host at 127.0.0.1.")
    _check_port(host, port)
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    claimed = claim(settings)
    if settings.base_url == DEFAULT_BASE_URL and host in LOOPBACK:
        settings = replace(settings, base_url=f"http://{host}:{port}")
    supervisor = Supervisor()
    supervisor.install_signals()
    try:
        for server in embedded.wanted(settings):
            supervisor.add(
                f"valkey ({server.name})", embedded.command(settings, server), {},
                lambda server=server: embedded.wait(settings, server),  # type: ignore[misc]
            )  # fmt: skip
        _check_counts(settings)
        fresh = prepare(settings)
        if settings.demo:
            _give_history(settings, fresh)
        _start_parts(supervisor, settings, host, port)
        _start_links(supervisor, settings, host, links_port or port + 1)
        print(welcome(settings, f"http://{host}:{port}"), flush=True)
        supervisor.run()
    finally:
        supervisor.stop()
        claimed.close()


def claim(settings: Settings) -> TextIO:
    """Take the data folder for this process: a second one would take the sockets away from under the first.

    Raises:
        Refused: somebody has it.
    """
    handle = (settings.data_dir / "up.lock").open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.close()
        raise Refused(f"Delfrit already runs on the folder {settings.data_dir}.") from error
    return handle


def _give_history(settings: Settings, fresh: bool) -> None:
    """Give a new demonstration its past; refuse one whose past was interrupted."""
    from hub.demo import seed

    if seed.is_unfinished(settings):
        raise Refused(f"This demonstration was never finished. Delete the folder {settings.data_dir} and try again.")
    if fresh:
        print("Making the demonstration: Fjordby Kommune and two quarters of its history …", flush=True)
        try:
            seed.run(settings)
        except seed.SeedError as error:
            raise Refused(str(error)) from error


def _check_port(host: str, port: int) -> None:
    """The web server shares its port with whoever listens there: half of the visitors would come to the other one."""
    if not _is_free(host, port):
        raise Refused(f"Port {port} on {host} is taken, or not ours to use. Choose another one with --port.")


def _check_counts(settings: Settings) -> None:
    try:
        counts_store.check(settings)
    except UnsafeCountsStore as error:
        raise Refused(str(error)) from error


def prepare(settings: Settings) -> bool:
    """Migrate, mark a demonstration, make the first administrator. Returns whether the database is new."""
    from hub.ambassadors import promise
    from hub.ambassadors import service as ambassadors
    from hub.guidelines import service as guidelines

    new = _is_new(settings)
    if settings.demo and not new:
        _check_demo(settings)
    migrate.upgrade(settings.database_url)
    with _session(settings) as session:
        if settings.demo:
            demo.mark(session)
        if not (settings.demo and new):
            # A new demonstration's past began before today: its seed installs them then.
            guidelines.install_defaults(session)
        promise.keep(session)
        if settings.admin_email:
            _first_admin(session, settings.admin_email)
        if not settings.demo:
            ambassadors.install_default_themes(session)
        session.commit()
    return new


def _first_admin(session: Session, email: str) -> None:
    from hub.accounts import service as accounts

    try:
        accounts.ensure_admin(session, email)
    except ValueError as error:
        raise Refused(f"HUB_ADMIN_EMAIL is {email!r}; allowed: an e-mail address.") from error


def _check_demo(settings: Settings) -> None:
    """Look before anything is migrated: a real installation is left as it was."""
    with _session(settings) as session:
        if not demo.is_demo(session):
            raise Refused("This database holds a real installation; give the demonstration another HUB_DATA_DIR.")


@contextmanager
def _session(settings: Settings) -> Iterator[Session]:
    """A session of its own, whose connection is closed with it."""
    sessions = db.make_sessionmaker(settings.database_url)
    try:
        with sessions() as session:
            yield session
    finally:
        sessions.kw["bind"].dispose()


def _is_new(settings: Settings) -> bool:
    engine = db.make_engine(settings.database_url)
    try:
        return not inspect(engine).has_table("alembic_version")
    finally:
        engine.dispose()


def environment(settings: Settings) -> dict[str, str]:
    """What the children need to read the same settings, wherever they run: every setting, none forgotten."""
    paths = (str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", ""))
    return {
        **{spec.name: _as_text(getattr(settings, spec.field)) for spec in config.SPECS},
        "HUB_DEMO": "1" if settings.demo else "",
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }


def _as_text(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(value)
    return "" if value is None else str(value)


def _start_parts(supervisor: Supervisor, settings: Settings, host: str, port: int) -> None:
    # A history takes minutes to make, and somebody may have come in the meantime.
    _check_port(host, port)
    env = environment(settings)
    supervisor.add("web", web_command(settings, host, port), env, lambda: wait_for(f"http://{host}:{port}/healthz"))
    supervisor.add("worker", [sys.executable, "-m", "worker.main"], env)
    supervisor.add("tick", [sys.executable, "-m", "worker.tick"], env)


def _start_links(supervisor: Supervisor, settings: Settings, host: str, port: int) -> None:
    if not _is_free(host, port):
        print(f"Port {port} is taken: tracking links have no process of their own (--links-port).", flush=True)
        return
    ready = f"http://{host}:{port}/healthz"
    supervisor.add("links", links_command(host, port), environment(settings), lambda: wait_for(ready))


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError):
            return False
    return True


def wait_for(url: str) -> None:
    """Wait until the web server answers.

    Raises:
        Refused: it did not within a minute.
    """
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310  our own loopback address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise Refused(f"The web server did not answer at {url} within {START_SECONDS} seconds; is the port taken?")


def welcome(settings: Settings, address: str) -> str:
    """What the terminal says when everything runs."""
    lines = ["", f"  Delfrit is running at {address}"]
    if settings.demo:
        lines += [
            "  This is a demonstration with invented people.",
            f"  Sign in at {address}/sign-in: choose a person and press one button.",
        ]
    elif settings.admin_email:
        how = "by e-mail" if settings.smtp_url else "printed here"
        lines.append(f"  Sign in at {address}/sign-in as {settings.admin_email}; the link is {how}.")
    else:
        lines.append("  Nobody can sign in yet: set HUB_ADMIN_EMAIL to your own address and start again.")
    return "\n".join([*lines, "  Stop with Ctrl-C.", ""])
