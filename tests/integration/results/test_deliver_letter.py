"""The letter on its whole way: written by the worker, handed to a real mail server, read out of a mailbox."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage

import pytest
from redis import Redis
from sqlalchemy.orm import Session, sessionmaker

from hub.core import queue
from hub.core.config import Settings
from tests import servers
from tests.factories.accounts import make_person
from tests.factories.ambassadors import make_ambassador
from tests.integration.results.conftest import Made
from worker import context
from worker.jobs import send_letter, write_letter

LETTER, MY_DATA = "http://localhost/results/letters/2026-10", "http://localhost/me"
READERS = {"anna": None, "bo": "en", "carl": "da"}


@pytest.fixture
def arrived(
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    sessions: sessionmaker[Session],
    queue_redis: Redis,
    made: Made,
) -> Iterator[dict[str, EmailMessage]]:
    """What lies in each mailbox after the worker has done both of its jobs."""
    for name, locale in READERS.items():
        person = make_person(session, name.title(), f"{name}@fjordby.example", locale=locale)
        make_ambassador(session, person).monthly_letter = True
    session.commit()
    queue.configure(queue_redis)
    with servers.smtp() as server:
        with_mail = replace(settings, smtp_url=server.url)
        monkeypatch.setattr(context, "_process", lambda: (with_mail, sessions, queue_redis, queue_redis))
        write_letter.run()
        for job in queue.get_queue().get_jobs():
            send_letter.run(*job.args)
        received = server.received
        assert len(received) == len(READERS)
        yield {address.partition("@")[0]: message for address, message in received}


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def test_the_letter_arrives_at_a_real_mail_server_in_the_readers_language(arrived: dict[str, EmailMessage]) -> None:
    subjects = {name: message["Subject"] for name, message in arrived.items()}
    assert subjects == {
        "anna": "Resultater for oktober 2026", "bo": "Results for October 2026", "carl": "Resultater for oktober 2026"
    }  # fmt: skip
    for kind in ("plain", "html"):
        assert "Alle tal i brevet er målt." in part(arrived["anna"], kind)
        assert "All figures in this letter are measured." in part(arrived["bo"], kind)


def test_each_copy_is_for_one_and_says_the_same_as_the_others(arrived: dict[str, EmailMessage]) -> None:
    for name, message in arrived.items():
        assert message["To"] == f"{name}@fjordby.example"
        assert message["Cc"] is message["Bcc"] is None
        whole = message.as_string()
        assert not [other for other in READERS if other != name and f"{other}@" in whole]
    for kind in ("plain", "html"):
        assert part(arrived["anna"], kind) == part(arrived["carl"], kind)


def test_no_link_in_the_letter_tells_who_followed_it(arrived: dict[str, EmailMessage]) -> None:
    for message in arrived.values():
        for kind in ("plain", "html"):
            assert set(re.findall(r"https?://[^\s\"<>]+", part(message, kind))) == {LETTER, MY_DATA}
        assert not re.search(r"<(img|link|script|iframe)|url\(", part(message, "html"))
        assert not {"List-Unsubscribe", "Disposition-Notification-To", "Return-Receipt-To"} & set(message.keys())
