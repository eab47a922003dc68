"""Job: write the letter of a month that has been made up, and ask for it to be mailed."""

from __future__ import annotations

from hub.core import db, queue
from hub.core.queue import JobName
from hub.results import letter, letter_mail
from worker.context import job_context


def run() -> None:
    """Write what is due. The job that mails carries the month and nothing else."""
    with job_context() as ctx:
        letter.write_due(ctx.session, ctx.settings)
        month = letter_mail.to_mail(ctx.session, ctx.settings)
        if month is not None:
            queue.enqueue_after_commit(ctx.session, JobName.SEND_LETTER, month)
        db.commit(ctx.session)
