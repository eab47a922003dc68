"""Lists from HR's systems: people and units as CSV. A list with one bad line changes nothing.

Danish spreadsheets write semicolons and Windows-1252, others commas and UTF-8; both are read. The first line
names the columns, in Danish or English.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from hub.accounts import people, queries, units
from hub.accounts.models import Person, Unit
from hub.accounts.permissions import check_can_manage
from hub.accounts.rules import Role, normal_email
from hub.core.errors import Conflict, HubError, Invalid

ROW_LIMIT = 20_000
SIZE_LIMIT = 2 * 1024 * 1024

PEOPLE_COLUMNS = {
    "name": ("name", "navn"),
    "email": ("email", "e-mail", "mail", "e-mailadresse"),
    "unit": ("unit", "enhed"),
    "roles": ("roles", "role", "roller", "rolle"),
}
UNIT_COLUMNS = {
    "key": ("id_path", "key", "id", "nøgle"),
    "name_da": ("name_da", "name", "navn", "dansk navn"),
    "name_en": ("name_en", "english name", "engelsk navn"),
    "parent": ("parent", "overenhed", "overordnet", "overordnet enhed"),
    "headcount": ("headcount", "antal", "ansatte", "people"),
}
# What a message calls a column: the same words as on the page that explains the list.
COLUMN_LABELS = {"name": _l("name"), "name_da": _l("name"), "headcount": _l("headcount")}
ROLE_WORDS = {
    "bidragyder": Role.CONTRIBUTOR,
    "redaktør": Role.EDITOR,
    "godkender": Role.APPROVER,
    "pilotkoordinator": Role.PILOT,
    "administrator": Role.ADMIN,
    **{role.value: role for role in Role},
}

Row = Mapping[str, str]


@dataclass(frozen=True)
class LineError:
    """What is wrong with one line; the line with the column names is line 1."""

    line: int
    reason: object


@dataclass
class ImportReport:
    """What an import did, or in a dry run would do. With any error it did nothing."""

    created: int = 0
    updated: int = 0
    errors: list[LineError] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether every line could be used."""
        return not self.errors


def decode(content: bytes) -> str:
    """The text of an uploaded list: UTF-8 (with or without mark), else Windows-1252.

    Raises:
        Invalid: it is too large, or no text.
    """
    if len(content) > SIZE_LIMIT:
        raise Invalid("file", _l("The file is larger than 2 MB."))
    # A workbook (.xlsx) is a zip archive, an older one (.xls) has zero bytes. A list has at least one word.
    if content.startswith(b"PK\x03\x04") or b"\0" in content or not content.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Invalid("file", _l("This is not a CSV file. Save the sheet as CSV and try again."))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def read_rows(text: str, columns: Mapping[str, Sequence[str]], required: Sequence[str]) -> list[Row]:
    """The lines of a list by our column names; empty lines stay, as empty rows, so that line numbers hold.

    Raises:
        Invalid: a required column is missing, or there are too many lines.
    """
    first = text.lstrip("\ufeff").partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=delimiter)
    try:
        lines = list(reader)
    except csv.Error as error:
        raise Invalid("file", _l("This is not a CSV file. Save the sheet as CSV and try again.")) from error
    header = [cell.strip().casefold() for cell in lines[0]] if lines else []
    places = {ours: index for ours, theirs in columns.items() for index, cell in enumerate(header) if cell in theirs}
    missing = [name for name in required if name not in places]
    if missing:
        words = ", ".join(str(COLUMN_LABELS[name]) for name in required)
        raise Invalid("file", _l("The first line must name these columns: %(columns)s.", columns=words))
    if len(lines) - 1 > ROW_LIMIT:
        raise Invalid("file", _l("The file has more than 20,000 lines."))
    return [
        {ours: line[index].strip() if index < len(line) else "" for ours, index in places.items()} for line in lines[1:]
    ]


def import_people(session: Session, actor: Person, rows: Sequence[Row], *, dry_run: bool = False) -> ImportReport:
    """Add people, or bring known addresses up to date: name, unit, and roles where the column is filled.

    Nobody is taken away by an import. Everything happens or, with one bad line or in a dry run, nothing: the
    session is rolled back.

    Raises:
        NotAllowed: the actor is no administrator.
    """
    check_can_manage(actor)
    report = ImportReport()
    unit_ids = _units_by_name(queries.units(session))
    holders = {_who(person.name, person.email, person.unit_id): person for person in queries.everybody(session)}
    seen: dict[str, int] = {}
    for line, row in enumerate(rows, start=2):
        if not any(row.values()):
            continue
        try:
            created = _import_person(session, actor, row, unit_ids, holders)
            _check_once(seen, normal_email(row.get("email", "")), line)
        except HubError as error:
            report.errors.append(LineError(line, error.reason))
            continue
        report.created += created
        report.updated += not created
    if dry_run or not report.ok:
        session.rollback()
    return report


def import_units(session: Session, actor: Person, rows: Sequence[Row], *, dry_run: bool = False) -> ImportReport:
    """Add units, or bring those with the same Danish name up to date.

    `parent` is the name of a unit in the tree or above its line, or the `key` that the list gives one above.

    Everything happens or, with one bad line or in a dry run, nothing: the session is rolled back.

    Raises:
        NotAllowed: the actor is no administrator.
    """
    check_can_manage(actor)
    report = ImportReport()
    known: dict[str, Unit | None] = {}
    for unit in queries.units(session):
        known[unit.name_da.casefold()] = unit if unit.name_da.casefold() not in known else None
    seen: dict[str, int] = {}
    for line, row in enumerate(rows, start=2):
        if not any(row.values()):
            continue
        try:
            created = _import_unit(session, actor, row, known)
            _check_once(seen, row["name_da"].casefold(), line)
        except HubError as error:
            report.errors.append(LineError(line, error.reason))
            continue
        report.created += created
        report.updated += not created
    if dry_run or not report.ok:
        session.rollback()
    return report


def _import_person(
    session: Session, actor: Person, row: Row, unit_ids: Mapping[str, int | None], holders: dict[str, Person]
) -> bool:
    name, email = row.get("name", ""), row.get("email", "")
    unit_id = _find_unit(unit_ids, row.get("unit", ""))
    roles = _read_roles(row.get("roles", ""))
    who = _who(name, email, unit_id)
    person = holders.get(who)
    if person is None:
        holders[who] = person = people.new_person(session, name, email, None, unit_id, roles)
        if roles:
            session.flush()
            people.note(session, actor, "person.roles_changed", person)
        return True
    people.edit(session, actor, person, name, email, unit_id if row.get("unit") else person.unit_id)
    if roles:
        people.set_roles(session, actor, person, roles)
    return False


def _who(name: str, email: str | None, unit_id: int | None) -> str:
    """How a line is recognised: by its address, or without one by name and unit."""
    return normal_email(email) if email else f"{' '.join(name.split()).casefold()}\n{unit_id}"


def _import_unit(session: Session, actor: Person, row: Row, known: dict[str, Unit | None]) -> bool:
    name, parent_name = row["name_da"], row.get("parent", "")
    if not re.fullmatch(r"\d{1,7}", row["headcount"]):
        raise Invalid("headcount", _l("Write a whole number of people, 0 or more."))
    parent = _known_unit(known, parent_name)
    if parent_name and parent is None:
        raise Invalid("parent", _l("No unit is called “%(name)s”.", name=parent_name))
    unit = _known_unit(known, name)
    values = (name, row.get("name_en", ""), parent.id if parent else None, int(row["headcount"]))
    created = unit is None
    if unit is None:
        unit = units.create_unit(session, actor, *values)
    else:
        units.edit_unit(session, actor, unit, *values)
        session.flush()
    known[name.casefold()] = unit
    if row.get("key"):
        known[row["key"].casefold()] = unit
    return created


def _known_unit(known: Mapping[str, Unit | None], name: str) -> Unit | None:
    if name.casefold() in known and known[name.casefold()] is None:
        raise Invalid("unit", _l("More than one unit is called “%(name)s”.", name=name))
    return known.get(name.casefold())


def _check_once(seen: dict[str, int], key: str, line: int) -> None:
    if key and seen.setdefault(key, line) != line:
        raise Conflict(_("The same as line %(line)s.", line=seen[key]))


def _units_by_name(found: Sequence[Unit]) -> dict[str, int | None]:
    """Units by name in either language; None where two share it."""
    by_name: dict[str, int | None] = {}
    for unit in found:
        for name in {unit.name_da.casefold(), unit.name_en.casefold()} - {""}:
            by_name[name] = unit.id if name not in by_name else None
    return by_name


def _find_unit(unit_ids: Mapping[str, int | None], name: str) -> int | None:
    if not name:
        return None
    if name.casefold() not in unit_ids:
        raise Invalid("unit", _l("No unit is called “%(name)s”.", name=name))
    found = unit_ids[name.casefold()]
    if found is None:
        raise Invalid("unit", _l("More than one unit is called “%(name)s”.", name=name))
    return found


def _read_roles(cell: str) -> set[Role]:
    roles = set()
    for word in re.split(r"[\s,;+|/]+", cell.strip().casefold()):
        if word and word not in ROLE_WORDS:
            raise Invalid("roles", _l("There is no role called “%(name)s”.", name=word))
        if word:
            roles.add(ROLE_WORDS[word])
    return roles
