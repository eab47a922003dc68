"""Many processes of the hub on a PostgreSQL and two Redis servers of the system's, as on machines of their own."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from redis import Redis
from sqlalchemy.orm import Session, sessionmaker

from hub.core import clock, config, db, redis
from hub.core.config import Settings
from hub.counting.pending import EMBEDDED_ARGUMENTS
from hub.ops.serve import ROOT, web_command
from hub.ops.up import environment, prepare, wait_for
from tests import servers

MODULES = {"worker": "worker.main", "tick": "worker.tick"}


@dataclass
class Fleet:
    """Every process by its name, such as `web-2`. Web processes have data folders of their own, like machines."""

    folder: Path
    settings: Settings
    sessions: sessionmaker[Session]
    queue: Redis
    counts: Redis
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    ports: dict[str, int] = field(default_factory=dict)

    def set_clock(self, moment: dt.datetime) -> None:
        """Let it be this moment everywhere. Replaced as a whole, because it is read at any time."""
        fresh = self.folder / "clock.new"
        fresh.write_text(moment.isoformat())
        fresh.replace(self.folder / "clock")

    def start(self, *names: str) -> None:
        """Start processes, and wait until those that answer do."""
        for name in names:
            kind = name.partition("-")[0]
            own = self.folder / name if kind == "web" else self.folder / kind
            own.mkdir(exist_ok=True)
            port = self.ports.setdefault(name, servers.free_port())
            settings = replace(self.settings, data_dir=own)
            command = (
                web_command(settings, "127.0.0.1", port) if kind == "web" else [sys.executable, "-m", MODULES[kind]]
            )
            env = {**os.environ, **environment(settings), "PYTHONPATH": str(ROOT)}
            with (self.folder / f"{name}.log").open("ab") as log:
                self.running[name] = subprocess.Popen(
                    command, env=env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
                )
        for name in names:
            if name.startswith("web"):
                wait_for(f"{self.url(name)}/healthz")

    def kill(self, name: str) -> None:
        """`kill -9`, with what the process has started."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def url(self, name: str) -> str:
        """Where a web process answers."""
        return f"http://127.0.0.1:{self.ports[name]}"

    def logged(self) -> str:
        """What the processes have said, for whoever must mend it."""
        return "\n".join(f"{file.name}: {file.read_text()[-1500:]}" for file in sorted(self.folder.glob("*.log")))


@contextmanager
def fleet(begin: dt.datetime) -> Iterator[Fleet]:
    """The servers, an empty demonstration's database, and no process yet; all are stopped in the end."""
    with ExitStack() as stack:
        folder = stack.enter_context(servers.short_folder())
        address = stack.enter_context(servers.postgres())
        settings = config.load(
            {
                "HUB_DATA_DIR": str(folder),
                "HUB_DATABASE_URL": stack.enter_context(servers.fresh_database(address)),
                "HUB_REDIS_URL": stack.enter_context(servers.redis("--appendonly", "yes")),
                "HUB_COUNTS_REDIS_URL": stack.enter_context(servers.redis(*EMBEDDED_ARGUMENTS)),
                "HUB_SECRET_KEY": "one secret for all processes, long enough",
                "HUB_CLOCK_FILE": str(folder / "clock"),
                "HUB_TRUSTED_PROXIES": "1",
            },
            demo=True,
        )
        sessions = db.make_sessionmaker(settings.database_url)
        stack.callback(lambda: sessions.kw["bind"].dispose())
        stores = [redis.connect(url) for url in (settings.redis_url, settings.counts_redis_url)]
        for store in stores:
            stack.callback(store.close)
        made = Fleet(folder, settings, sessions, *stores)
        made.set_clock(begin)
        clock.configure(settings.timezone, settings.clock_file)
        stack.callback(clock.configure, settings.timezone)
        prepare(settings)
        try:
            yield made
        finally:
            for process in made.running.values():
                process.terminate()
            for process in made.running.values():
                process.wait(60)
