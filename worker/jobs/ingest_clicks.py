"""Count the clicks that wait in the streams."""

from __future__ import annotations

from hub.metrics import ingest
from worker.context import job_context


def run() -> None:
    """Drain the streams. Several workers may run this at once."""
    with job_context() as ctx:
        ingest.drain(ctx.session, ctx.queue_redis)
