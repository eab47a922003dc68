"""The door of the programming interface: a key, and no session. Cookies are not looked at."""

from __future__ import annotations

import time

from flask import g, request
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.errors import RateLimitExceeded

from hub.api import queries, rules
from hub.api.models import ApiToken
from hub.api.problems import problem
from hub.core import db

OPEN = frozenset({"api.description"})
"""What can be read without a key: it says what there is, and holds no figure."""


def _token_key() -> str:
    return str(token().id)


# Counted in each web process's memory and written nowhere. The key of a count is the number of a program's key.
limiter = Limiter(key_func=_token_key, default_limits=[], strategy="fixed-window")


@limiter.shared_limit(lambda: rules.PER_TOKEN, scope="api", key_func=_token_key)
def _take_turn() -> None:
    """Count one request of the key."""


def token() -> ApiToken:
    """The key of this request."""
    found: ApiToken = g.api_token
    return found


def with_token() -> ResponseReturnValue | None:
    """Only a key that works may come in, and not more often than the limit says. Keys are never written anywhere."""
    # Nobody's language is looked up: that would open the session.
    g.locale = rules.LANGUAGES[0]
    if request.method not in ("GET", "HEAD") or request.endpoint in OPEN:
        return None
    found = queries.token_of(db.session(), request.headers.get("Authorization", ""))
    if found is None:
        return problem(401, "Send a key that works: Authorization: Bearer …", WWW_Authenticate='Bearer realm="Delfrit"')
    g.api_token = found
    try:
        _take_turn()
    except RateLimitExceeded:
        return problem(429, f"More than {rules.PER_TOKEN}.", Retry_After=str(_seconds_to_wait()))
    return None


def _seconds_to_wait() -> int:
    current = limiter.current_limit
    return max(1, round(current.reset_at - time.time())) if current else 60
