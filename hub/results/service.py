"""Writes of screens on a wall."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.core import audit, i18n
from hub.core.errors import Invalid
from hub.results import permissions, rules
from hub.results.models import WallScreen

_TAKEN = _l("There is already a screen with this name. Switch that one off first, or choose another name.")


def add_screen(session: Session, actor: Person, name: str, locale: str, dark: bool) -> tuple[WallScreen, str]:
    """Add a screen; with it comes the secret of its address, which is told this once and kept as a digest alone.

    Raises:
        NotAllowed: the person is neither editor nor administrator.
        Invalid: the name cannot be used, or another screen has it.
    """
    permissions.check_can_manage_screens(actor)
    clean = " ".join(name.split())
    if not clean or len(clean) > rules.SCREEN_NAME_LIMIT or not clean.isprintable():
        raise Invalid("name", _l("Write a name of at most 80 characters."))
    if session.scalar(select(WallScreen.id).where(WallScreen.name == clean)) is not None:
        raise Invalid("name", _TAKEN)
    token = secrets.token_urlsafe(32)
    language = locale if locale in i18n.LOCALES else i18n.LOCALES[0]
    screen = WallScreen(name=clean, digest=rules.digest(token), locale=language, dark=dark)
    session.add(screen)
    try:
        session.flush()
    except IntegrityError as error:
        raise Invalid("name", _TAKEN) from error
    audit.record(session, actor.id, "screen.added", "wall_screen", screen.id)
    return screen, token


def switch_off(session: Session, actor: Person, screen_id: int) -> None:
    """Take a screen's address away, at once and for good. Safe to repeat.

    Raises:
        NotAllowed: the person is neither editor nor administrator.
    """
    permissions.check_can_manage_screens(actor)
    screen = session.get(WallScreen, screen_id)
    if screen is not None:
        session.delete(screen)
        audit.record(session, actor.id, "screen.switched_off", "wall_screen", screen_id)
        session.flush()
