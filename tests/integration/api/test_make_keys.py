"""An administrator makes a key, sees it once and takes it back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hub.api import rules
from hub.api.models import ApiToken
from hub.core.audit import AuditEntry
from tests.factories.accounts import PERSONAS, post

PAGE = "/admin/api-tokens"
FORM = {"name": "Power BI", "scopes": ["organisation", "kits"], "expires_on": "2027-05-01"}
pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def admin(sign_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return sign_in("admin")


def key_on(answer: TestResponse) -> str:
    found = re.search(r'value="(delfrit_[\w-]{43})"', answer.text)
    assert found
    return found[1]


def test_the_key_is_shown_once_and_kept_as_a_digest(admin: FlaskClient, session: Session) -> None:
    answer = post(admin, PAGE, FORM)
    key = key_on(answer)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert key not in admin.get(PAGE).text
    row = session.execute(text("SELECT * FROM api_token")).mappings().one()
    assert key.removeprefix("delfrit_") not in str(dict(row))
    assert row["digest"] == rules.digest(key)
    assert admin.get("/api/v1/kits", headers={"Authorization": f"Bearer {key}"}).status_code == 200


def test_what_is_kept_says_neither_who_made_it_nor_when_it_was_used(admin: FlaskClient, session: Session) -> None:
    key = key_on(post(admin, PAGE, FORM))
    before = session.execute(text("SELECT * FROM api_token")).all()
    admin.get("/api/v1/kits", headers={"Authorization": f"Bearer {key}"})
    session.rollback()
    assert session.execute(text("SELECT * FROM api_token")).all() == before
    columns = set(ApiToken.__table__.columns.keys())
    assert columns == {"id", "name", "digest", "scopes", "made_on", "expires_on", "revoked_on"}


def test_taking_it_back_works_at_once_and_twice_is_once(admin: FlaskClient, session: Session) -> None:
    key = key_on(post(admin, PAGE, FORM))
    made = session.query(ApiToken).one()
    for _ in range(2):
        assert post(admin, f"{PAGE}/{made.id}/revoke").status_code == 303
    assert admin.get("/api/v1/kits", headers={"Authorization": f"Bearer {key}"}).status_code == 401
    assert "Trukket tilbage" in admin.get(PAGE).text
    assert [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.id)] == ["created", "revoked"]
    assert post(admin, f"{PAGE}/999/revoke").status_code == 404


def test_a_second_click_makes_no_second_key(admin: FlaskClient, session: Session) -> None:
    post(admin, PAGE, FORM)
    again = post(admin, PAGE, FORM)
    assert again.status_code == 422
    assert "allerede en nøgle" in again.text
    assert session.query(ApiToken).count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 81},
        {"scopes": []},
        {"scopes": ["people"]},
        {"expires_on": ""},
        {"expires_on": "2026-11-04"},
        {"expires_on": "2020-01-01"},
        {"expires_on": "2029-01-01"},
        {"expires_on": "tomorrow"},
    ],
)
def test_a_key_without_name_groups_or_end_is_refused(
    admin: FlaskClient, session: Session, change: dict[str, object]
) -> None:
    answer = post(admin, PAGE, {**FORM, **change})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert session.query(ApiToken).count() == 0


def test_only_administrators_make_keys(sign_in: Callable[[str], FlaskClient], session: Session) -> None:
    for persona in set(PERSONAS) - {"admin"}:
        browser = sign_in(persona)
        assert browser.get(PAGE).status_code == 403
        assert post(browser, PAGE, FORM).status_code == 403
    assert session.query(ApiToken).count() == 0
