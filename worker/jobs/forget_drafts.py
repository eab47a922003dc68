"""Job: delete dry runs of imports that nobody said yes to."""

from __future__ import annotations

from hub.core import db, drafts
from worker.context import job_context


def run() -> None:
    """Delete what has expired. Safe to run twice."""
    with job_context() as ctx:
        drafts.forget_expired(ctx.session)
        db.commit(ctx.session)
