"""A whole installation of its own, running for real: `hub up` with web, worker, tick and both Valkey servers.

The time is simulated through the clock file that only demonstrations have. The tree that runs is named by
`ADVERSARY_TREE`, so that the same attacks can be run against a copy in which a leak was planted.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from redis import Redis
from rq import Queue
from rq.job import Job
from rq.results import Result
from rq.serializers import JSONSerializer

from tests.adversary.client import Browser

ROOT = Path(__file__).parents[2]
TREE = Path(os.environ.get("ADVERSARY_TREE", ROOT))
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
START_SECONDS = 180
JOB_SECONDS = 120
LETTER_SECONDS = 900
"""How long a slot of the letter is, which the tick asks for last."""

Row = tuple[Any, ...]
Tables = dict[str, list[Row]]


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    """A moment on the wall clock in Copenhagen."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=COPENHAGEN)


BEGIN = at(2026, 9, 1)
"""A Tuesday. The quarter's and the month's windows freeze together, on Monday 5 October."""
MONDAYS = [at(2026, 9, 7, 6) + dt.timedelta(days=7 * week) for week in range(80)]


@dataclass
class World:
    """One installation in a folder of its own. `database` is empty for SQLite in the folder."""

    folder: Path
    database: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    _open: list[Browser | Redis | socket.socket] = field(default_factory=list)
    _clients: dict[str, Redis] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "d"

    @property
    def output(self) -> Path:
        """What all processes have written to their standard outputs."""
        return self.folder / "output"

    def environment(self) -> dict[str, str]:
        """The settings; nothing that somebody has configured on this machine steers them."""
        env = {name: value for name, value in os.environ.items() if not name.startswith(("HUB_", "PYTHON"))}
        return env | {
            "HUB_DATA_DIR": str(self.data),
            "HUB_DATABASE_URL": self.database,
            "HUB_DEMO": "1",
            "HUB_CLOCK_FILE": str(self.folder / "clock"),
            "HUB_SIGN_IN_LIMIT": "100000",
            "PYTHONPATH": str(TREE),
            "PYTHONUNBUFFERED": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            **self.settings,
        }

    def command(self, *arguments: str) -> str:
        """Run a `hub` command and give what it says, errors included."""
        done = subprocess.run(
            [sys.executable, "-m", "hub.cli", *arguments],
            cwd=TREE,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=120,
            check=False,
        )
        return done.stdout.decode("utf-8", "replace")

    def start(self) -> World:
        """Start everything and wait until it says that it runs."""
        ports = two_ports()
        self._open += ports
        self.port = ports[0].getsockname()[1]
        with self.output.open("ab") as output:
            begin = output.tell()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hub.cli", "up", "--demo", "--port", str(self.port)],
                cwd=TREE,
                env=self.environment(),
                stdout=output,
                stderr=output,
            )
        deadline = time.monotonic() + START_SECONDS
        while b"is running at" not in self.output.read_bytes()[begin:]:
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"hub up did not start:\n{self.output.read_text(errors='replace')[-4000:]}")
            time.sleep(0.1)
        self.settle()
        return self

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the processes of this world, and no others."""
        self._clients.clear()
        while self._open:
            self._open.pop().close()
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(120)
            self.process = None

    def set_clock(self, moment: dt.datetime) -> None:
        """Let it be this moment."""
        fresh = self.folder / "clock.new"
        fresh.write_text(moment.astimezone(dt.UTC).isoformat())
        fresh.replace(self.folder / "clock")

    @property
    def queue(self) -> Redis:
        """The Valkey of the queue."""
        return self._client("queue")

    @property
    def counts(self) -> Redis:
        """The Valkey of the pending counts."""
        return self._client("counts")

    def _client(self, name: str) -> Redis:
        if name not in self._clients:
            self._clients[name] = Redis(unix_socket_path=str(self.data / f"{name}.sock"))
            self._open.append(self._clients[name])
        return self._clients[name]

    def ask(self, name: str) -> Job:
        """Ask the worker for a job of this name, as the tick would."""
        return self._jobs().enqueue(
            f"worker.jobs.{name}.run", job_timeout=JOB_SECONDS, result_ttl=60, failure_ttl=60
        )  # fmt: skip

    def _jobs(self) -> Queue:
        return Queue("hub", connection=self.queue, serializer=JSONSerializer)

    def job(self, name: str) -> None:
        """Have the worker do a job, and wait for it."""
        job = self.ask(name)
        result = Result.fetch_latest(job, serializer=JSONSerializer, timeout=JOB_SECONDS)
        if result is None or result.type is not Result.Type.SUCCESSFUL:
            raise RuntimeError(f"the job {name} was not done: {result and result.exc_string}")

    def settle(self) -> None:
        """Wait until the tick has asked for all slots of this moment, and the worker has nothing to do.

        While the clock stands still, the tick asks for nothing more.
        """
        queue, store = self._jobs(), self.queue
        moment = dt.datetime.fromisoformat((self.folder / "clock").read_text())
        last = f"rq:job:write_letter-{int(moment.timestamp()) // LETTER_SECONDS}"
        # A job that the worker has taken and not yet begun stands between the queue and the jobs that are being done.
        between = queue.intermediate_queue_key
        self.until(
            lambda: bool(
                store.exists(last) and queue.count == store.llen(between) == queue.started_job_registry.count == 0
            )
        )

    def hold_still(self) -> None:
        """Wait until nothing moves by itself, and see to it that nothing will.

        A job's result that runs out, what a worker says of itself after a job, a snapshot in the background, and a log
        for which the disk was too slow would move keys and files as well.
        """
        self.settle()
        for key in self.queue.scan_iter("*", count=5000):
            self.queue.persist(key)

        def still() -> bool:
            before = self.traces()
            time.sleep(1)
            return all(_is_written(client) for client in (self.queue, self.counts)) and self.traces() == before

        self.until(still)

    def advance(self, moment: dt.datetime) -> None:
        """Let it be this moment, and do what the tick would ask for."""
        self.set_clock(moment)
        for name in ("open_windows", "close_day", "release", "write_letter"):
            self.job(name)

    def until(self, holds: Callable[[], bool], seconds: float = 120) -> None:
        """Wait for something that another process does."""
        deadline = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > deadline:
                raise RuntimeError("it did not happen")
            time.sleep(0.05)

    def browser(self, persona: str | None = None) -> Browser:
        """A new browser, signed in where a persona is named."""
        made = Browser(self.port)
        self._open.append(made)
        return made.sign_in(persona) if persona else made

    def sql(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run one statement straight against the database. Question marks stand for values."""
        if self.database:
            with psycopg.connect(self.database.replace("+psycopg", "")) as connection:
                found = connection.execute(statement.replace("?", "%s"), values)  # type: ignore[arg-type]
                return found.fetchall() if found.description else []
        with closing(sqlite3.connect(self.data / "hub.db", timeout=60)) as lite, lite:
            return lite.execute(statement, values).fetchall()

    def sql_many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for many rows."""
        if self.database:
            with psycopg.connect(self.database.replace("+psycopg", "")) as connection:
                connection.cursor().executemany(statement.replace("?", "%s"), rows)  # type: ignore[arg-type]
            return
        with closing(sqlite3.connect(self.data / "hub.db", timeout=60)) as lite, lite:
            lite.executemany(statement, rows)

    def clone(self, table: str, key: str, of: int, rows: Sequence[dict[str, Any]]) -> None:
        """Write rows like the one whose `key` is `of`, but for the columns named in each of `rows`."""
        changed = list(rows[0])
        kept = [name for name, _ in self.columns()[table] if name not in changed]
        quoted = ", ".join(f'"{name}"' for name in [*changed, *kept])
        values = ", ".join(["?" for _ in changed] + [f'"{name}"' for name in kept])
        self.sql_many(
            f'INSERT INTO "{table}" ({quoted}) SELECT {values} FROM "{table}" WHERE "{key}" = ?',
            [(*row.values(), of) for row in rows],
        )

    def columns(self) -> dict[str, list[tuple[str, str]]]:
        """Every table with its columns and their types."""
        found: dict[str, list[tuple[str, str]]] = {}
        if self.database:
            rows = self.sql(
                "SELECT table_name, column_name, data_type FROM information_schema.columns "
                "WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
            )
            for table, column, kind in rows:
                found.setdefault(table, []).append((column, kind))
            return found
        for (table,) in self.sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
            found[table] = [(row[1], row[2]) for row in self.sql(f'PRAGMA table_info("{table}")')]
        return found

    def dump(self) -> Tables:
        """Every row of every table, in the order in which the database gives them; the sequences too."""
        tables = {table: self.sql(f'SELECT * FROM "{table}"') for table in self.columns()}
        if self.database:
            tables["<sequences>"] = self.sql("SELECT sequencename, last_value FROM pg_sequences ORDER BY sequencename")
        return tables

    def files(self) -> dict[str, bytes]:
        """Every file: database, write-ahead log, append-only files, snapshots, spool, logs, and the outputs."""
        found = {}
        for path in [self.output, *sorted(self.data.rglob("*"))]:
            if path.is_file() and not path.is_socket():
                found[str(path.relative_to(self.folder))] = path.read_bytes()
        return found

    def traces(self) -> dict[str, tuple[int, int]]:
        """Size and time of the last change of every file in the data folder, to the nanosecond."""
        found = {}
        for path in sorted(self.data.rglob("*")):
            if path.is_file():
                stat = path.stat()
                found[str(path.relative_to(self.data))] = (stat.st_size, stat.st_mtime_ns)
        return found

    def cells(self) -> dict[str, int]:
        """The pending cells by name."""
        counts = self.counts
        names = sorted(name.decode() for name in counts.scan_iter("cell:*", count=5000))
        return dict(zip(names, map(int, counts.mget(names)), strict=True)) if names else {}

    def released(self) -> dict[tuple[str, str, str], int | None]:
        """The released noisy counts by family, key and window."""
        rows = self.sql('SELECT family, key, "window", value FROM released_cell')
        return {(family, key, window): value for family, key, window, value in rows}


def redis_dump(client: Redis) -> dict[str, str]:
    """Every key of a server with its kind, its value, and whether it expires."""
    found = {}
    for key in sorted(client.scan_iter("*", count=5000)):
        kind = client.type(key).decode()
        value: Any = None
        if kind == "string":
            value = client.get(key)
        elif kind == "hash":
            value = sorted(client.hgetall(key).items())
        elif kind == "set":
            value = sorted(client.smembers(key))
        elif kind == "zset":
            value = client.zrange(key, 0, -1, withscores=True)
        elif kind == "list":
            value = client.lrange(key, 0, -1)
        elif kind == "stream":
            value = client.xrange(key)
        found[key.decode("utf-8", "replace")] = f"{kind} {value!r}"
    return found


def _is_written(client: Redis) -> bool:
    """Whether a server has nothing left to write: no snapshot, no new log, and nothing for the log it has."""
    kept = client.info("persistence")
    busy = (
        "rdb_bgsave_in_progress", "aof_rewrite_in_progress", "aof_rewrite_scheduled", "aof_buffer_length",
        "aof_pending_bio_fsync",
    )  # fmt: skip
    return not any(kept.get(name) for name in busy)


def two_ports() -> list[socket.socket]:
    """Two ports in a row, for pages and for links, that nobody else is given while these sockets are open.

    They are bound and do not listen, and say that they would share, so that the servers of this world can have them.
    """
    while True:
        with ExitStack() as stack:
            first, second = (stack.enter_context(socket.socket()) for _ in range(2))
            first.bind(("127.0.0.1", 0))
            try:
                second.bind(("127.0.0.1", first.getsockname()[1] + 1))
            except (OSError, OverflowError):
                continue
            for each in (first, second):
                each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            stack.pop_all()
            return [first, second]


@contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder with a short path, for sockets."""
    with tempfile.TemporaryDirectory(prefix="adv") as name:
        yield Path(name)


def copy(base: Path, into: Path) -> None:
    """Copy an installation that has been stopped, pending counts and queue included."""
    shutil.copytree(base / "d", into / "d", ignore=shutil.ignore_patterns("*.sock", "up.lock"), symlinks=True)
    shutil.copy(base / "clock", into / "clock")
