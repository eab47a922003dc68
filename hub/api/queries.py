"""Reads of keys."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.api import rules
from hub.api.models import ApiToken
from hub.core import clock
from hub.core.errors import NotFound


def tokens(session: Session) -> Sequence[ApiToken]:
    """Every key that was ever made, the newest first."""
    return session.scalars(select(ApiToken).order_by(ApiToken.id.desc())).all()


def get_token(session: Session, token_id: int) -> ApiToken:
    """One key.

    Raises:
        NotFound: there is none.
    """
    found = session.get(ApiToken, token_id)
    if found is None:
        raise NotFound
    return found


def token_of(session: Session, header: str) -> ApiToken | None:
    """The key in an `Authorization` header, if it works today."""
    key = rules.key_of(header)
    if key is None:
        return None
    found = session.scalar(select(ApiToken).where(ApiToken.digest == rules.digest(key)))
    return found if found is not None and found.works_on(clock.local_today()) else None
