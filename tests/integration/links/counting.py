"""Clicks for the tests of counting, and what has been counted."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.links.events import NOBODY, RECORD, Kind, number_of
from hub.links.shipper import Outbox
from hub.metrics.models import ClickDay

DAY = dt.date(2026, 11, 23)


def click(link: int, visitor: int = 1, kind: Kind = Kind.CLICK, day: dt.date = DAY) -> bytes:
    who = visitor.to_bytes(8, "big") if kind is Kind.CLICK else NOBODY
    return RECORD.pack(link, number_of(day), kind, who)


def ship_all(outbox: Outbox) -> int:
    total = 0
    while sent := outbox.ship():
        total += sent
    return total


def hits(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.sum(ClickDay.hits))) or 0


def visitors(session: Session) -> int:
    session.expire_all()
    return session.scalar(select(func.sum(ClickDay.visitors))) or 0
