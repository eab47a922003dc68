"""The monthly letter to everybody in a large organisation: how long it takes to write, to address and to mail."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from redis import Redis
from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.ambassadors import queries as ambassadors
from hub.ambassadors.models import Ambassador
from hub.core.config import Settings
from hub.guidelines.models import PolicyVersion
from hub.results import letter, letter_mail
from hub.results import queries as results
from tests import servers
from worker.context import Context


@dataclass(frozen=True)
class Digest:
    """Seconds of each step, and how many letters the mail server took."""

    write: float
    address: float
    readers: int
    mail: float
    mailed: int
    cpu: float

    @property
    def rate(self) -> float:
        """Mails a second."""
        return self.mailed / self.mail

    def __str__(self) -> str:
        return (
            f"the letter: written in {self.write:.1f} s; {self.readers:,} readers found in {self.address:.2f} s; "
            f"{self.mailed:,} mailed in {self.mail:.0f} s ({self.rate:,.0f} a second, "
            f"{self.cpu / self.mailed * 1e3:.1f} ms of the worker each)"
        )


def measure(session: Session, settings: Settings, stores: tuple[Redis, Redis], most: int) -> Digest:
    """Let everybody ask for the letter, write it, and mail it to `most` of them over a real server on this machine.

    Everything happens in the session's transaction, which is undone in the end.
    """
    _everybody_asks(session)
    began = time.perf_counter()
    month = (letter.write_due(session, settings) or list(results.letters(session)))[0].month
    session.flush()
    wrote = time.perf_counter()
    readers = len(ambassadors.letter_readers(session))
    found = time.perf_counter()
    few = select(Ambassador.person_id).order_by(Ambassador.person_id).limit(most).subquery()
    session.execute(update(Ambassador).where(Ambassador.person_id.not_in(select(few))).values(monthly_letter=False))
    with servers.smtp() as server:
        ctx = Context(replace(settings, smtp_url=server.url), session, *stores)
        before, cpu = time.perf_counter(), time.process_time()
        mailed = letter_mail.send(ctx, month)
        took, worked = time.perf_counter() - before, time.process_time() - cpu
    session.rollback()
    return Digest(wrote - began, found - wrote, readers, took, mailed, worked)


def _everybody_asks(session: Session) -> None:
    policy = session.scalar(select(PolicyVersion.id).limit(1))
    known = select(Ambassador.person_id)
    strangers = session.scalars(select(Person.id).where(Person.active, Person.id.not_in(known))).all()
    session.execute(
        insert(Ambassador),
        [{"person_id": each, "policy_version_id": policy, "promise_number": 0} for each in strangers],
    )
    session.execute(update(Ambassador).values(monthly_letter=True))
