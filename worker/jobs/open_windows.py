"""Seed the cells of the windows that are open now, and keep a snapshot of the pending counts."""

from __future__ import annotations

from contextlib import suppress

from redis.exceptions import ResponseError

from hub.core import clock, db
from hub.counting.pending import PendingCells
from hub.metrics import windows_open
from worker.context import job_context


def run() -> None:
    """Freeze the quarter's headcounts and seed what is not seeded. Safe to repeat."""
    with job_context() as ctx:
        windows_open.open_windows(ctx.session, PendingCells(ctx.counts_redis), clock.local_today())
        db.commit(ctx.session)
        # On a fixed beat, so that the snapshot's date tells nothing about a share.
        with suppress(ResponseError):
            ctx.counts_redis.bgsave()
