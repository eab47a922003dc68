"""Everything that the database holds about one person, found from the tables' own foreign keys.

A table that a later release adds is therefore on the page from its first day, wherever in the house it lives.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Column, Table, func, select
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.accounts.rules import ROLE_LABELS, Role
from hub.core.audit import AuditEntry
from hub.core.db import Base
from hub.networks import rules as networks
from hub.networks.rules import Network

_OWNERS = {("person", "id"), ("ambassador", "person_id")}
# A one-time way in: that it exists is told, what it is would let whoever reads the page sign in.
_SECRET = {"sign_in_token"}
_TITLES = ("title", "name_da", "name", "slug", "number", "network", "role", "text")
# Kits keep their titles in a table of their own, one row for each language.
_TEXTS = {"kit": ("kit_text", "kit_id")}

_LABELS: Mapping[str, Any] = {
    "person": _l("Your account"),
    "role_grant": _l("Your roles"),
    "ambassador": _l("Your opt-in"),
    "followed_theme": _l("Themes you follow"),
    "used_network": _l("Networks you use"),
    "pilot_member": _l("Pilots you are in"),
    "sign_in_token": _l("Sign-in links and codes you have not used"),
    "kit.author_id": _l("Kits you have written"),
    "kit.approver_id": _l("Kits you have approved"),
    "pilot.coordinator_id": _l("Pilots you coordinate"),
    "pilot.decided_by_id": _l("Pilots you have decided on"),
    "pilot_question.asker_id": _l("Questions in pilots with your name on them"),
    "pilot_question.answered_by_id": _l("Questions in pilots you have answered"),
    "campaign.owner_id": _l("Campaigns you own"),
    "campaign.substitute_id": _l("Campaigns you step in for"),
    "audit_entry": _l("Your actions as staff (publish, approve and the like)"),
    "audit_entry.subject_id": _l("Changes by administrators to your account (address, unit, roles, printed codes)"),
}
_COLUMNS: Mapping[str, Any] = {
    "name": _l("Name"),
    "email": _l("E-mail"),
    "unit_id": _l("Unit"),
    "locale": _l("Language"),
    "active": _l("May sign in"),
    "session_key": _l("Random mark of your sessions"),
    "role": _l("Role"),
    "policy_version_id": _l("Accepted version of the guidelines"),
    "promise_number": _l("Accepted privacy promise, by number"),
    "monthly_letter": _l("The monthly letter by mail"),
    "theme_id": _l("Theme"),
    "network": _l("Network"),
    "pilot_id": _l("Pilot"),
    "shown": _l("Members who do the same can see you"),
    "title": _l("Title"),
}

_LANGUAGES = {"da": "Dansk", "en": "English"}


@dataclass(frozen=True)
class Section:
    """The rows of one table about the person. `count` is told where the rows themselves are not shown."""

    key: str
    label: Any
    count: int
    rows: tuple[dict[str, Any], ...] = field(default=())

    @property
    def columns(self) -> tuple[tuple[str, Any], ...]:
        """Names and labels of the columns that a page shows; keys that only join tables are left to the file."""
        names = [name for name in (self.rows[0] if self.rows else ()) if name not in ("id", "person_id")]
        return tuple((name, _COLUMNS.get(name, name)) for name in names)


def shown(name: str, value: Any) -> Any:
    """A value of a column as a page says it: yes and no, languages, roles and networks by their names."""
    if value is None or value == "":
        return _l("Not given")
    if isinstance(value, bool):
        return _l("Yes") if value else _l("No")
    if name == "locale":
        return _LANGUAGES.get(value, value)
    if name == "role" and value in set(Role):
        return ROLE_LABELS[Role(value)]
    if name == "network" and value in set(Network):
        return networks.get(value).label
    return value


def sections(session: Session, person: Person) -> tuple[Section, ...]:
    """Every table with a row about the person: what they own with all columns, what they wrote as staff by title."""
    found = [_own(session, Base.metadata.tables["person"], "id", person.id)]
    for table, column in _columns_about_people():
        if table.name in _SECRET:
            found.append(_counted(session, table, column, person.id))
        elif any(key.ondelete == "CASCADE" for key in column.foreign_keys):
            found.append(_own(session, table, column.name, person.id))
        else:
            found.append(_written(session, table, column, person.id))
    actions = session.scalar(select(func.count()).where(AuditEntry.actor_id == person.id)) or 0
    found.append(Section("audit_entry", _LABELS["audit_entry"], actions))
    about = select(func.count()).where(AuditEntry.subject == "person", AuditEntry.subject_id == person.id)
    key = "audit_entry.subject_id"
    found.append(Section(key, _LABELS[key], session.scalar(about) or 0))
    return tuple(section for section in found if section.count)


def as_data(found: tuple[Section, ...]) -> dict[str, Any]:
    """The same as plain values for a file: one list of rows for each table, or a number where only that is told."""
    return {section.key: list(section.rows) if section.rows else section.count for section in found}


def pilots(session: Session, ids: tuple[int, ...]) -> list[tuple[int, str]]:
    """Number and title of pilots, for the page of somebody who is in them."""
    table = Base.metadata.tables.get("pilot")
    if table is None or not ids:
        return []
    rows = session.execute(select(table.c.id, table.c.title).where(table.c.id.in_(ids)).order_by(table.c.title))
    return [(row.id, row.title) for row in rows]


def _columns_about_people() -> Iterator[tuple[Table, Column[Any]]]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if any((key.column.table.name, key.column.name) in _OWNERS for key in column.foreign_keys):
                yield table, column


def _own(session: Session, table: Table, column: str, person_id: int) -> Section:
    rows = session.execute(select(table).where(table.c[column] == person_id).order_by(*table.primary_key)).mappings()
    # The running number of a row would tell how many rows there are: an exact count, day by day, of who takes part.
    told = tuple(
        {name: _value(session, table, name, row[name]) for name in row if name != "id" or table.name == "person"}
        for row in rows
    )
    return Section(table.name, _LABELS.get(table.name, table.name), len(told), told)


def _written(session: Session, table: Table, column: Column[Any], person_id: int) -> Section:
    ids = session.scalars(select(table.c.id).where(column == person_id).order_by(table.c.id)).all()
    key = f"{table.name}.{column.name}"
    told = tuple({"title": _title(session, table, found)} for found in ids)
    return Section(key, _LABELS.get(key, key), len(told), told)


def _counted(session: Session, table: Table, column: Column[Any], person_id: int) -> Section:
    total = session.scalar(select(func.count()).select_from(table).where(column == person_id)) or 0
    return Section(table.name, _LABELS.get(table.name, table.name), total)


def _value(session: Session, table: Table, name: str, value: Any) -> Any:
    """A value as a person can read it: the name of what a key points to, a moment as ISO 8601 in UTC."""
    for key in table.c[name].foreign_keys:
        if value is not None and (key.column.table.name, key.column.name) not in _OWNERS:
            return _title(session, key.column.table, value)
    return value.isoformat() if isinstance(value, dt.date | dt.datetime) else value


def _title(session: Session, table: Table, row_id: int) -> str:
    source, key = table, table.c.id
    if table.name in _TEXTS:
        texts, points = _TEXTS[table.name]
        source = Base.metadata.tables[texts]
        key = source.c[points]
    name = next((each for each in _TITLES if each in source.c), "id")
    return str(session.scalar(select(source.c[name]).where(key == row_id).order_by(source.c.id).limit(1)) or row_id)
