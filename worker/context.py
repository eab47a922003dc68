"""What a job needs: settings, a session, and the two Redis servers. One set for each worker process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from redis import Redis
from sqlalchemy.orm import Session, sessionmaker

from hub import wiring
from hub.core import clock, config, db, health, queue, redis
from hub.core.config import Settings
from hub.models import load_all


@dataclass(frozen=True)
class Context:
    """What a job works with."""

    settings: Settings
    session: Session
    queue_redis: Redis
    counts_redis: Redis


@cache
def _process() -> tuple[Settings, sessionmaker[Session], Redis, Redis]:
    settings = config.load(demo=os.environ.get("HUB_DEMO") == "1")
    clock.configure(settings.timezone, settings.clock_file)
    queue_redis = redis.connect(settings.redis_url)
    queue.configure(queue_redis)
    wiring.subscribe_all()
    # A job may touch a table whose foreign keys lead to a room that it does not import.
    load_all()
    return (
        settings,
        db.make_sessionmaker(settings.database_url),
        queue_redis,
        redis.connect(settings.counts_redis_url),
    )


@contextmanager
def job_context() -> Iterator[Context]:
    """A session for one job. The job commits with `db.commit(ctx.session)`; what it did not commit is lost."""
    settings, sessions, queue_redis, counts_redis = _process()
    health.beat(queue_redis)
    with sessions() as session:
        yield Context(settings, session, queue_redis, counts_redis)
