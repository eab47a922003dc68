from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from hub.accounts.limits import PER_ADDRESS
from hub.app import create_app
from hub.core.config import Settings
from tests.factories.accounts import csrf_token


def ask(client: FlaskClient, address: str, token: str) -> int:
    return client.post("/sign-in", data={"email": address, "csrf_token": token}).status_code


def test_one_address_can_only_be_asked_for_a_few_times(client: FlaskClient) -> None:
    token = csrf_token(client)
    tries = [ask(client, "Anna@fjordby.example", token) for _ in range(PER_ADDRESS)]
    assert tries == [303] * PER_ADDRESS
    answer = client.post("/sign-in", data={"email": " anna@fjordby.example", "csrf_token": token})
    assert answer.status_code == 429
    assert "<h1" in answer.text
    assert ask(client, "somebody.else@fjordby.example", token) == 303


def test_tags_do_not_make_more_of_one_mailbox(client: FlaskClient) -> None:
    token = csrf_token(client)
    tries = [ask(client, f"anna+{number}@fjordby.example", token) for number in range(PER_ADDRESS + 1)]
    assert tries == [303] * PER_ADDRESS + [429]


def test_one_network_address_can_only_try_as_often_as_is_configured(app: Flask, settings: Settings) -> None:
    app.config["SETTINGS"] = replace(settings, sign_in_limit=3)
    client = app.test_client()
    token = csrf_token(client)
    codes = [client.post("/sign-in/code", data={"code": "X", "csrf_token": token}).status_code for _ in range(4)]
    assert codes == [400, 400, 400, 429]
    assert ask(client, "anna@fjordby.example", token) == 429


def test_the_attempts_are_written_nowhere(client: FlaskClient, queue_redis: Redis, counts_redis: Redis) -> None:
    ask(client, "anna@fjordby.example", csrf_token(client))
    assert [key for store in (queue_redis, counts_redis) for key in store.scan_iter() if b"limit" in key.lower()] == []


def test_the_limit_needs_no_redis(app: Flask, settings: Settings, tmp_path: Path) -> None:
    away = f"unix://{tmp_path}/none.sock"
    cut_off = create_app(replace(settings, redis_url=away, counts_redis_url=away, sign_in_limit=3))
    client = cut_off.test_client()
    token = csrf_token(client)
    codes = [client.post("/sign-in/code", data={"code": "X", "csrf_token": token}).status_code for _ in range(5)]
    assert codes == [400, 400, 400, 429, 429]
    cut_off.extensions["hub_sessions"].kw["bind"].dispose()


def test_a_whole_ipv6_line_counts_as_one(app: Flask, settings: Settings) -> None:
    app.config["SETTINGS"] = replace(settings, sign_in_limit=3)
    client = app.test_client()
    token = csrf_token(client)

    def tries(address: str) -> int:
        data = {"code": "X", "csrf_token": token}
        return client.post("/sign-in/code", data=data, environ_base={"REMOTE_ADDR": address}).status_code

    assert [tries(f"2001:db8:0:7::{number:x}") for number in range(4)] == [400, 400, 400, 429]
    assert tries("2001:db8:0:7:ffff:ffff:ffff:ffff") == 429
    assert tries("2001:db8:0:8::1") == 400
    assert [tries(f"::ffff:192.0.2.{number}") for number in range(4)] == [400] * 4
