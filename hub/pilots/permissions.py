"""Who may do what with pilots."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.accounts.models import Person
from hub.accounts.rules import Role
from hub.core.errors import NotAllowed


def check_can_open_pilot(actor: Person) -> None:
    """Raises NotAllowed unless the person coordinates pilots."""
    if not actor.has_role(Role.PILOT):
        raise NotAllowed(_l("Only pilot coordinators can open a pilot."))


def can_coordinate(actor: Person) -> bool:
    """Whether the person may write a pilot's material and its decision."""
    return actor.has_role(Role.PILOT) or actor.has_role(Role.ADMIN)


def check_can_coordinate(actor: Person) -> None:
    """Raises NotAllowed unless the person may write a pilot's material and its decision."""
    if not can_coordinate(actor):
        raise NotAllowed(_l("Only pilot coordinators and administrators can write here."))


def can_answer(actor: Person) -> bool:
    """Whether the person may answer members' questions: communications and coordinators."""
    return any(actor.has_role(role) for role in (Role.EDITOR, Role.APPROVER, Role.PILOT))


def check_can_answer(actor: Person) -> None:
    """Raises NotAllowed unless the person may answer members' questions."""
    if not can_answer(actor):
        raise NotAllowed(_l("Only communications and pilot coordinators can answer."))
