"""`hub up`: what it refuses, what it prepares, and what its children are told."""

from __future__ import annotations

import os
import socket
import sqlite3
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from redis import Redis
from sqlalchemy import select

from hub import cli
from hub.accounts.models import Person
from hub.accounts.rules import Role
from hub.app import create_app
from hub.core import config, db, demo
from hub.core.config import ConfigError, Settings
from hub.ops import embedded, up


@pytest.fixture
def fresh(settings: Settings, tmp_path: Path) -> Settings:
    """Settings whose database does not exist yet."""
    return replace(settings, database_url=f"sqlite:///{tmp_path}/fresh.db")


def _dump(settings: Settings) -> list[str]:
    connection = sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "del.fjordby.example", "::"])
def test_a_demonstration_is_never_reachable_from_elsewhere(
    fresh: Settings, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(up, "Supervisor", lambda: pytest.fail("nothing may be started"))
    with pytest.raises(up.Refused, match="for this machine only"):
        up.run(replace(fresh, demo=True), host=host, port=0)
    assert not (fresh.data_dir / "fresh.db").exists()


def test_a_port_that_somebody_serves_is_refused_before_anything_is_made(fresh: Settings) -> None:
    """The web server would share it, and send half of the visitors to the other one."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(up.Refused, match=f"Port {port} on 127.0.0.1 is taken"):
            up.run(fresh, host="127.0.0.1", port=port)
    assert not (fresh.data_dir / "up.lock").exists()


def test_the_command_says_so_in_one_line(fresh: Settings) -> None:
    stopped = CliRunner().invoke(cli.main, ["up", "--demo", "--host", "0.0.0.0"], env=up.environment(fresh))
    assert stopped.exit_code == 1
    assert stopped.output.startswith("Error: A demonstration is for this machine only")


def test_a_real_database_cannot_become_a_demonstration_and_is_left_as_it_was(fresh: Settings) -> None:
    up.prepare(fresh)
    connection = sqlite3.connect(fresh.data_dir / "fresh.db")
    connection.execute("UPDATE alembic_version SET version_num = 'older'")
    connection.commit()
    connection.close()
    before = _dump(fresh)
    with pytest.raises(up.Refused, match="real installation"):
        up.prepare(replace(fresh, demo=True))
    assert _dump(fresh) == before


def test_the_web_process_does_not_take_a_real_database_for_a_demonstration(fresh: Settings) -> None:
    up.prepare(fresh)
    with pytest.raises(ConfigError, match="cannot become a demonstration"):
        create_app(replace(fresh, demo=True))


def test_a_fresh_demonstration_is_marked_for_good(fresh: Settings) -> None:
    demonstration = replace(fresh, demo=True)
    assert up.prepare(demonstration) is True
    assert up.prepare(demonstration) is False
    with db.make_sessionmaker(fresh.database_url)() as session:
        assert demo.is_demo(session)


def test_preparing_twice_prepares_once(fresh: Settings) -> None:
    up.prepare(replace(fresh, admin_email="it@fjordby.example"))
    before = _dump(fresh)
    up.prepare(replace(fresh, admin_email="it@fjordby.example"))
    assert _dump(fresh) == before


def test_the_first_administrator_can_get_in(fresh: Settings) -> None:
    up.prepare(replace(fresh, admin_email="it@fjordby.example"))
    with db.make_sessionmaker(fresh.database_url)() as session:
        [admin] = session.scalars(select(Person))
        assert (admin.email, admin.has_role(Role.ADMIN)) == ("it@fjordby.example", True)


def test_unsafe_counts_stop_the_start(fresh: Settings, queue_redis: Redis, counts_redis: Redis) -> None:
    unsafe = replace(fresh, counts_redis_url=fresh.redis_url, redis_url=fresh.counts_redis_url)
    with pytest.raises(up.Refused, match="append-only file"):
        up.run(unsafe, host="127.0.0.1", port=0)
    with pytest.raises(up.Refused, match="a Redis of their own"):
        up.run(replace(fresh, redis_url=fresh.counts_redis_url), host="127.0.0.1", port=0)


def test_children_read_every_setting_as_their_parent_did(settings: Settings) -> None:
    unusual = replace(
        settings,
        timezone="America/New_York",
        locale="en",
        org_name="Ådal Kommune",
        smtp_url="smtp://mail:25",
        admin_email="it@fjordby.example",
        frame_ancestors=("https://a.example", "https://b.example"),
        source_url="https://git.fjordby.example/delfrit",
        trusted_proxies=2,
        web_threads=3,
        demo=True,
        clock_file=settings.data_dir / "clock",
    )
    environ = up.environment(unusual)
    assert config.load(environ, demo=environ["HUB_DEMO"] == "1") == unusual


def test_the_welcome_says_where_and_how_to_sign_in(settings: Settings) -> None:
    address = "http://127.0.0.1:8000"
    assert "choose a person" in up.welcome(replace(settings, demo=True), address)
    assert "HUB_ADMIN_EMAIL" in up.welcome(settings, address)
    known = replace(settings, admin_email="it@fjordby.example")
    assert "it@fjordby.example; the link is printed here" in up.welcome(known, address)
    assert "by e-mail" in up.welcome(replace(known, smtp_url="smtp://mail"), address)


@pytest.fixture
def configured(queue_redis: Redis, counts_redis: Redis) -> dict[str, dict[str, str]]:
    """What both embedded servers say about themselves."""
    return {"queue": queue_redis.config_get("*"), "counts": counts_redis.config_get("*")}


def test_the_embedded_servers_keep_what_each_must_and_no_more(configured: dict[str, dict[str, str]]) -> None:
    queue, counts = configured["queue"], configured["counts"]
    assert (queue["appendonly"], queue["appendfsync"]) == ("yes", "everysec")
    # No snapshot of its own accord: it would come a minute after a share, and its date would tell.
    assert (counts["appendonly"], counts["save"], counts["shutdown-on-sigterm"]) == ("no", "", "save")
    assert counts["slowlog-log-slower-than"] == "-1"
    assert counts["maxmemory-policy"] == "noeviction"
    for server in (queue, counts):
        assert server["port"] == "0", "reachable through the socket only"
        assert server["unixsocketperm"] == "700"
    assert queue["dir"] != counts["dir"]


def test_a_server_that_is_configured_is_not_embedded(settings: Settings) -> None:
    assert embedded.wanted(settings) == []
    own = config.load({"HUB_DATA_DIR": str(settings.data_dir)}, demo=True)
    assert embedded.wanted(own) == [embedded.QUEUE, embedded.COUNTS]
    half = replace(own, redis_url="redis://redis:6379/0")
    assert embedded.wanted(half) == [embedded.COUNTS]


@pytest.fixture
def open_umask() -> Iterator[None]:
    """As most systems have it: what is made can be read by everybody."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_what_a_command_makes_is_closed_to_other_users(fresh: Settings, tmp_path: Path, open_umask: None) -> None:
    folder = tmp_path / "new" / "data"
    url = f"sqlite:///{folder}/hub.db"
    env = {**up.environment(fresh), "HUB_DATA_DIR": str(folder), "HUB_DATABASE_URL": url, "HUB_SECRET_KEY": ""}
    made = CliRunner().invoke(cli.main, ["migrate"], env=env)
    assert made.exit_code == 0, made.output
    files = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert {"hub.db", "secret_key"} <= set(files)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not any(mode & 0o077 for mode in files.values()), files


@pytest.mark.parametrize("command", ["up", "web", "worker", "tick", "migrate", "seed", "release"])
def test_every_command_closes_what_it_makes_before_it_makes_anything(
    fresh: Settings, command: str, open_umask: None
) -> None:
    stopped = CliRunner().invoke(cli.main, [command], env={**up.environment(fresh), "HUB_WEB_THREADS": "0"})
    assert stopped.exit_code == 1
    assert os.umask(0o022) == 0o077
