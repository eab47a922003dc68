"""Jobs: their names, and the one way to ask for them.

`hub` never imports `worker`: it names a job, and the name is the function's address. Jobs carry ids only.
Whoever can write to this Redis must not get their code run: both sides use the JSON serializer, because reading pickle
runs code, and the worker refuses a job whose function is not listed here (`worker.named`), because RQ calls any.
"""

from __future__ import annotations

from enum import StrEnum

from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer
from sqlalchemy.orm import Session

from hub.core import logs
from hub.core.logs import Event

QUEUE_NAME = "hub"
# A unique job's id stays blocked while its result or failure is kept: RQ's own default for failures is a year.
RESULT_TTL = 60
FAILURE_TTL = 3600
JOB_SECONDS = 300


class JobName(StrEnum):
    """Every job there is, by the address of its function."""

    INGEST_CLICKS = "worker.jobs.ingest_clicks.run"
    OPEN_WINDOWS = "worker.jobs.open_windows.run"
    RELEASE = "worker.jobs.release.run"
    CLOSE_DAY = "worker.jobs.close_day.run"
    END_KITS = "worker.jobs.end_kits.run"
    SEND_SIGN_IN = "worker.jobs.send_sign_in.run"
    SEND_NOTIFICATION = "worker.jobs.send_notification.run"
    FORGET_TOKENS = "worker.jobs.forget_tokens.run"
    FORGET_DRAFTS = "worker.jobs.forget_drafts.run"
    WRITE_LETTER = "worker.jobs.write_letter.run"
    SEND_LETTER = "worker.jobs.send_letter.run"


_collected: dict[str, Redis] = {}


def configure(client: Redis) -> None:
    """Name the Redis that holds the queue."""
    _collected["client"] = client


def get_queue() -> Queue:
    """The queue that web processes fill and workers drain."""
    return Queue(QUEUE_NAME, connection=_collected["client"], serializer=JSONSerializer)


def enqueue(name: JobName, *ids: int | str, unique_id: str | None = None, keep: int = RESULT_TTL) -> bool:
    """Put a job into the queue; its id stays taken for `keep` seconds after it ran or failed.

    With `unique_id`, a second one with the same id is quietly dropped: returns False. Such a job is asked for
    again in its next slot, so it is forgotten when no worker has begun it within `keep` seconds.
    """
    try:
        get_queue().enqueue(
            name.value,
            args=ids,
            job_id=unique_id,
            unique=unique_id is not None,
            job_timeout=JOB_SECONDS,
            # A worker that was away for a weekend must not come back to a queue of a weekend's slots.
            ttl=keep if unique_id is not None else None,
            result_ttl=keep,
            failure_ttl=max(keep, FAILURE_TTL) if unique_id is None else keep,
            description=name.name.lower(),
        )
    except DuplicateJobError:
        return False
    return True


def enqueue_after_commit(session: Session, name: JobName, *ids: int | str) -> None:
    """Remember a job until the session commits; a rolled-back change asks for nothing."""
    session.info.setdefault("jobs", []).append((name, ids))


def send_collected(session: Session) -> None:
    """Send what was collected. The change is already safe, so a queue that is away must not turn it into an error."""
    for name, ids in session.info.pop("jobs", []):
        try:
            enqueue(name, *ids)
        except RedisError:
            logs.write(Event.QUEUE_AWAY_JOB, job=name)
