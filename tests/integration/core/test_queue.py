"""Asking for jobs: after the commit, with ids only, in a form that runs nobody's code."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Iterator

import pytest
from redis import Redis
from rq.job import Job
from rq.serializers import JSONSerializer
from sqlalchemy.orm import Session

from hub.core import db, queue, redis
from hub.core.queue import JobName


@pytest.fixture(autouse=True)
def _queue(queue_redis: Redis) -> Iterator[None]:
    queue.configure(queue_redis)
    yield
    queue.configure(queue_redis)


def test_a_job_is_its_name_and_ids_as_plain_json(queue_redis: Redis) -> None:
    queue.enqueue(JobName.SEND_NOTIFICATION, 7, "submitted", unique_id="one")
    stored = queue_redis.hgetall("rq:job:one")
    data = json.loads(zlib.decompress(stored[b"data"]))
    assert data == ["worker.jobs.send_notification.run", None, [7, "submitted"], {}]
    assert stored[b"description"] == b"send_notification"


def test_a_job_is_sent_with_the_commit_and_not_before(session: Session) -> None:
    queue.enqueue_after_commit(session, JobName.SEND_SIGN_IN, 7)
    assert queue.get_queue().count == 0
    db.commit(session)
    assert [job.args for job in queue.get_queue().jobs] == [[7]]
    db.commit(session)
    assert queue.get_queue().count == 1, "a second commit sends nothing again"


def test_a_change_that_is_safe_is_no_error_when_the_queue_is_away(
    session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    queue.configure(redis.connect("unix:///nonexistent/queue.sock"))

    def waited() -> float:
        queue.enqueue_after_commit(session, JobName.SEND_SIGN_IN, 987654)
        started = time.perf_counter()
        db.commit(session)
        return time.perf_counter() - started

    # A machine may stop for a while, but not three times in a row.
    assert min(waited() for _ in range(3)) < 2, "a page must not wait for it"
    assert "a job was not asked for" in caplog.text
    assert "send_sign_in" in caplog.text
    assert "987654" not in caplog.text


def test_a_failed_job_is_not_kept_for_a_year(queue_redis: Redis) -> None:
    queue.enqueue(JobName.SEND_SIGN_IN, 7)
    [job_id] = queue.get_queue().job_ids
    job = Job.fetch(job_id, connection=queue_redis, serializer=JSONSerializer)
    assert (job.result_ttl, job.failure_ttl) == (60, 3600)
    assert job.ttl is None, "a mail must not be forgotten because the worker was away"


def test_the_same_id_is_taken_once() -> None:
    assert [queue.enqueue(JobName.RELEASE, unique_id="release-1") for _ in range(3)] == [True, False, False]
    assert queue.get_queue().count == 1
