"""The weekly freeze."""

from __future__ import annotations

from hub.core import clock, db
from hub.counting.pending import PendingCells
from hub.metrics import release, windows_open
from worker.context import job_context


def run() -> None:
    """Release every finished window that has not been. Safe to repeat and to run twice at once."""
    with job_context() as ctx:
        pending = PendingCells(ctx.counts_redis)
        # What is added while a window freezes moves into the next one, which must be open by then.
        windows_open.open_windows(ctx.session, pending, clock.local_today())
        db.commit(ctx.session)
        release.run(ctx.session, pending, clock.now())
