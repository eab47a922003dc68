"""A dry run is kept until its yes, and no longer than it must."""

from __future__ import annotations

import datetime as dt

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core import drafts
from hub.core.drafts import ImportDraft
from tests.factories.accounts import make_persona


def test_a_draft_is_claimed_once_and_by_its_maker_alone(session: Session) -> None:
    maker, other = make_persona(session, "hr"), make_persona(session, "admin")
    token = drafts.keep(session, "counts", maker.id, [[1, "æ"]])
    assert drafts.find(session, "counts", maker.id, token) == [[1, "æ"]]
    assert drafts.claim(session, "counts", other.id, token) is None
    assert drafts.claim(session, "else", maker.id, token) is None
    assert drafts.claim(session, "counts", maker.id, token) == [[1, "æ"]]
    assert drafts.claim(session, "counts", maker.id, token) is None


def test_a_new_draft_takes_the_place_of_the_older_one(session: Session) -> None:
    maker = make_persona(session, "hr")
    first = drafts.keep(session, "counts", maker.id, 1)
    second = drafts.keep(session, "counts", maker.id, 2)
    assert drafts.find(session, "counts", maker.id, first) is None
    assert drafts.find(session, "counts", maker.id, second) == 2


def test_a_draft_goes_with_its_maker(session: Session) -> None:
    maker = make_persona(session, "hr")
    drafts.keep(session, "counts", maker.id, 1)
    session.delete(maker)
    session.flush()
    assert session.scalars(select(ImportDraft.token)).all() == []


def test_a_draft_expires_after_two_days_and_is_deleted(session: Session) -> None:
    maker = make_persona(session, "hr")
    now = dt.datetime(2026, 11, 22, 22, 30, tzinfo=dt.UTC)
    with time_machine.travel(now, tick=False):
        token = drafts.keep(session, "counts", maker.id, 1)
    with time_machine.travel(now + dt.timedelta(days=2), tick=False):
        drafts.forget_expired(session)
        assert drafts.find(session, "counts", maker.id, token) == 1
    with time_machine.travel(now + dt.timedelta(days=3), tick=False):
        assert drafts.claim(session, "counts", maker.id, token) is None
        drafts.forget_expired(session)
        assert session.scalars(select(ImportDraft.token)).all() == []
