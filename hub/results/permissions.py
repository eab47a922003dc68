"""Who may do what with results. Reading them is for everybody."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.accounts.models import Person
from hub.accounts.rules import Role
from hub.core.errors import NotAllowed

SCREEN_STAFF = (Role.EDITOR, Role.ADMIN)


def can_manage_screens(person: Person) -> bool:
    """Whether the person may add screens and switch them off."""
    return bool(person.is_authenticated and person.has_role(*SCREEN_STAFF))


def check_can_manage_screens(person: Person) -> None:
    """Refuse whoever may not.

    Raises:
        NotAllowed: the person is neither editor nor administrator.
    """
    if not can_manage_screens(person):
        raise NotAllowed(_l("Only editors and administrators look after the screens."))
