from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy.orm import Session, sessionmaker

from hub.ambassadors.models import Ambassador
from hub.core import config, queue
from hub.core.config import Settings
from hub.notifications import mail
from hub.results import letter, letter_mail
from hub.results.models import ResultLetter
from tests.factories.accounts import make_person, make_persona, post
from tests.factories.ambassadors import make_ambassador
from tests.integration.results.conftest import Made
from worker import context
from worker.jobs import send_letter, write_letter

SignIn = Callable[[str], FlaskClient]


@dataclass
class Box:
    """What was handed to the mail server, which may be away."""

    mails: list[mail.Mail]
    away: bool = False


@pytest.fixture
def box(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, sessions: sessionmaker[Session], queue_redis: Redis, made: Made
) -> Box:
    """A worker with a mail server."""
    found = Box([])

    def keep(_settings: Settings, mails: Sequence[mail.Mail]) -> int:
        if found.away:
            raise mail.MailUnavailable("away")
        found.mails.extend(mails)
        return len(mails)

    queue.configure(queue_redis)
    with_mail = replace(settings, smtp_url="smtp://mail.invalid")
    monkeypatch.setattr(mail, "send", keep)
    monkeypatch.setattr(context, "_process", lambda: (with_mail, sessions, queue_redis, queue_redis))
    return found


@pytest.fixture
def readers(session: Session) -> list[Ambassador]:
    """Two who want the letter, one who does not, and one who wants it and has left the organisation."""
    people = [
        make_person(session, "Anna Dahl", "anna@fjordby.example"),
        make_person(session, "Bo Holm", "bo@fjordby.example", locale="en"),
        make_person(session, "Carl Lund", "carl@fjordby.example"),
        make_person(session, "Dorte Vang", "dorte@fjordby.example", active=False),
    ]
    made = [make_ambassador(session, person) for person in people]
    for place in (0, 1, 3):
        made[place].monthly_letter = True
    session.commit()
    return made


@pytest.mark.usefixtures("readers")
def test_those_who_asked_get_the_letter_in_their_language(box: Box) -> None:
    write_letter.run()
    send_letter.run("2026-10")
    assert [each.to for each in box.mails] == ["anna@fjordby.example", "bo@fjordby.example"]
    danish, english = box.mails
    assert danish.subject == "Resultater for oktober 2026"
    assert english.subject == "Results for October 2026"
    for each in box.mails:
        assert "http://localhost/results/letters/2026-10" in each.text
        assert "Saltbilen" in each.text
        assert "Egne ord virker" in each.html
        assert "<img" not in each.html


@pytest.mark.usefixtures("readers")
def test_a_letter_is_mailed_once_however_often_the_job_runs(box: Box) -> None:
    write_letter.run()
    for _ in range(3):
        send_letter.run("2026-10")
    assert len(box.mails) == 2


@pytest.mark.usefixtures("readers")
def test_a_mail_server_that_is_away_gets_the_letter_later(box: Box) -> None:
    write_letter.run()
    box.away = True
    with pytest.raises(mail.MailUnavailable):
        send_letter.run("2026-10")
    box.away = False
    send_letter.run("2026-10")
    assert len(box.mails) == 2


def test_the_job_carries_the_month_and_nobody(box: Box, readers: list[Ambassador]) -> None:
    write_letter.run()
    jobs = queue.get_queue().get_jobs()
    assert [(job.func_name, job.args) for job in jobs] == [("worker.jobs.send_letter.run", ["2026-10"])]


def test_without_a_mail_server_nothing_is_asked_for(session: Session, made: Made, settings: Settings) -> None:
    letter.write_due(session, settings)
    assert letter_mail.to_mail(session, settings) is None


def test_an_old_letter_is_not_mailed(session: Session, made: Made, settings: Settings) -> None:
    found = letter.write_due(session, settings)[0]
    found.written_on = found.written_on.replace(day=1, month=9)
    assert letter_mail.to_mail(session, replace(settings, smtp_url="smtp://mail.invalid")) is None


def test_nobody_gets_the_letter_who_did_not_ask(session: Session, app: Flask, sign_in: SignIn) -> None:
    person = make_persona(session, "employee")
    made = make_ambassador(session, person)
    session.commit()
    assert made.monthly_letter is False
    browser = sign_in("employee")
    with_mail = replace(app.config["SETTINGS"], smtp_url="smtp://mail.invalid")
    app.config["SETTINGS"] = with_mail
    assert config.current is not None
    assert 'name="monthly_letter"' in browser.get("/me").text
    assert 'name="monthly_letter"' not in browser.get("/join").text
    for sent, kept in (({"monthly_letter": "y"}, True), ({}, False)):
        assert post(browser, "/me/preferences", sent).status_code == 303
        session.expire_all()
        assert session.get_one(Ambassador, person.id).monthly_letter is kept


def test_whoever_leaves_gets_no_letter(box: Box, session: Session, readers: list[Ambassador], sign_in: SignIn) -> None:
    session.delete(readers[0])
    session.commit()
    write_letter.run()
    send_letter.run("2026-10")
    assert [each.to for each in box.mails] == ["bo@fjordby.example"]
    assert session.get_one(ResultLetter, "2026-10").mailed
