"""A letter with so many readers that mailing it takes longer than a job may."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from redis import Redis
from rq.serializers import JSONSerializer
from rq.timeouts import JobTimeoutException
from sqlalchemy.orm import Session, sessionmaker

from hub.core import queue
from hub.core.config import Settings
from hub.notifications import mail
from hub.results import letter_mail
from tests.factories.accounts import make_person
from tests.factories.ambassadors import make_ambassador
from worker import context
from worker.discreet import DiscreetSimpleWorker
from worker.jobs import write_letter
from worker.named import NamedJob

READERS, IN_TIME = 12, 5
"""So many want the letter, and so many mails a job can send before its time is over."""

Work = Callable[[], list[str]]


@pytest.fixture
def away() -> set[int]:
    """The connections that the mail server refuses, counted from 1."""
    return set()


@pytest.fixture
def work(
    monkeypatch: pytest.MonkeyPatch,
    session: Session,
    settings: Settings,
    sessions: sessionmaker[Session],
    queue_redis: Redis,
    made: object,
    away: set[int],
) -> Work:
    """Lets a worker do all there is to do; who has got a letter in all."""
    got: list[str] = []
    left = 0
    asked = 0

    @contextmanager
    def connected(_settings: Settings) -> Iterator[None]:
        nonlocal left, asked
        left, asked = IN_TIME, asked + 1
        if asked in away:
            raise OSError
        yield None

    def take(_connection: None, _settings: Settings, each: mail.Mail) -> bool:
        nonlocal left
        if not left:
            raise JobTimeoutException
        left -= 1
        got.append(each.to)
        return True

    def run() -> list[str]:
        write_letter.run()
        worker = DiscreetSimpleWorker(
            [queue.get_queue()], connection=queue_redis, serializer=JSONSerializer, job_class=NamedJob
        )
        worker.work(burst=True, logging_level="WARNING")
        return sorted(got)

    for address in wanted():
        make_ambassador(session, make_person(session, "Anna Dahl", address)).monthly_letter = True
    session.commit()
    queue.configure(queue_redis)
    with_mail = replace(settings, smtp_url="smtp://mail.invalid")
    monkeypatch.setattr(context, "_process", lambda: (with_mail, sessions, queue_redis, queue_redis))
    monkeypatch.setattr(mail, "_connection", connected)
    monkeypatch.setattr(mail, "_send_one", take)
    monkeypatch.setattr(mail.send, "__kwdefaults__", {"waits": (0.0,)})
    monkeypatch.setattr(letter_mail, "PEOPLE_OF_A_JOB", 4)
    return run


def wanted() -> list[str]:
    return sorted(f"reader-{number}@fjordby.example" for number in range(READERS))


def test_every_reader_gets_the_letter_once_although_one_job_has_not_time_for_all(work: Work) -> None:
    assert work() == wanted()
    assert work() == wanted()


def test_a_mail_server_that_is_away_at_first_gets_the_whole_letter_later(work: Work, away: set[int]) -> None:
    away.add(1)
    assert work() == []
    assert work() == wanted()


def test_one_block_that_fails_keeps_the_letter_from_nobody_else(work: Work, away: set[int]) -> None:
    away.add(2)
    first = work()
    assert len(wanted()) - 4 <= len(first) < len(wanted())
    assert work() == first
