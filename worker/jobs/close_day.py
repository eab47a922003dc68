"""Forget who visited, once the day is over, and what the logs of queue and database still tell of the hour before."""

from __future__ import annotations

from contextlib import suppress

from redis.exceptions import RedisError

from hub.core import db
from hub.metrics import ingest
from worker.context import job_context


def run() -> None:
    """Fold the visitors of every past day to a number and delete yesterday's salt. Safe to repeat."""
    with job_context() as ctx:
        # The queue's append-only file would otherwise keep every job there was, with its time.
        with suppress(RedisError):
            ctx.queue_redis.bgrewriteaof()
        db.empty_journal(ctx.session)
        ingest.close_days(ctx.session, ctx.counts_redis)
        db.commit(ctx.session)
