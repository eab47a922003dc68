"""Connections to the two Redis/Valkey servers: the queue with the click stream, and the pending counts."""

from __future__ import annotations

from redis import Redis


def connect(url: str) -> Redis:
    """A client for `redis://`, `rediss://` or `unix://`; short time-outs, because pages must answer without it."""
    return Redis.from_url(url, socket_connect_timeout=2, socket_timeout=10, health_check_interval=30)
