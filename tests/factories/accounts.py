"""People and units for tests."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from hub.accounts import service
from hub.accounts.models import Person, RoleGrant, Unit
from hub.accounts.rules import PERSONAS, Role

__all__ = ["PERSONAS", "csrf_token", "make_person", "make_persona", "make_unit", "post", "without_tokens"]


def make_persona(session: Session, key: str, *, locale: str = "da", unit: Unit | None = None) -> Person:
    """One of the eight personas, the same one at each call. Reads Danish unless told otherwise."""
    person = service.demo_person(session, key)
    person.locale = locale
    if unit is not None:
        person.unit_id = unit.id
    session.flush()
    return person


def make_person(
    session: Session,
    name: str = "Anna Dahl",
    email: str | None = "anna.dahl@fjordby.example",
    *,
    unit: Unit | None = None,
    roles: Collection[Role] = (),
    active: bool = True,
    locale: str = "da",
) -> Person:
    """Somebody who can sign in."""
    person = Person(name=name, email=email, unit_id=unit.id if unit else None, active=active, locale=locale)
    person.grants = [RoleGrant(role=role.value) for role in roles]
    session.add(person)
    session.flush()
    return person


def make_unit(
    session: Session,
    name_da: str = "Vej og Park",
    *,
    headcount: int = 140,
    parent: Unit | None = None,
    name_en: str = "",
    closed: bool = False,
) -> Unit:
    """A unit of the organisation."""
    unit = Unit(
        name_da=name_da,
        name_en=name_en,
        parent_id=parent.id if parent else None,
        headcount=headcount,
        closed=closed,
    )
    session.add(unit)
    session.flush()
    return unit


def csrf_token(browser: FlaskClient, page: str = "/sign-in/sent") -> str:
    """The token that a page of this browser carries for its forms."""
    found = re.search(r'"X-CSRFToken": "([^"]+)"', browser.get(page).text)
    assert found is not None
    return found[1]


def without_tokens(page: str) -> str:
    """A page for comparing with another: its tokens tell the second in which it was made."""
    return re.sub(r'(csrf_token" value="|X-CSRFToken": ")[^"]+', "", page)


def post(browser: FlaskClient, address: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
    """Post a form as a browser does, with the token of a page it has seen."""
    return browser.post(address, data={"csrf_token": csrf_token(browser), **(data or {})}, **kwargs)
