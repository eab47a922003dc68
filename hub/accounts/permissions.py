"""Who may manage people and units."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.accounts.models import Person
from hub.accounts.rules import Role
from hub.core.errors import NotAllowed


def can_manage(actor: Person) -> bool:
    """Whether this person may manage people, units and domains."""
    return actor.active and actor.has_role(Role.ADMIN)


def check_can_manage(actor: Person) -> None:
    """Refuse everybody but an administrator.

    Raises:
        NotAllowed: with the reason.
    """
    if not can_manage(actor):
        raise NotAllowed(_l("Only an administrator can do this."))
