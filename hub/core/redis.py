"""Connections to the two Redis/Valkey servers: the queue with the click stream, and the pending counts."""

from __future__ import annotations

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry


def connect(url: str, *, patience: float = 10) -> Redis:
    """A client for `redis://`, `rediss://` or `unix://` that waits at most `patience` seconds for an answer.

    It tries twice and no more: the library's own ten tries with growing pauses would keep a page for five seconds.
    """
    return Redis.from_url(
        url,
        socket_connect_timeout=min(patience, 2),
        socket_timeout=patience,
        health_check_interval=30,
        retry=Retry(NoBackoff(), 1),
    )
