"""Sends the monthly letter to those who asked for it under My data, at most once."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from hub.ambassadors import queries as ambassadors
from hub.core import clock
from hub.core.config import Settings
from hub.notifications import service as notifications
from hub.results import letter as letters
from hub.results import queries, rules
from hub.results.models import ResultLetter

PEOPLE_OF_A_JOB = 1_000
"""Ids of people whose letters one job mails: a minute at a slow mail server. More would not be done when the job's time
is over, and whoever asks for a sign-in link meanwhile would wait for it.
"""


def to_mail(session: Session, settings: Settings) -> str | None:
    """The month whose letter waits to be mailed: the newest one, while it is news. None without a mail server."""
    if not settings.smtp_url:
        return None
    newest = session.scalar(select(ResultLetter).order_by(ResultLetter.month.desc()).limit(1))
    if newest is None or newest.mailed:
        return None
    fresh = clock.local_today() - newest.written_on <= dt.timedelta(days=rules.MAIL_WITHIN_DAYS)
    return newest.month if fresh else None


def claim(session: Session, month: str) -> bool:
    """Mark the letter as mailed; whether this call did so. The caller commits before it sends, so that a worker that
    dies in the middle, or a second one beside it, mails nobody twice.
    """
    result = session.execute(
        update(ResultLetter).where(ResultLetter.month == month, ResultLetter.mailed.is_(False)).values(mailed=True)
    )
    return cast("CursorResult[Any]", result).rowcount == 1


def give_back(session: Session, month: str) -> None:
    """Nothing was sent, because the mail server was away: the letter waits again. The caller commits."""
    session.execute(update(ResultLetter).where(ResultLetter.month == month).values(mailed=False))


def next_block(session: Session, block: int) -> int | None:
    """The first block of people, from this one on, in which somebody reads the letter. Block `n` has the ids from `n`
    times `PEOPLE_OF_A_JOB`, whoever joins or leaves meanwhile, so that nobody gets the letter twice.
    """
    found = ambassadors.next_letter_reader(session, block * PEOPLE_OF_A_JOB)
    return None if found is None else found // PEOPLE_OF_A_JOB


def send(ctx: notifications.Context, month: str, block: int | None = None) -> int:
    """Mail a claimed letter to one block of people, or to everybody; how many the server took. Who gets it is found
    here, and written nowhere.

    Raises:
        MailUnavailable: the mail server is away; nothing was sent.
    """
    found = queries.letter(ctx.session, month)

    def values(locale: str) -> dict[str, object]:
        return {
            "letter": letters.in_words(found, locale),
            "link": f"{ctx.settings.base_url}/results/letters/{month}",
            "preferences": f"{ctx.settings.base_url}/me",
        }

    begin = None if block is None else block * PEOPLE_OF_A_JOB
    people = None if begin is None else range(begin, begin + PEOPLE_OF_A_JOB)
    return notifications.send_to_readers(ctx, "letter", ambassadors.letter_readers(ctx.session, people), values)
