"""Who may do what with official figures."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.accounts.models import Person
from hub.accounts.rules import Role
from hub.core.errors import NotAllowed


def check_can_import(actor: Person) -> None:
    """Raises NotAllowed unless the person edits or approves at the desk."""
    if not actor.has_role(Role.EDITOR, Role.APPROVER):
        raise NotAllowed(_l("Only editors and approvers can import official figures."))
