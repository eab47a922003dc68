"""A real worker process carries out what was asked for, and nothing that was smuggled in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from rq import Callback, Queue
from rq.exceptions import StopRequested
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer, PickleSerializer
from sqlalchemy.orm import Session

from hub.core import queue
from hub.core.config import Settings
from hub.core.queue import JobName
from hub.ops.up import environment
from tests.factories.guidelines import make_policy
from tests.factories.sharing import cells, make_shareable_kit
from worker.discreet import DiscreetWorker

ARGUMENTS: dict[JobName, tuple[int | str, ...]] = {
    JobName.SEND_SIGN_IN: (7,),
    JobName.SEND_NOTIFICATION: (1, "submitted"),
    JobName.SEND_LETTER: ("2026-10",),
}


@pytest.fixture
def worker(app: Flask, settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m worker.main`, as `hub up` starts it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "worker.main"],
        env={**os.environ, **environment(settings)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    yield process
    process.kill()
    process.communicate()


def _status(client: Redis, job_id: str) -> JobStatus | None:
    return Job.fetch(job_id, connection=client, serializer=JSONSerializer).get_status()


def _until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)


def test_every_job_runs_to_its_end_and_the_hub_becomes_ready(
    client: FlaskClient,
    session: Session,
    queue_redis: Redis,
    counts_redis: Redis,
    worker: subprocess.Popen[bytes],
) -> None:
    make_policy(session)
    kit = make_shareable_kit(session)
    assert client.get("/readyz").get_json()["worker"] is False
    for job in JobName:
        queue.enqueue(job, *ARGUMENTS.get(job, ()), unique_id=job.name)
    _until(lambda: all(_status(queue_redis, job.name) in (JobStatus.FINISHED, JobStatus.FAILED) for job in JobName))
    assert {job.name: _status(queue_redis, job.name) for job in JobName} == {
        job.name: JobStatus.FINISHED for job in JobName
    }
    assert any(name.startswith(f"kit_week:{kit.id}:") for name in cells(counts_redis))
    assert client.get("/readyz").status_code == 200
    assert 0 < queue_redis.ttl("hub:heartbeat") <= 120

    worker.send_signal(signal.SIGTERM)
    out, err = worker.communicate(timeout=60)
    assert worker.returncode == 0
    assert b"Traceback" not in out + err


def test_a_pickled_job_is_refused_and_the_worker_goes_on(
    queue_redis: Redis, worker: subprocess.Popen[bytes], settings: Settings
) -> None:
    trap = settings.data_dir / "executed"
    smuggled = Queue(queue.QUEUE_NAME, connection=queue_redis, serializer=PickleSerializer)
    smuggled.enqueue("os.mkdir", str(trap))
    queue.enqueue(JobName.OPEN_WINDOWS, unique_id="honest")
    _until(lambda: _status(queue_redis, "honest") is JobStatus.FINISHED)
    assert not trap.exists()


@pytest.mark.parametrize("way", ["function", "success", "failure"])
def test_a_job_that_names_anything_else_is_refused_and_the_worker_goes_on(
    queue_redis: Redis, worker: subprocess.Popen[bytes], settings: Settings, way: str
) -> None:
    trap = settings.data_dir / "executed"
    strange = Queue(queue.QUEUE_NAME, connection=queue_redis, serializer=JSONSerializer)
    if way == "function":
        strange.enqueue("os.mkdir", str(trap), job_id="strange")
    elif way == "success":
        strange.enqueue(JobName.FORGET_TOKENS.value, job_id="strange", on_success=Callback("builtins.print"))
    else:
        strange.enqueue(JobName.SEND_SIGN_IN.value, job_id="strange", on_failure=Callback("builtins.print"))
    queue.enqueue(JobName.OPEN_WINDOWS, unique_id="honest")
    _until(lambda: _status(queue_redis, "honest") is JobStatus.FINISHED)
    assert _status(queue_redis, "strange") is JobStatus.FAILED
    assert not trap.exists()
    worker.send_signal(signal.SIGTERM)
    out, err = worker.communicate(timeout=60)
    assert out == b""
    assert b"NotOurs" in err


@pytest.fixture
def handlers() -> Iterator[None]:
    """What this process does when it is told to stop, put back afterwards."""
    before = {sign: signal.getsignal(sign) for sign in (signal.SIGTERM, signal.SIGINT)}
    yield
    for sign, handler in before.items():
        signal.signal(sign, handler)


def test_a_worker_told_to_stop_while_an_object_is_cleared_away_stops(queue_redis: Redis, handlers: None) -> None:
    one = DiscreetWorker([queue.QUEUE_NAME], connection=queue_redis, serializer=JSONSerializer)
    signal.signal(signal.SIGTERM, one.request_stop)

    class Cleared:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGTERM)

    def clear_away_and_wait() -> None:
        Cleared()
        threading.Event().wait(60)

    with pytest.raises(StopRequested):
        clear_away_and_wait()


def test_closing_the_day_takes_the_past_out_of_the_queues_log(
    queue_redis: Redis, worker: subprocess.Popen[bytes], valkeys: Path
) -> None:
    queue_redis.set("job-of-the-past", "1")
    queue_redis.delete("job-of-the-past")
    folder = valkeys / "queue" / "appendonlydir"

    def diary() -> bytes:
        # The server takes files away while it writes them anew.
        with suppress(FileNotFoundError):
            return b"".join(file.read_bytes() for file in folder.iterdir())
        return b"job-of-the-past"

    # The server puts a write off while the disk takes an earlier one.
    _until(lambda: b"job-of-the-past" in diary())
    queue.enqueue(JobName.CLOSE_DAY, unique_id="close")
    _until(lambda: b"job-of-the-past" not in diary())
