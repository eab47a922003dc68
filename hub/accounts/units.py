"""Changes to the organisation tree. A unit is closed, never deleted: released figures keep their names."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.accounts.models import Person, Unit
from hub.accounts.permissions import check_can_manage
from hub.core import audit
from hub.core.errors import Conflict, Invalid, NotFound

NAME_LIMIT = 120
HEADCOUNT_LIMIT = 1_000_000


def create_unit(
    session: Session, actor: Person, name_da: str, name_en: str, parent_id: int | None, headcount: int
) -> Unit:
    """Add a unit below another, or at the top.

    Raises:
        NotAllowed: the actor is no administrator.
        Invalid: a name, headcount or parent cannot be used.
    """
    check_can_manage(actor)
    unit = Unit(headcount=0)
    _fill(session, unit, name_da, name_en, parent_id, headcount)
    session.add(unit)
    session.flush()
    audit.record(session, actor.id, "unit.created", "unit", unit.id)
    return unit


def edit_unit(
    session: Session,
    actor: Person,
    unit: Unit,
    name_da: str,
    name_en: str,
    parent_id: int | None,
    headcount: int,
) -> None:
    """Rename, move or recount a unit. Headcounts are without sub-units; refuses like `create_unit`."""
    check_can_manage(actor)
    before = _values(unit)
    _fill(session, unit, name_da, name_en, parent_id, headcount)
    if _values(unit) != before:
        audit.record(session, actor.id, "unit.edited", "unit", unit.id)


def close_unit(session: Session, actor: Person, unit: Unit) -> None:
    """Close a unit; its people are counted with its parent from now on.

    Raises:
        Conflict: it has open sub-units.
    """
    check_can_manage(actor)
    below = select(Unit.id).where(Unit.parent_id == unit.id, Unit.closed.is_(False))
    if session.scalar(below.limit(1)) is not None:
        raise Conflict(_l("Close or move the units below it first."))
    unit.closed = True
    audit.record(session, actor.id, "unit.closed", "unit", unit.id)


def reopen_unit(session: Session, actor: Person, unit: Unit) -> None:
    """Open a closed unit again.

    Raises:
        Conflict: the unit above it is closed.
    """
    check_can_manage(actor)
    if unit.parent is not None and unit.parent.closed:
        raise Conflict(_l("The unit above it is closed."))
    unit.closed = False
    audit.record(session, actor.id, "unit.reopened", "unit", unit.id)


def _fill(session: Session, unit: Unit, name_da: str, name_en: str, parent_id: int | None, headcount: int) -> None:
    unit.name_da = _checked_name("name_da", name_da)
    unit.name_en = _checked_name("name_en", name_en) if name_en.strip() else ""
    if not 0 <= headcount <= HEADCOUNT_LIMIT:
        raise Invalid("headcount", _l("Write a whole number of people, 0 or more."))
    unit.headcount = headcount
    if parent_id is not None:
        _check_parent(session, unit, parent_id)
    unit.parent_id = parent_id


def _values(unit: Unit) -> tuple[object, ...]:
    return unit.name_da, unit.name_en, unit.parent_id, unit.headcount


def _checked_name(field: str, name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > NAME_LIMIT or not clean.isprintable():
        raise Invalid(field, _l("Write a name of at most 120 characters."))
    return clean


def _check_parent(session: Session, unit: Unit, parent_id: int) -> None:
    above: int | None = parent_id
    seen: set[int] = set()
    while above is not None and above not in seen:
        if above == unit.id:
            raise Invalid("parent_id", _l("A unit cannot lie below itself."))
        seen.add(above)
        found = session.get(Unit, above)
        if found is None:
            raise NotFound()
        if found.closed:
            raise Invalid("parent_id", _l("Choose a unit from the list."))
        above = found.parent_id
