"""Job: send one sign-in link."""

from __future__ import annotations

from hub.core import db
from hub.notifications import service
from worker.context import job_context


def run(token_id: int) -> None:
    """Mail the link of a token, or print it where there is no mail server."""
    with job_context() as ctx:
        service.send_sign_in_link(ctx, token_id)
        db.commit(ctx.session)
