"""The door of the programming interface: a key, and no session. Cookies are not looked at."""

from __future__ import annotations

from flask import current_app, g, request
from flask.typing import ResponseReturnValue
from redis import Redis
from redis.exceptions import RedisError

from hub.api import queries, rules
from hub.api.models import ApiToken
from hub.api.problems import problem
from hub.core import db

OPEN = frozenset({"api.description"})
"""What can be read without a key: it says what there is, and holds no figure."""


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
    wait = seconds_to_wait(current_app.extensions["hub_counts_redis"], found.id)
    if wait:
        return problem(429, f"More than {rules.PER_MINUTE} per minute.", Retry_After=str(wait))
    return None


def seconds_to_wait(client: Redis, token_id: int) -> int:
    """Count one request of a key, whichever process answers it; how long the key must wait, 0 when it need not.

    The count bears the number of a program's key, never a person's, and is gone after a minute. It stands in the Redis
    that appends to no file, so that no diary of requests is kept. While that is away there is no limit.
    """
    name = f"api:{token_id}"
    try:
        with client.pipeline() as steps:
            steps.set(name, 0, ex=rules.MINUTE, nx=True)
            steps.incr(name)
            steps.ttl(name)
            _, count, left = steps.execute()
    except RedisError:
        return 0
    return max(1, left) if count > rules.PER_MINUTE else 0
