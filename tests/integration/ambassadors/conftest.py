"""A policy in effect, two themes, and what a test looks at in the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from hub.ambassadors.models import Ambassador, FollowedTheme, PilotMember, UsedNetwork
from hub.guidelines.models import PolicyVersion
from tests.factories.ambassadors import make_theme
from tests.factories.guidelines import make_policy

Rows = Callable[[], tuple[int, int, int, int]]


@pytest.fixture(autouse=True)
def policy(session: Session) -> PolicyVersion:
    """The policy in effect, version 1, and two themes with the ids 1 and 2."""
    made = make_policy(session)
    make_theme(session)
    make_theme(session, "klima", "Klima", "Climate")
    session.commit()
    return made


@pytest.fixture
def rows(sessions: sessionmaker[Session]) -> Rows:
    """Counts opt-ins, followed themes, used networks and memberships of pilots."""

    def count() -> tuple[int, int, int, int]:
        with sessions() as active:
            one, two, three, four = (
                active.scalar(select(func.count()).select_from(table)) or 0
                for table in (Ambassador, FollowedTheme, UsedNetwork, PilotMember)
            )
            return one, two, three, four

    return count
