"""A key for everything, and the figures of seventeen weeks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hub.api import service
from hub.core import clock
from hub.results.export import GROUPS
from tests.factories.accounts import make_persona
from tests.integration.results.conftest import Made, made, today

__all__ = ["Made", "made", "today"]

Get = Callable[..., TestResponse]


@pytest.fixture
def make_key(session: Session, today: None) -> Callable[..., str]:
    """Makes a key for the groups that are named, or for all."""

    def make(*groups: str, days: int = 30) -> str:
        actor = make_persona(session, "admin")
        until = clock.local_today() + dt.timedelta(days=days)
        number = session.query(service.ApiToken).count()
        _, key = service.make_token(session, actor, f"Program {number}", groups or tuple(GROUPS), until)
        session.commit()
        return key

    return make


@pytest.fixture
def get(app: Flask, make_key: Callable[..., str]) -> Get:
    """Asks as a program does, with a key for everything unless another is given."""
    browser: FlaskClient = app.test_client(use_cookies=False)
    everything = make_key()

    def ask(address: str, *, key: str | None = everything, method: str = "GET", **headers: str) -> TestResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if key:
            sent["Authorization"] = f"Bearer {key}"
        return browser.open(f"/api/v1/{address}", method=method, headers=sent)

    return ask
