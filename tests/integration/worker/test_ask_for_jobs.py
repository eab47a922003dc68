"""The tick asks for each job once in its slot, however many ticks there are."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ConnectionError as Away
from rq.job import Job
from rq.serializers import JSONSerializer

from hub.core import queue
from hub.core.config import Settings
from hub.core.queue import JobName
from hub.ops import embedded
from hub.ops.up import environment
from tests import servers
from worker import tick

NOON = dt.datetime(2026, 11, 22, 11, 0, 1, tzinfo=dt.UTC)
EVERYTHING = [due.job for due in tick.SCHEDULE]


@pytest.fixture(autouse=True)
def _queue(queue_redis: Redis) -> None:
    queue.configure(queue_redis)


def _asked_for() -> list[str]:
    return sorted(job.func_name for job in queue.get_queue().jobs)


def test_the_first_look_asks_for_everything_and_the_second_for_nothing() -> None:
    asked: set[str] = set()
    assert tick.ask(NOON, asked) == EVERYTHING
    assert tick.ask(NOON + dt.timedelta(seconds=1), asked) == []
    assert _asked_for() == sorted(job.value for job in EVERYTHING)


def test_the_next_slot_asks_again_for_what_is_due_then() -> None:
    asked: set[str] = set()
    tick.ask(NOON, asked)
    assert tick.ask(NOON + dt.timedelta(seconds=5), asked) == [JobName.INGEST_CLICKS]
    minutely = [due.job for due in tick.SCHEDULE if due.every <= 60]
    assert tick.ask(NOON + dt.timedelta(seconds=60), asked) == minutely
    assert JobName.OPEN_WINDOWS in minutely


def test_eight_ticks_at_once_ask_once() -> None:
    barrier, sent = threading.Barrier(8), []

    def one() -> None:
        barrier.wait()
        sent.extend(tick.ask(NOON, set()))

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == sorted(EVERYTHING)
    assert _asked_for() == sorted(job.value for job in EVERYTHING)


def test_the_ids_stay_taken_longer_than_their_slot_and_not_for_good(queue_redis: Redis) -> None:
    tick.ask(NOON, set())
    for due in tick.SCHEDULE:
        job = Job.fetch(tick.slot_id(due, NOON), connection=queue_redis, serializer=JSONSerializer)
        assert job.ttl is not None
        for seconds in (queue_redis.ttl(job.key), job.ttl, job.result_ttl, job.failure_ttl):
            assert due.every < seconds <= max(60, 2 * due.every), due.job


def test_a_worker_that_was_away_for_long_finds_no_heap_of_old_slots(queue_redis: Redis) -> None:
    tick.ask(NOON, set())
    for due in tick.SCHEDULE:
        queue_redis.expire(f"rq:job:{tick.slot_id(due, NOON)}", 0)
    assert queue.get_queue().jobs == []


def test_a_clock_that_goes_back_and_forth_asks_for_no_slot_twice(queue_redis: Redis) -> None:
    asked: set[str] = set()
    assert tick.ask(NOON, asked) == EVERYTHING
    tick.ask(NOON - dt.timedelta(hours=1), asked)
    queue_redis.flushall()  # the ids have long been forgotten there
    assert tick.ask(NOON, asked) == []
    assert tick.ask(NOON - dt.timedelta(hours=1), asked) == []
    assert tick.ask(NOON + dt.timedelta(hours=1), asked) == EVERYTHING


def test_a_tick_that_starts_again_asks_for_nothing_that_was_asked_for() -> None:
    tick.ask(NOON, set())
    assert tick.ask(NOON + dt.timedelta(seconds=2), set()) == []


def test_what_a_tick_remembers_does_not_grow_for_ever() -> None:
    asked: set[str] = {f"old-{number}" for number in range(1001)}
    tick.ask(NOON, asked)
    assert len(asked) < 1000
    assert tick.ask(NOON, asked) == [], "the ids in the queue still stand"


def test_a_slot_is_asked_for_again_when_the_queue_was_away(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    enqueue = queue.enqueue

    def away(*_args: object, **_kwargs: object) -> bool:
        raise Away

    monkeypatch.setattr(queue, "enqueue", away)
    with pytest.raises(Away):
        tick.ask(NOON, asked)
    monkeypatch.setattr(queue, "enqueue", enqueue)
    assert tick.ask(NOON, asked) == EVERYTHING


def test_a_running_tick_outlives_a_queue_that_is_away_and_stops_when_asked(settings: Settings) -> None:
    with servers.short_folder() as folder:
        own = replace(settings, data_dir=folder, redis_url=f"unix://{folder}/queue.sock")
        log = folder / "log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "worker.tick"], env={**os.environ, **environment(own)}, stderr=output
            )
        try:
            _until(lambda: b"the queue is away" in log.read_bytes())
            server = embedded.start(own, embedded.QUEUE)
            client = Redis(unix_socket_path=str(Path(folder) / "queue.sock"))
            _until(lambda: client.llen("rq:queue:hub") >= len(EVERYTHING))
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0
        finally:
            process.kill()
            process.wait()
            server.terminate()
            server.wait(60)
            client.close()


def _until(reached: object) -> None:
    deadline = time.monotonic() + 60
    while not reached():  # type: ignore[operator]
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)
