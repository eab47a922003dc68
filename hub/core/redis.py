"""Connections to the two Redis/Valkey servers: the queue with the click stream, and the pending counts."""

from __future__ import annotations

from redis import Redis


def connect(url: str, *, patience: float = 10) -> Redis:
    """A client for `redis://`, `rediss://` or `unix://` that waits at most `patience` seconds for an answer."""
    return Redis.from_url(
        url, socket_connect_timeout=min(patience, 2), socket_timeout=patience, health_check_interval=30
    )
