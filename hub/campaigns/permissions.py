"""Who may do what with campaigns. Everybody signed in may read them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.accounts.models import Person
from hub.accounts.rules import Role
from hub.core.errors import NotAllowed

STAFF = (Role.EDITOR, Role.APPROVER)
"""Who may write campaigns."""
EDITORIAL = (Role.CONTRIBUTOR, Role.EDITOR, Role.APPROVER)
"""Who may be a campaign's owner or substitute, and so be named on its page."""


def check_can_write(actor: Person) -> None:
    """Raises NotAllowed unless the person is an editor or approver."""
    if not can_write(actor):
        raise NotAllowed(_l("Only editors and approvers can change campaigns."))


def can_write(actor: Person) -> bool:
    """Whether the person may write campaigns."""
    return actor.has_role(*STAFF)
