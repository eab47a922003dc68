"""Job: mail a month's letter to those who asked for it, a thousand people in each job."""

from __future__ import annotations

from hub.core import db, queue
from hub.core.queue import JobName
from hub.notifications.mail import MailUnavailable
from hub.results import letter_mail
from worker.context import job_context


def run(month: str, block: int | None = None) -> None:
    """Claim the letter, and only then send it: never twice. A mail server that is away leaves it for the next time.

    Without `block` it begins; each job asks for the next.
    """
    with job_context() as ctx:
        begins = block is None
        if begins and not letter_mail.claim(ctx.session, month):
            return
        db.commit(ctx.session)
        here = letter_mail.next_block(ctx.session, block or 0)
        if here is None:
            return
        goes_on = True
        try:
            letter_mail.send(ctx, month, here)
        except MailUnavailable:
            if begins:
                goes_on = False
                letter_mail.give_back(ctx.session, month)
                db.commit(ctx.session)
            raise
        finally:
            # Also when this block failed or took too long: the next ones need not go without their letter.
            if goes_on:
                queue.enqueue(JobName.SEND_LETTER, month, here + 1)
