"""Job: mail a month's letter to those who asked for it."""

from __future__ import annotations

from hub.core import db
from hub.notifications.mail import MailUnavailable
from hub.results import letter_mail
from worker.context import job_context


def run(month: str) -> None:
    """Claim the letter, and only then send it: never twice. A mail server that is away leaves it for the next time."""
    with job_context() as ctx:
        if not letter_mail.claim(ctx.session, month):
            return
        db.commit(ctx.session)
        try:
            letter_mail.send(ctx, month)
        except MailUnavailable:
            letter_mail.give_back(ctx.session, month)
            db.commit(ctx.session)
            raise
