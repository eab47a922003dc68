"""An editor's browser, and a campaign at campaign-1."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.campaigns.models import Campaign
from tests.factories.campaigns import make_campaign
from tests.factories.guidelines import make_policy


@pytest.fixture
def editor(sign_in: Callable[[str], FlaskClient]) -> FlaskClient:
    """The browser of an editor."""
    return sign_in("editor")


@pytest.fixture
def employee(sign_in: Callable[[str], FlaskClient]) -> FlaskClient:
    """The browser of somebody without any role."""
    return sign_in("employee")


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """A planned campaign."""
    make_policy(session)
    made = make_campaign(session)
    session.commit()
    return made
