"""Forget who visited, once the day is over."""

from __future__ import annotations

from hub.core import db
from hub.metrics import ingest
from worker.context import job_context


def run() -> None:
    """Fold the visitors of every past day to a number and delete yesterday's salt. Safe to repeat."""
    with job_context() as ctx:
        ingest.close_days(ctx.session, ctx.counts_redis)
        db.commit(ctx.session)
