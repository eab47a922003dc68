"""An ambassador's browser, a kit that can be shared, and every cell of today open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.ambassadors.rules import flag_cookie_name
from hub.core.config import Settings
from hub.counting.pending import Backlog
from hub.kits.models import Kit
from hub.sharing import service
from tests.factories.accounts import make_persona, make_unit
from tests.factories.ambassadors import make_ambassador
from tests.factories.guidelines import make_policy
from tests.factories.sharing import additions, cells, make_shareable_kit, open_cells

SUNDAY = "2026-11-22T12:00:00+01:00"


@dataclass
class Counts:
    """What the cells have gained since the last look."""

    session: Session
    client: Redis
    seen: dict[str, int]
    backlog: Backlog

    def open(self) -> None:
        """Open the cells of today, and look."""
        open_cells(self.session, self.client)
        self.seen = cells(self.client)

    def gained(self) -> dict[str, int]:
        """The additions since the last look, by `family:key`."""
        now = cells(self.client)
        found, self.seen = additions(self.seen, now), now
        return found


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Coordinates]:
    """The clock stands still on a Sunday in November."""
    with time_machine.travel(SUNDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _no_thread_outlives_its_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits in one test must not arrive in the next."""
    monkeypatch.setattr(service, "retry_soon", lambda *_: None)


@pytest.fixture
def kit(session: Session, travel: object) -> Kit:
    """A live kit; its id is 1."""
    make_policy(session)
    return make_shareable_kit(session)


@pytest.fixture
def ambassador(session: Session, kit: Kit) -> Person:
    """The employee, opted in, in a unit of 140."""
    person = make_persona(session, "employee", unit=make_unit(session))
    make_ambassador(session, person)
    session.commit()
    return person


@pytest.fixture
def browser(sign_in: Callable[[str], FlaskClient], ambassador: Person) -> FlaskClient:
    """The browser of the ambassador."""
    return sign_in("employee")


@pytest.fixture
def counts(session: Session, counts_redis: Redis, ambassador: Person, app: Flask) -> Counts:
    """Every cell of today, open."""
    made = Counts(session, counts_redis, {}, app.extensions["hub_pending"])
    made.open()
    return made


@pytest.fixture
def cookie_name(settings: Settings, ambassador: Person) -> str:
    """The opaque name under which the ambassador's browser keeps its flags."""
    return flag_cookie_name(settings.secret_key, ambassador.id)


def sign_in_again(browser: FlaskClient, person: Person) -> None:
    """A session ends after thirty days; this one begins now."""
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = person.get_id()
