"""Which language somebody reads who has never chosen one."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.accounts.models import Person, SignInToken
from hub.accounts.service import demo_person, outgoing_link, request_link
from hub.core.config import Settings
from tests.factories.accounts import post

SignIn = Callable[[str], FlaskClient]


def _lang(browser: FlaskClient, asked: str) -> str:
    page = browser.get("/me", headers={"Accept-Language": asked}).text
    return page.split('<html lang="')[1][:2]


def test_an_account_without_a_choice_follows_the_browser(sign_in: SignIn, session: Session) -> None:
    browser = sign_in("employee")
    demo_person(session, "employee").locale = ""
    session.commit()
    assert (_lang(browser, "en"), _lang(browser, "da")) == ("en", "da")


def test_a_choice_goes_before_the_browser_also_without_its_cookie(sign_in: SignIn, session: Session) -> None:
    browser = sign_in("employee")
    post(browser, "/language", {"locale": "en"})
    browser.delete_cookie("lang")
    assert _lang(browser, "da") == "en"


def test_new_accounts_have_chosen_nothing_and_get_mail_in_the_organisations_language(
    session: Session, settings: Settings
) -> None:
    person = Person(name="Ny", email="ny@fjordby.example")
    session.add(person)
    session.flush()
    assert person.locale == ""
    assert demo_person(session, "editor").locale == ""
    request_link(session, "ny@fjordby.example")
    token = session.query(SignInToken).one()
    found = outgoing_link(session, token.id, settings)
    assert found is not None
    assert found.locale == settings.locale
    person.locale = "en"
    found = outgoing_link(session, token.id, settings)
    assert found is not None
    assert found.locale == "en"
