"""Job: delete sign-in links and codes that have expired."""

from __future__ import annotations

from hub.accounts import service
from hub.core import db
from worker.context import job_context


def run() -> None:
    """Delete what can no longer sign anybody in."""
    with job_context() as ctx:
        service.forget_tokens(ctx.session)
        db.commit(ctx.session)
