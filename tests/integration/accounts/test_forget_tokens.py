from __future__ import annotations

import datetime as dt

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.accounts import service
from hub.accounts.models import SignInToken
from hub.core import clock
from tests.factories.accounts import make_person, make_persona


def test_expired_tokens_are_deleted_and_the_others_stay(session: Session) -> None:
    person = make_person(session)
    now = clock.now()
    service.request_link(session, person.email or "")
    service.request_link(session, "nobody@elsewhere.example")
    service.make_codes(session, make_persona(session, "admin"), [make_person(session, "Ole Riis", None)], "key")
    session.flush()
    with time_machine.travel(now + dt.timedelta(minutes=21), tick=False):
        assert service.forget_tokens(session) == 2
    assert session.scalars(select(SignInToken.kind)).all() == ["code"]
