"""A policy in effect, and a pilot that runs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.pilots.models import Pilot
from tests.factories.accounts import make_persona
from tests.factories.ambassadors import make_ambassador
from tests.factories.guidelines import make_policy
from tests.factories.pilots import make_pilot


@pytest.fixture(autouse=True)
def _policy(session: Session) -> None:
    make_policy(session)
    session.commit()


@pytest.fixture
def pilot(session: Session) -> Pilot:
    """A running pilot without members; its address is pilot-1."""
    made = make_pilot(session)
    session.commit()
    return made


@pytest.fixture
def ambassador(session: Session, sign_in: Callable[[str], FlaskClient]) -> FlaskClient:
    """The browser of an employee who has opted in."""
    make_ambassador(session, make_persona(session, "employee"))
    session.commit()
    return sign_in("employee")
