from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis

from hub.accounts.limits import PER_ADDRESS
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


def test_one_network_address_can_only_try_as_often_as_is_configured(app: Flask, settings: Settings) -> None:
    app.config["SETTINGS"] = replace(settings, sign_in_limit=3)
    client = app.test_client()
    token = csrf_token(client)
    codes = [client.post("/sign-in/code", data={"code": "X", "csrf_token": token}).status_code for _ in range(4)]
    assert codes == [400, 400, 400, 429]
    assert ask(client, "anna@fjordby.example", token) == 429


def test_the_counters_name_neither_people_nor_network_addresses(client: FlaskClient, queue_redis: Redis) -> None:
    ask(client, "anna@fjordby.example", csrf_token(client))
    keys = b" ".join(key for key in queue_redis.scan_iter() if b"limit" in key.lower())
    assert keys
    assert b"anna" not in keys
    assert b"127.0.0.1" not in keys


def test_the_limit_holds_while_redis_is_away(app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.accounts.limits import limiter

    def away(*_args: object, **_kwargs: object) -> int:
        raise ConnectionError

    monkeypatch.setattr(limiter.storage, "incr", away)
    monkeypatch.setattr(limiter.storage, "check", lambda: False)
    app.config["SETTINGS"] = replace(settings, sign_in_limit=3)
    client = app.test_client()
    token = csrf_token(client)
    codes = [client.post("/sign-in/code", data={"code": "X", "csrf_token": token}).status_code for _ in range(5)]
    assert codes[-1] == 429
    assert 500 not in codes
