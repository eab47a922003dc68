"""Whether the pending counts may be kept where the settings say."""

from __future__ import annotations

from contextlib import suppress

from redis import Redis
from redis.exceptions import RedisError

from hub.core import redis
from hub.core.config import Settings
from hub.counting.pending import UnsafeCountsStore, check_configuration


def check(settings: Settings) -> None:
    """Look at the server itself: two addresses may lead to one.

    Raises:
        hub.counting.pending.UnsafeCountsStore: it is the queue's server too, or could undo the noise.
        redis.RedisError: it does not answer.
    """
    counts = redis.connect(settings.counts_redis_url)
    if settings.counts_redis_url == settings.redis_url or _run_id(counts) in _run_ids(settings.redis_url):
        raise UnsafeCountsStore(["Pending counts must have a Redis of their own: set HUB_COUNTS_REDIS_URL."])
    check_configuration(counts)


def _run_ids(url: str) -> set[str]:
    """The queue's server, if it answers; whether it does is another question than this one."""
    with suppress(RedisError):
        return {_run_id(redis.connect(url))} - {""}
    return set()


def _run_id(client: Redis) -> str:
    return str(client.info("server").get("run_id", ""))
