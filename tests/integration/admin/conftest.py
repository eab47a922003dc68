from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.core import audit
from tests.factories.accounts import post

BrowserFor = Callable[[str], FlaskClient]


@pytest.fixture
def admin(sign_in: BrowserFor) -> FlaskClient:
    """A browser in which an administrator is signed in."""
    return sign_in("admin")


def people(session: Session) -> dict[str, Person]:
    session.expire_all()
    return {person.name: person for person in session.scalars(select(Person))}


def trail(session: Session) -> set[tuple[str, str, int]]:
    session.expire_all()
    return {(entry.action, entry.subject, entry.subject_id) for entry in session.scalars(select(audit.AuditEntry))}


def upload(browser: FlaskClient, content: str | bytes, where: str = "people", **more: str) -> tuple[int, str]:
    raw = content.encode() if isinstance(content, str) else content
    data = {"file": (io.BytesIO(raw), "list.csv"), **more}
    answer = post(browser, f"/admin/{where}/import", data, content_type="multipart/form-data")
    return answer.status_code, answer.text
