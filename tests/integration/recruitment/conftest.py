"""An HR browser, and a job."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.recruitment.models import Job
from tests.factories.guidelines import make_policy
from tests.factories.recruitment import make_job


@pytest.fixture
def hr(sign_in: Callable[[str], FlaskClient]) -> FlaskClient:
    """The browser of somebody in HR."""
    return sign_in("hr")


@pytest.fixture
def job(session: Session) -> Job:
    """A job without any counts; its address is job-1."""
    make_policy(session)
    made = make_job(session)
    session.commit()
    return made
