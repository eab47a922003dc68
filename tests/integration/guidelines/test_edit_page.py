"""Channel guides, the fact sheet and the crisis plan are edited in the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core.audit import AuditEntry
from hub.guidelines import queries, rules
from tests.factories.accounts import post
from tests.factories.guidelines import make_page, make_policy

SignIn = Callable[[str], FlaskClient]
PLAN = "# Når det brænder på\n\nRing først."


@pytest.fixture(autouse=True)
def pages(session: Session) -> None:
    """A policy, and a crisis plan in both languages."""
    make_policy(session)
    make_page(session, "crisis", PLAN)
    make_page(session, "crisis", "# In a crisis\n\nCall first.", "en")
    session.commit()


@pytest.fixture
def editor(sign_in: SignIn) -> FlaskClient:
    return sign_in("editor")


def form(session: Session, kind: str = "crisis", **texts: str) -> dict[str, Any]:
    session.expire_all()
    return {"seen": rules.mark(queries.page_bodies(session, kind)), "body_da": "", "body_en": "", **texts}


def said(session: Session, kind: str = "crisis") -> dict[str, str]:
    session.expire_all()
    return queries.page_bodies(session, kind)


def test_an_editor_changes_a_page_for_everybody(editor: FlaskClient, sign_in: SignIn, session: Session) -> None:
    answer = post(editor, "/guidelines/edit/crisis", form(session, body_da="# Ny plan\r\n\r\nTræk vejret."))
    assert (answer.status_code, answer.location) == (303, "/crisis")
    page = sign_in("employee").get("/crisis").text
    assert "Ny plan</h1>" in page
    assert "Træk vejret." in page
    assert set(said(session)) == {"da"}, "an emptied English text falls back to Danish"


def test_a_guide_that_nobody_has_written_can_be_written(editor: FlaskClient, session: Session) -> None:
    assert editor.get("/guidelines/channels/bluesky").status_code == 404
    answer = post(editor, "/guidelines/edit/bluesky", form(session, "channel:bluesky", body_da="# Bluesky\n\nKort."))
    assert answer.location == "/guidelines/channels/bluesky"
    assert "Kort." in editor.get("/guidelines/channels/bluesky").text


def test_the_form_holds_what_is_there(editor: FlaskClient) -> None:
    page = editor.get("/guidelines/edit/crisis").text
    assert "Ring først." in page
    assert "Call first." in page


def test_an_older_form_does_not_overwrite_what_somebody_else_saved(editor: FlaskClient, session: Session) -> None:
    older = form(session, body_da="# Min udgave")
    post(editor, "/guidelines/edit/crisis", form(session, body_da="# Den andens"))
    answer = post(editor, "/guidelines/edit/crisis", older)
    assert answer.status_code == 409
    assert "# Min udgave" in answer.text, "nothing typed is lost"
    assert said(session)["da"] == "# Den andens"
    assert post(editor, "/guidelines/edit/crisis", form(session, body_da="# Min udgave")).status_code == 303


def test_a_second_click_changes_nothing(editor: FlaskClient, session: Session) -> None:
    sent = form(session, body_da="# Ny plan")
    for _ in range(2):
        assert post(editor, "/guidelines/edit/crisis", sent).status_code == 303
    assert [entry.action for entry in session.scalars(select(AuditEntry))] == ["guide.edited"]


@pytest.mark.parametrize("body", ["", "   ", "x" * (rules.MAX_BODY + 1)])
def test_a_text_that_cannot_be_used_is_refused_beside_its_field(
    editor: FlaskClient, session: Session, body: str
) -> None:
    answer = post(editor, "/guidelines/edit/crisis", form(session, body_da=body, body_en="Kept"))
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "Kept" in answer.text
    assert said(session)["da"] == PLAN


def test_a_preview_writes_nothing(editor: FlaskClient, session: Session) -> None:
    answer = post(editor, "/guidelines/edit/crisis", form(session, body_da="# Ny plan", preview="1"))
    assert "Ny plan</h3>" in answer.text
    assert said(session)["da"] == PLAN


def test_only_pages_that_exist_can_be_edited(editor: FlaskClient, session: Session) -> None:
    for name in ("policy", "myspace", "channel:linkedin"):
        assert editor.get(f"/guidelines/edit/{name}").status_code == 404
        assert post(editor, f"/guidelines/edit/{name}", form(session, body_da="# x")).status_code == 404


def test_others_are_not_offered_it_and_cannot(sign_in: SignIn, session: Session) -> None:
    browser = sign_in("employee")
    assert "/guidelines/edit" not in browser.get("/crisis").text
    assert browser.get("/guidelines/edit/crisis").status_code == 403
    assert post(browser, "/guidelines/edit/crisis", form(session, body_da="# x")).status_code == 403
    assert "/guidelines/edit/crisis" in sign_in("approver").get("/crisis").text
