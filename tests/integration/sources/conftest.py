"""Browsers of the desk and of HR, and a live kit with the links that publishing makes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.kits.models import Kit
from tests.factories.sharing import make_shareable_kit

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def editor(sign_in: SignIn) -> FlaskClient:
    """The browser of an editor."""
    return sign_in("editor")


@pytest.fixture
def hr(sign_in: SignIn) -> FlaskClient:
    """The browser of somebody in HR."""
    return sign_in("hr")


@pytest.fixture
def kit(session: Session) -> Kit:
    """A live kit that belongs to no job; its address is `en-dag-med-vejfolkene`."""
    return make_shareable_kit(session)
