from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from hub.counting.pending import UnsafeCountsStore, check_configuration, daily_salt, delete_salt

StartServer = Callable[..., redis.Redis]

TODAY = date(2026, 11, 22)


def test_the_embedded_server_is_accepted(counts_redis: redis.Redis) -> None:
    check_configuration(counts_redis)


def test_a_client_that_decodes_answers_is_accepted(counts_redis: redis.Redis) -> None:
    path = counts_redis.get_connection_kwargs()["path"]
    with redis.Redis(unix_socket_path=path, decode_responses=True) as decoding:
        check_configuration(decoding)


def test_an_append_only_file_is_refused(start_server: StartServer) -> None:
    with pytest.raises(UnsafeCountsStore, match="Set appendonly no"):
        check_configuration(start_server("--appendonly", "yes"))


def test_a_replica_is_refused(start_server: StartServer) -> None:
    with pytest.raises(UnsafeCountsStore, match="replicated"):
        check_configuration(start_server("--replicaof", "127.0.0.1 1"))


@pytest.mark.parametrize(
    ("setting", "unsafe", "reason"),
    [
        ("slowlog-log-slower-than", "10000", "slowlog-log-slower-than -1"),
        ("maxmemory-policy", "allkeys-lru", "maxmemory-policy noeviction"),
        ("appendonly", "yes", "append-only file"),
    ],
)
def test_an_unsafe_setting_made_while_running_is_refused(
    start_server: StartServer, setting: str, unsafe: str, reason: str
) -> None:
    client = start_server()
    check_configuration(client)
    client.config_set(setting, unsafe)
    with pytest.raises(UnsafeCountsStore, match=reason):
        check_configuration(client)


def test_every_reason_is_told_at_once(start_server: StartServer) -> None:
    client = start_server("--appendonly", "yes", "--slowlog-log-slower-than", "0")
    with pytest.raises(UnsafeCountsStore) as caught:
        check_configuration(client)
    assert len(caught.value.reasons) == 2


def test_somebody_who_watches_every_command_is_refused(counts_redis: redis.Redis) -> None:
    with counts_redis.monitor(), pytest.raises(UnsafeCountsStore, match="MONITOR"):
        check_configuration(counts_redis)


@pytest.mark.parametrize("command", ["config", "info"])
def test_a_managed_server_that_hides_its_settings_is_refused(start_server: StartServer, command: str) -> None:
    with pytest.raises(UnsafeCountsStore, match="does not let its settings be read"):
        check_configuration(start_server("--rename-command", command, ""))


def test_a_cluster_is_refused(start_server: StartServer) -> None:
    with pytest.raises(UnsafeCountsStore, match="cluster"):
        check_configuration(start_server("--cluster-enabled", "yes"))


def test_a_store_that_is_away_is_not_called_unsafe(tmp_path: object) -> None:
    with pytest.raises(redis.ConnectionError):
        check_configuration(redis.Redis(unix_socket_path=f"{tmp_path}/none.sock", retry=Retry(NoBackoff(), 0)))


def test_all_processes_get_the_same_salt_of_the_day(counts_redis: redis.Redis) -> None:
    start = threading.Barrier(8)
    salts: list[bytes] = []

    def ask() -> None:
        start.wait()
        salts.append(daily_salt(counts_redis, TODAY))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(salts) == 8
    assert len(set(salts)) == 1
    assert len(salts[0]) == 32


def test_of_two_salts_made_at_once_the_first_stays(counts_redis: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    with redis.Redis(unix_socket_path=counts_redis.get_connection_kwargs()["path"]) as slower:
        ask = slower.get
        first: list[bytes] = []

        def answer_before_the_other_process_is_done(key: str) -> object:
            found = ask(key)
            if not first:
                first.append(daily_salt(counts_redis, TODAY))
            return found

        monkeypatch.setattr(slower, "get", answer_before_the_other_process_is_done)
        assert daily_salt(slower, TODAY) == first[0]
        assert daily_salt(counts_redis, TODAY) == first[0]


def test_every_day_has_a_salt_of_its_own(counts_redis: redis.Redis) -> None:
    assert daily_salt(counts_redis, TODAY) != daily_salt(counts_redis, date(2026, 11, 23))


def test_a_salt_outlives_its_day_and_no_more_than_two(counts_redis: redis.Redis) -> None:
    daily_salt(counts_redis, TODAY)
    assert 25 * 3600 < counts_redis.ttl("salt:2026-11-22") <= 48 * 3600


def test_a_deleted_salt_does_not_come_back(counts_redis: redis.Redis) -> None:
    before = daily_salt(counts_redis, TODAY)
    delete_salt(counts_redis, TODAY)
    delete_salt(counts_redis, TODAY)
    assert counts_redis.dbsize() == 0
    assert daily_salt(counts_redis, TODAY) != before
