"""Publishing a new version of the guidelines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from hub.ambassadors import queries as ambassadors
from hub.core.audit import AuditEntry
from hub.guidelines import queries
from tests.factories.accounts import make_persona, post
from tests.factories.ambassadors import make_ambassador
from tests.factories.guidelines import make_policy

SignIn = Callable[[str], FlaskClient]
NEW: dict[str, Any] = {"after": "1", "body_da": "# Ny\r\n\r\nTekst på dansk.", "body_en": ""}


@pytest.fixture(autouse=True)
def policy(session: Session) -> None:
    """The version in effect, number 1."""
    make_policy(session)
    session.commit()


def numbers(sessions: sessionmaker[Session]) -> list[int]:
    with sessions() as active:
        return [version.number for version in queries.policy_versions(active)]


@pytest.mark.parametrize("persona", ["editor", "approver"])
def test_editors_and_approvers_publish_and_the_action_is_on_record(
    sign_in: SignIn, sessions: sessionmaker[Session], persona: str
) -> None:
    answer = post(sign_in(persona), "/guidelines/new-version", NEW)
    assert (answer.status_code, answer.location) == (303, "/guidelines")
    assert numbers(sessions) == [2, 1]
    with sessions() as active:
        assert active.scalars(select(AuditEntry.action)).all() == ["publish"]


@pytest.mark.parametrize("persona", ["employee", "contributor", "hr", "pilot", "admin"])
def test_others_can_neither_see_the_form_nor_publish(
    sign_in: SignIn, sessions: sessionmaker[Session], persona: str
) -> None:
    browser = sign_in(persona)
    assert browser.get("/guidelines/new-version").status_code == 403
    assert post(browser, "/guidelines/new-version", NEW).status_code == 403
    assert numbers(sessions) == [1]


def test_a_second_click_on_publish_changes_nothing(sign_in: SignIn, sessions: sessionmaker[Session]) -> None:
    browser = sign_in("editor")
    assert [post(browser, "/guidelines/new-version", NEW).status_code for _ in range(2)] == [303, 303]
    assert numbers(sessions) == [2, 1]


def test_a_version_that_somebody_else_overtook_is_refused_and_kept_in_the_form(
    sign_in: SignIn, sessions: sessionmaker[Session]
) -> None:
    post(sign_in("approver"), "/guidelines/new-version", {**NEW, "body_da": "En andens."})
    answer = post(sign_in("editor"), "/guidelines/new-version", NEW)
    assert answer.status_code == 409
    assert "Tekst på dansk." in answer.text
    assert "En anden har udgivet" in answer.text
    assert numbers(sessions) == [2, 1]


def test_a_preview_publishes_nothing_and_keeps_the_text(sign_in: SignIn, sessions: sessionmaker[Session]) -> None:
    answer = post(sign_in("editor"), "/guidelines/new-version", {**NEW, "preview": "1"})
    assert answer.status_code == 200
    assert "<p>Tekst på dansk.</p>" in answer.text
    assert "Tekst på dansk.</textarea>" in answer.text
    assert numbers(sessions) == [1]


def test_a_version_without_danish_is_refused_and_keeps_the_english(
    sign_in: SignIn, sessions: sessionmaker[Session]
) -> None:
    answer = post(sign_in("editor"), "/guidelines/new-version", {**NEW, "body_da": " ", "body_en": "English words"})
    assert answer.status_code == 422
    assert "English words" in answer.text
    assert numbers(sessions) == [1]


def test_ambassadors_stay_and_are_asked_to_accept(sign_in: SignIn, session: Session) -> None:
    person = make_persona(session, "employee")
    make_ambassador(session, person)
    session.commit()
    assert not ambassadors.must_accept(session, person.id)
    post(sign_in("editor"), "/guidelines/new-version", NEW)
    session.expire_all()
    assert ambassadors.is_ambassador(session, person.id)
    assert ambassadors.must_accept(session, person.id)
