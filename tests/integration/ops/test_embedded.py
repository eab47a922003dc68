"""The embedded servers keep no diary and tell no stranger."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import ResponseError

from hub.core.config import Settings
from hub.ops import counts_store


@pytest.mark.parametrize("asked", ["OBJECT IDLETIME cell:a", "DEBUG OBJECT cell:a", "MONITOR"])
def test_the_counts_server_does_not_say_what_was_used_last(
    counts_redis: Redis, queue_redis: Redis, settings: Settings, asked: str
) -> None:
    counts_redis.set("cell:a", 1)
    with pytest.raises(ResponseError, match="unknown command"):
        counts_redis.execute_command(*asked.split())  # type: ignore[no-untyped-call]
    counts_store.check(settings)


def test_the_queues_log_is_rewritten_before_it_grows_large(queue_redis: Redis) -> None:
    found = queue_redis.config_get("auto-aof-rewrite-*")
    assert found == {"auto-aof-rewrite-min-size": str(1024 * 1024), "auto-aof-rewrite-percentage": "100"}


def test_the_folders_of_the_servers_are_closed_to_others(valkeys: Path) -> None:
    assert {stat.S_IMODE((valkeys / name).stat().st_mode) for name in ("queue", "counts")} == {0o700}
