"""Who may decide which themes there are. Taking part needs no permission: it is everybody's own choice."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.accounts.models import Person
from hub.accounts.rules import Role
from hub.core.errors import NotAllowed


def can_edit_themes(actor: Person) -> bool:
    """Whether this person may add, rename and retire themes."""
    return actor.active and actor.has_role(Role.EDITOR, Role.APPROVER)


def check_can_edit_themes(actor: Person) -> None:
    """Refuse everybody but editors and approvers.

    Raises:
        NotAllowed: with the reason.
    """
    if not can_edit_themes(actor):
        raise NotAllowed(_l("Only editors and approvers can change themes."))
