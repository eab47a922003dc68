"""Who may publish guidelines."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.accounts.models import Person
from hub.accounts.rules import Role
from hub.core.errors import NotAllowed


def can_publish(actor: Person) -> bool:
    """Whether this person may publish a new version of the guidelines."""
    return actor.active and actor.has_role(Role.EDITOR, Role.APPROVER)


def check_can_publish(actor: Person) -> None:
    """Refuse everybody but editors and approvers.

    Raises:
        NotAllowed: with the reason.
    """
    if not can_publish(actor):
        raise NotAllowed(_l("Only editors and approvers can publish guidelines."))
