"""The processes that the history is played on: a web server, a worker, and the clock that both and the seed read.

There is no tick: the seed asks for its jobs at simulated times and waits for each.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import FrameType

from redis import Redis
from rq.job import Job
from rq.results import Result
from rq.serializers import JSONSerializer
from sqlalchemy.orm import Session, sessionmaker

from hub.core import clock, queue, redis
from hub.core.config import Settings
from hub.core.queue import JobName
from hub.demo.browser import Site
from hub.metrics import ingest
from hub.ops import embedded
from hub.ops.serve import web_command
from hub.ops.supervisor import Child, Supervisor
from hub.ops.up import environment, wait_for

JOB_SECONDS = 120
CLICK_ROUNDS = 200
"""Attempts to find every click counted; the web process ships them five times a second."""


class Unplayable(Exception):
    """A process or a job failed; the message says which, and how."""


@dataclass
class Stage:
    """What the history needs: the site, the clock, the jobs."""

    site: Site
    sessions: sessionmaker[Session]
    queue_redis: Redis
    clock_file: Path
    children: list[Child]
    requests: int = 0
    _jobs: int = field(default=0)

    def set_clock(self, moment: dt.datetime) -> None:
        """Let it be this moment everywhere. Replaced as a whole, because they read it at any time."""
        fresh = self.clock_file.with_suffix(".new")
        fresh.write_text(moment.isoformat())
        fresh.replace(self.clock_file)

    def run(self, name: JobName) -> None:
        """Have the worker do a job, and wait for it.

        Raises:
            Unplayable: it failed, or nobody did it.
        """
        self._jobs += 1
        job_id = f"seed-{os.getpid()}-{self._jobs}"
        queue.enqueue(name, unique_id=job_id)
        job = Job(job_id, connection=self.queue_redis, serializer=JSONSerializer)
        for _ in range(JOB_SECONDS // 2):
            result = Result.fetch_latest(job, serializer=JSONSerializer, timeout=2)
            if result is not None:
                if result.type is not Result.Type.SUCCESSFUL:
                    raise Unplayable(f"the job {name.name.lower()} failed:\n{result.exc_string}")
                return
            self.check_alive()
        raise Unplayable(f"the job {name.name.lower()} was not done within {JOB_SECONDS} seconds")

    def count_clicks(self) -> None:
        """Have the worker count until every request on a tracking link stands in the tables, none lost or doubled.

        Raises:
            Unplayable: the numbers do not meet.
        """
        counted = 0
        for _ in range(CLICK_ROUNDS):
            self.run(JobName.INGEST_CLICKS)
            with self.sessions() as session:
                counted = ingest.counted(session)
            if counted == self.requests:
                return
            # Nothing of ours says when the spool has been shipped; it happens five times a second.
            threading.Event().wait(0.05)
        raise Unplayable(f"{self.requests} requests on tracking links were made, but {counted} are counted")

    def check_alive(self) -> None:
        """Raises Unplayable when a process has ended."""
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                raise Unplayable(f"the {child.name} process ended ({child.process.returncode})")


def clock_file_of(settings: Settings) -> Path:
    """The file that holds the simulated time while the history is played, and is gone after it."""
    return settings.data_dir / "seed-clock"


@contextmanager
def stage(settings: Settings, sessions: sessionmaker[Session]) -> Iterator[Stage]:
    """Start the processes, and stop them at the end, whatever happens."""
    clock_file = clock_file_of(settings)
    supervisor = Supervisor()
    queue_redis = redis.connect(settings.redis_url)
    queue.configure(queue_redis)
    port = _free_port()
    # The public comes from many addresses: the seed stands in as the proxy that names them. It sends no mail.
    env = environment(replace(settings, clock_file=clock_file, sign_in_limit=100_000, trusted_proxies=1, smtp_url=""))
    made = Stage(Site(port), sessions, queue_redis, clock_file, supervisor.children)
    try:
        for server in embedded.wanted(settings):
            if not embedded_runs(settings, server):
                command = embedded.command(settings, server)
                supervisor.add(server.name, command, {}, lambda server=server: embedded.wait(settings, server))  # type: ignore[misc]
        made.set_clock(clock.now())
        supervisor.add("worker", [sys.executable, "-m", "worker.main"], env)
        web = _with_workers(web_command(settings, "127.0.0.1", port))
        supervisor.add("web", web, env, lambda: wait_for(f"http://127.0.0.1:{port}/healthz"))
        yield made
    finally:
        made.site.close()
        supervisor.stop("web", "worker")
        supervisor.stop()
        clock_file.unlink(missing_ok=True)
        queue_redis.close()


def _with_workers(command: list[str]) -> list[str]:
    """The same server with a process for each core, at most two: the history is as fast as its pages."""
    at = command.index("--workers") + 1
    return [*command[:at], str(min(2, os.cpu_count() or 1)), *command[at + 1 :]]


def embedded_runs(settings: Settings, server: embedded.Server) -> bool:
    """Whether the embedded server listens already."""
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(embedded.socket_of(settings, server))) == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def stop_on_signals() -> Iterator[None]:
    """Turn SIGTERM and Ctrl-C into Unplayable: whoever started the seed would only hear of them after it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, _frame: FrameType | None) -> None:
        raise Unplayable(f"stopped by {signal.Signals(number).name}")

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
