"""`hub doctor` says in words what is wrong, and nothing where all is right."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from redis import Redis

from hub import cli
from hub.core.config import DEMO_ORG_NAME, Settings
from hub.ops.doctor import examine
from hub.ops.up import environment


@pytest.fixture(autouse=True)
def _servers(queue_redis: Redis, counts_redis: Redis) -> None:
    """Both servers run, as the hub starts them."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """A real installation has a name of its own."""
    return replace(settings, org_name="Ådal Kommune")


def _wrong(settings: Settings) -> list[str]:
    return [finding.text for finding in examine(settings) if not finding.ok]


def test_nothing_is_wrong_with_an_installation_that_is_right(settings: Settings) -> None:
    assert _wrong(settings) == []
    assert len(examine(settings)) >= 6


def test_a_counts_store_with_an_append_only_file_is_named_as_what_it_does(settings: Settings) -> None:
    swapped = replace(settings, redis_url=settings.counts_redis_url, counts_redis_url=settings.redis_url)
    [said] = _wrong(swapped)
    assert "append-only file" in said
    assert "Set appendonly no" in said


def test_one_redis_for_both_is_refused(settings: Settings) -> None:
    assert (
        "Pending counts must have a Redis of their own"
        in _wrong(replace(settings, redis_url=settings.counts_redis_url))[0]
    )


def test_two_addresses_of_one_redis_are_one_redis(settings: Settings) -> None:
    [said] = _wrong(replace(settings, redis_url=f"{settings.counts_redis_url}?db=1"))
    assert "a Redis of their own" in said


@pytest.mark.parametrize("folder", ["/proc", "/nonexistent/delfrit"])
def test_a_data_folder_that_cannot_be_written_to_is_named(settings: Settings, folder: str) -> None:
    [said] = _wrong(replace(settings, data_dir=Path(folder)))
    assert folder in said
    assert "HUB_DATA_DIR" in said


def test_a_database_that_was_never_migrated_is_told_how(settings: Settings, tmp_path: Path) -> None:
    [said] = _wrong(replace(settings, database_url=f"sqlite:///{tmp_path}/new.db"))
    assert "hub migrate" in said


def test_a_database_of_another_version_is_told_how(settings: Settings, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "hub.db")
    connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.commit()
    connection.close()
    [said] = _wrong(settings)
    assert "another schema" in said


def test_servers_that_are_away_are_named_each_with_its_setting(settings: Settings, tmp_path: Path) -> None:
    away = replace(settings, redis_url=f"unix://{tmp_path}/no.sock", counts_redis_url=f"unix://{tmp_path}/none.sock")
    said = _wrong(away)
    assert len(said) == 2
    assert "HUB_REDIS_URL" in said[0]
    assert "HUB_COUNTS_REDIS_URL" in said[1]


def test_a_public_address_without_https_is_wrong_except_on_this_machine(settings: Settings) -> None:
    [said] = _wrong(replace(settings, base_url="http://del.fjordby.example"))
    assert "HUB_BASE_URL" in said
    assert _wrong(replace(settings, base_url="https://del.fjordby.example")) == []


def test_the_command_prints_every_finding_and_fails_when_one_is_wrong(settings: Settings) -> None:
    right = CliRunner().invoke(cli.main, ["doctor"], env=environment(settings))
    assert right.exit_code == 0
    assert right.output.count("ok ") >= 6
    wrong = CliRunner().invoke(cli.main, ["doctor"], env=environment(replace(settings, data_dir=Path("/proc"))))
    assert wrong.exit_code == 1
    assert "WRONG  The data folder /proc" in wrong.output


def test_a_real_installation_with_the_examples_name_is_told(settings: Settings) -> None:
    example = replace(settings, org_name=DEMO_ORG_NAME)
    [said] = _wrong(example)
    assert "HUB_ORG_NAME" in said
    stopped = CliRunner().invoke(cli.main, ["doctor"], env=environment(replace(settings, org_name="")))
    assert (stopped.exit_code, "HUB_ORG_NAME is empty" in stopped.output) == (1, True)


def test_the_command_shows_no_secret(settings: Settings) -> None:
    told = replace(settings, smtp_url="smtp://user:geheimnis@mail:587")
    assert "geheimnis" not in CliRunner().invoke(cli.main, ["doctor"], env=environment(told)).output


def test_a_setting_that_is_wrong_stops_every_command_with_one_line(settings: Settings) -> None:
    env = {**environment(settings), "HUB_WEB_THREADS": "0"}
    for command in ("doctor", "migrate", "web", "worker", "tick", "release", "up"):
        stopped = CliRunner().invoke(cli.main, [command], env=env)
        assert stopped.exit_code == 1, command
        assert stopped.output == "Error: HUB_WEB_THREADS is '0'; allowed: 1 to 64.\n"


@pytest.mark.parametrize("mode", [0o755, 0o750, 0o711])
def test_a_data_folder_that_others_can_open_is_named(settings: Settings, mode: int) -> None:
    settings.data_dir.chmod(mode)
    [said] = _wrong(settings)
    assert f"chmod 700 {settings.data_dir}" in said
