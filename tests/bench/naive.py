"""The naive ways to count clicks: a job for each, or a row and a commit for each."""

from __future__ import annotations

import datetime as dt
import time

from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from tests.bench.apps import NaiveBase, NaiveClick

_QUEUE = "naive"
_jobs: dict[str, Engine] = {}


def job(url: str, link: int) -> None:
    """Count one click."""
    engine = _jobs.setdefault(url, create_engine(url))
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO naive_day (link_id, hits) VALUES (:link, 1) "
                "ON CONFLICT (link_id) DO UPDATE SET hits = naive_day.hits + 1"
            ),
            {"link": link},
        )


def job_per_click(url: str, client: Redis, clicks: int) -> float:
    """Clicks a second of one RQ worker that stays in its process; forking for each would take five times longer."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS naive_day (link_id integer PRIMARY KEY, hits integer)"))
    queue = Queue(_QUEUE, connection=client, serializer=JSONSerializer)
    for number in range(clicks):
        queue.enqueue(job, url, number % 100, result_ttl=0)
    worker = SimpleWorker([queue], connection=client, serializer=JSONSerializer)
    begin = time.perf_counter()
    worker.work(burst=True, logging_level="ERROR")
    seconds = time.perf_counter() - begin
    _jobs.pop(url).dispose()
    engine.dispose()
    return clicks / seconds


def row_per_click(url: str, clicks: int) -> float:
    """Clicks a second of inserting and committing a row for each by ORM."""
    engine = create_engine(url)
    NaiveBase.metadata.create_all(engine)
    begin = time.perf_counter()
    with Session(engine) as session:
        for number in range(clicks):
            session.add(NaiveClick(link_id=number % 100, at=dt.datetime.now(dt.UTC).replace(tzinfo=None), kind="click"))
            session.commit()
    seconds = time.perf_counter() - begin
    engine.dispose()
    return clicks / seconds
