"""The desk's browser, files as the networks make them, and a clock that stands still."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hub.reach.models import OfficialPost
from tests.factories.accounts import post
from tests.factories.guidelines import make_policy

SUNDAY = "2026-11-22T12:00:00+01:00"
SignIn = Callable[[str], FlaskClient]


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Coordinates]:
    """The clock stands still on a Sunday in November."""
    with time_machine.travel(SUNDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def editor(sign_in: SignIn, session: Session) -> FlaskClient:
    """The browser of an editor."""
    make_policy(session)
    session.commit()
    return sign_in("editor")


def upload(
    browser: FlaskClient, content: bytes, name: str, path: str = "/desk/official", **fields: Any
) -> TestResponse:
    """Choose a file and press the button."""
    return post(browser, path, {"file": (io.BytesIO(content), name), **fields}, content_type="multipart/form-data")


def bring_in(browser: FlaskClient, content: bytes, name: str) -> TestResponse:
    """Upload a file that is known, and say yes to the dry run."""
    checked = upload(browser, content, name)
    assert checked.status_code == 303, checked.text
    return post(browser, f"{checked.location}/import")


def official(session: Session) -> list[OfficialPost]:
    """The official posts, by day."""
    session.expire_all()
    session.rollback()
    return list(session.scalars(select(OfficialPost).order_by(OfficialPost.day, OfficialPost.id)))
