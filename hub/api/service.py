"""Makes keys and takes them back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.api import queries, rules
from hub.api.models import ApiToken
from hub.core import audit, clock
from hub.core.errors import Invalid
from hub.results.export import GROUPS


def make_token(
    session: Session, actor: Person, name: str, groups: Collection[str], expires_on: dt.date
) -> tuple[ApiToken, str]:
    """Make a key. Returns its row and the key itself, which is nowhere else and cannot be shown again.

    Raises:
        Invalid: without a name or a group, with the name of a key that works, or with a day that has passed or is
            too far away.
    """
    today = clock.local_today()
    name = " ".join(name.split())
    if not name or len(name) > rules.NAME_LIMIT:
        raise Invalid("name", _l("Write which program it is for, in at most 80 characters."))
    if any(token.name == name and token.works_on(today) for token in queries.tokens(session)):
        raise Invalid("name", _l("There is a key with this name already. Take it back first, or choose another name."))
    chosen = [group for group in GROUPS if group in set(groups)]
    if not chosen:
        raise Invalid("scopes", _l("Choose at least one kind of figures."))
    if not today < expires_on <= today + dt.timedelta(days=rules.MOST_DAYS):
        raise Invalid("expires_on", _l("Choose a day that is to come, at most two years ahead."))
    key = rules.new_key()
    token = ApiToken(name=name, digest=rules.digest(key), scopes=",".join(chosen), made_on=today, expires_on=expires_on)
    session.add(token)
    session.flush()
    audit.record(session, actor.id, "created", "api_token", token.id)
    return token, key


def revoke_token(session: Session, actor: Person, token_id: int) -> ApiToken:
    """Make a key worthless from this moment. Doing it again changes nothing.

    Raises:
        NotFound: there is no such key.
    """
    token = queries.get_token(session, token_id)
    if token.revoked_on is None:
        token.revoked_on = clock.local_today()
        audit.record(session, actor.id, "revoked", "api_token", token.id)
    return token
