"""Seed the cells of the windows that are open now."""

from __future__ import annotations

from hub.core import clock, db
from hub.counting.pending import PendingCells
from hub.metrics import windows_open
from worker.context import job_context


def run() -> None:
    """Freeze the quarter's headcounts and seed what is not seeded. Safe to repeat."""
    with job_context() as ctx:
        windows_open.open_windows(ctx.session, PendingCells(ctx.counts_redis), clock.local_today())
        db.commit(ctx.session)
