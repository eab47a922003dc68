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
