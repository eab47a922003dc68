"""Who may do what with jobs."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.accounts.models import Person
from hub.accounts.rules import Role
from hub.core.errors import NotAllowed


def check_can_recruit(actor: Person) -> None:
    """Raises NotAllowed unless the person works with recruitment."""
    if not actor.has_role(Role.HR):
        raise NotAllowed(_l("Only HR can work with jobs and applications."))
