from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.accounts import service
from hub.accounts.models import Person
from hub.accounts.rules import PERSONAS, Role
from hub.core import demo
from hub.core.config import Settings
from tests.factories.accounts import make_person, make_persona, post


@pytest.fixture
def demo_client(app: Flask, session: Session, settings: Settings) -> FlaskClient:
    demo.mark(session)
    session.commit()
    app.config.update(SETTINGS=replace(settings, demo=True), DEMO_DATABASE=True)
    return app.test_client()


@pytest.mark.parametrize("persona", PERSONAS)
def test_each_persona_of_the_demonstration_signs_in(demo_client: FlaskClient, session: Session, persona: str) -> None:
    assert f'value="{persona}"' in demo_client.get("/sign-in").text
    assert post(demo_client, "/sign-in/demo", {"persona": persona}).status_code == 303
    with demo_client.session_transaction() as cookie:
        person = session.get_one(Person, int(cookie["_user_id"].partition(".")[0]))
    assert (person.email, person.roles) == (PERSONAS[persona].email, PERSONAS[persona].roles)


def test_an_unknown_persona_is_nobody(demo_client: FlaskClient) -> None:
    assert post(demo_client, "/sign-in/demo", {"persona": "root"}).status_code == 404


@pytest.mark.parametrize(("asked", "marked"), [(False, False), (True, False), (False, True)])
def test_demo_sign_in_needs_both_the_mark_and_the_command(
    app: Flask, settings: Settings, session: Session, asked: bool, marked: bool
) -> None:
    app.config.update(SETTINGS=replace(settings, demo=asked), DEMO_DATABASE=marked)
    client = app.test_client()
    assert 'name="persona"' not in client.get("/sign-in").text
    assert post(client, "/sign-in/demo", {"persona": "admin"}).status_code == 404
    assert session.scalar(select(func.count(Person.id))) == 0


def test_signing_out_ends_the_session(sign_in: Callable[[str], FlaskClient]) -> None:
    browser = sign_in("employee")
    answer = post(browser, "/sign-out")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    with browser.session_transaction() as cookie:
        assert "_user_id" not in cookie


def test_signing_out_ends_every_copy_of_the_session(sign_in: Callable[[str], FlaskClient], app: Flask) -> None:
    browser = sign_in("admin")
    copied = browser.get_cookie("hub_session")
    assert copied is not None
    thief = app.test_client()
    thief.set_cookie("hub_session", copied.value)
    assert thief.get("/admin").status_code == 200
    post(browser, "/sign-out")
    assert thief.get("/admin").status_code == 303


def test_a_session_does_not_come_back_to_life_when_its_person_is_let_in_again(
    sign_in: Callable[[str], FlaskClient], session: Session
) -> None:
    browser = sign_in("employee")
    admin, person = make_persona(session, "admin"), make_persona(session, "employee")
    service.deactivate(session, admin, person)
    service.reactivate(session, admin, person)
    session.commit()
    assert browser.get("/").status_code == 303


@pytest.mark.parametrize(
    "carried", ["{id}", "{id}.", "{id}.0123456789abcdef", "{id}.æ", "\u00b2.x", "9" * 30 + ".x", ""]
)
def test_a_session_without_the_right_key_is_nobodys(app: Flask, session: Session, carried: str) -> None:
    person = make_person(session)
    session.commit()
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = carried.format(id=person.id)
    assert browser.get("/").status_code == 303


def test_an_open_session_ends_when_its_person_is_deactivated(
    sign_in: Callable[[str], FlaskClient], session: Session
) -> None:
    browser = sign_in("admin")
    assert browser.get("/admin").status_code == 200
    admin = make_person(session, email="second@fjordby.example", roles=[Role.ADMIN])
    service.deactivate(session, admin, make_persona(session, "admin"))
    session.commit()
    answer = browser.get("/admin")
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


def test_a_deleted_persons_session_does_not_become_the_next_persons(
    sign_in: Callable[[str], FlaskClient], session: Session
) -> None:
    admin = make_person(session, email="second@fjordby.example", roles=[Role.ADMIN])
    session.commit()
    browser = sign_in("employee")
    service.delete(session, admin, make_persona(session, "employee"))
    session.commit()
    make_person(session, email="newcomer@fjordby.example")
    session.commit()
    assert browser.get("/sign-in").status_code == 200


def test_the_language_is_remembered_for_the_person_and_the_browser(
    sign_in: Callable[[str], FlaskClient], session: Session
) -> None:
    browser = sign_in("employee")
    answer = post(browser, "/language", {"locale": "en", "next": "/join?x=1"})
    assert (answer.status_code, answer.location) == (303, "/join?x=1")
    assert 'lang="en"' in browser.get("/sign-in/sent").text
    assert session.scalar(select(Person.locale)) == "en"


def test_a_visitor_chooses_a_language_without_an_account(client: FlaskClient) -> None:
    post(client, "/language", {"locale": "en", "next": "/sign-in"})
    assert 'html lang="en"' in client.get("/sign-in").text
    post(client, "/language", {"locale": "da", "next": "/sign-in"})
    assert 'html lang="da"' in client.get("/sign-in").text


def test_an_unknown_language_and_another_site_are_refused(client: FlaskClient) -> None:
    assert post(client, "/language", {"locale": "xx"}).status_code == 400
    assert post(client, "/language", {"locale": "en", "next": "//evil.example"}).location == "/"


def test_the_first_administrator_is_made_once(session: Session) -> None:
    first = service.ensure_admin(session, " IT@Fjordby.example ")
    session.commit()
    assert first is not None
    assert first.roles == {Role.ADMIN}
    assert service.ensure_admin(session, "another@fjordby.example") is None
    assert session.scalar(select(func.count(Person.id))) == 1


def test_a_person_who_is_already_here_can_be_named_first_administrator(session: Session) -> None:
    person = make_person(session, email="it@fjordby.example")
    assert service.ensure_admin(session, "it@fjordby.example") is person
    assert Role.ADMIN in person.roles


def test_no_address_makes_no_administrator(session: Session) -> None:
    assert service.ensure_admin(session, "") is None
    with pytest.raises(ValueError, match="not an e-mail address"):
        service.ensure_admin(session, "it at fjordby")
