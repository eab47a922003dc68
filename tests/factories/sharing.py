"""Kits that can be shared, open cells to share into, and what a share left where."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hub.accounts.models import Person
from hub.core import clock
from hub.counting.pending import PendingCells
from hub.kits.models import Kit
from hub.links import service as links
from hub.metrics import windows_open
from hub.networks.rules import Network
from tests.factories.accounts import post
from tests.factories.kits import make_kit

__all__ = ["additions", "cells", "make_shareable_kit", "open_cells", "share", "table_dump"]


def make_shareable_kit(session: Session, title: str = "En dag med vejfolkene", **values: Any) -> Kit:
    """A live kit with a link for every network, as publishing leaves it."""
    kit = make_kit(session, title, **values)
    links.ensure_links(session, kit.id, kit.slug, kit.target_url, list(Network))
    session.commit()
    return kit


def open_cells(session: Session, counts: Redis) -> None:
    """Seed every cell that counts today, as the worker does."""
    windows_open.open_windows(session, PendingCells(counts), clock.local_today())
    session.commit()


def cells(counts: Redis) -> dict[str, int]:
    """The pending counts by family and key, such as `kit_week:1`, whatever the window."""
    pending = PendingCells(counts)
    return {f"{c.family.name}:{c.key}:{c.window.key}": pending.read(c) or 0 for c in pending.all()}


def additions(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """By how much each cell grew, without its window: only those that did."""
    return {
        name.rpartition(":")[0]: value - before.get(name, 0)
        for name, value in after.items()
        if value != before.get(name, 0)
    }


def share(browser: FlaskClient, kit: Kit, network: str = "linkedin", **data: Any) -> TestResponse:
    """Press the share button without JavaScript."""
    return post(browser, "/share", {"kit": str(kit.id), "network": network, **data})


def table_dump(session: Session) -> dict[str, list[str]]:
    """Every row of every table there is in the database, the ones of the program or not."""
    session.rollback()
    found = MetaData()
    found.reflect(session.get_bind())
    return {
        table.name: sorted(repr(tuple(row)) for row in session.execute(select(table))) for table in found.sorted_tables
    }


def person_of(session: Session, persona_email: str) -> Person:
    """The person with this address."""
    return session.scalars(select(Person).where(Person.email == persona_email)).one()
