"""Seed the cells of the windows that are open now, and keep a snapshot of the pending counts."""

from __future__ import annotations

from contextlib import suppress

from redis import Redis
from redis.exceptions import ResponseError

from hub.core import clock, db
from hub.counting.pending import PendingCells
from hub.metrics import windows_open
from worker.context import job_context

SNAPSHOT_SECONDS = 3600
"""The longer, the less two snapshots tell about the time of what was added between them."""


def run() -> None:
    """Freeze the quarter's headcounts and seed what is not seeded. Safe to repeat."""
    with job_context() as ctx:
        windows_open.open_windows(ctx.session, PendingCells(ctx.counts_redis), clock.local_today())
        db.commit(ctx.session)
        _keep_snapshot(ctx.counts_redis)
        # The server counts its commands: how often it added would be an exact number of shares since it started.
        with suppress(ResponseError):
            ctx.counts_redis.config_resetstat()


def _keep_snapshot(counts: Redis) -> None:
    """Ask for a snapshot an hour after the last, whether anything happened or not: its date tells of no share."""
    with suppress(ResponseError):
        seconds, _ = counts.time()
        if seconds - counts.lastsave().timestamp() >= SNAPSHOT_SECONDS:
            counts.bgsave()
