"""What is not declared is refused, in a form that a program can read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import event
from sqlalchemy.orm import Session

from hub.api import rules, service
from hub.api.models import ApiToken
from hub.app import create_app
from hub.core import redis
from hub.core.config import Settings
from tests.factories.accounts import make_persona
from tests.integration.api.conftest import Get

pytestmark = pytest.mark.usefixtures("made")


@pytest.mark.parametrize(
    "query",
    [
        "window=2026-W46",
        "window=2026-W1",
        "window=2026-Q4",
        "window=",
        "window=2026-W40&window=2026-W41",
        "from=2026-01-01",
        "unit=3",
        "sort=shares",
        "page=0",
        "page=-1",
        "page=1.0",
        "page=٣",
        "page=1%0A",
        "page_size=501",
        "page_size=0",
        "page_size=9999999999999999999999",
        "lang=de",
        "lang=",
        "=",
        "%00=1",
        "Window=2026-W40",
    ],
)
def test_an_unknown_parameter_or_value_is_refused(get: Get, query: str) -> None:
    for name in ("weeks", "weeks.csv"):
        answer = get(f"{name}?{query}")
        assert answer.status_code == 422
        assert answer.content_type == "application/problem+json"
        assert answer.json["status"] == 422


def test_a_set_without_windows_knows_no_window(get: Get) -> None:
    assert get("kits?window=2026-W40").status_code == 422


@pytest.mark.parametrize(
    "address", ["", "nothing", "weeks/", "weeks.xlsx", "weeks.csv.csv", ".csv", "weeks/2026", "../results", "people"]
)
def test_an_address_without_anything_is_told_as_a_problem(get: Get, address: str) -> None:
    answer = get(address)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("address", ["weeks", "openapi.json"])
def test_figures_can_only_be_read(get: Get, address: str, method: str) -> None:
    answer = get(address, method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert answer.content_type == "application/problem+json"


def test_head_has_the_headers_and_no_body(get: Get) -> None:
    head, whole = get("weeks", method="HEAD"), get("weeks")
    assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", whole.headers["ETag"])


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer delfrit_x", "Basic abc", "Bearer delfrit_" + "ø" * 43, "Bearer " + "a" * 9_000],
)
def test_without_a_key_that_works_there_is_nothing(get: Get, header: str) -> None:
    for name in ("weeks", "weeks.csv", "nothing"):
        answer = get(name, key=None, Authorization=header)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.content_type == "application/problem+json"


def test_a_key_in_the_address_opens_nothing(get: Get, make_key: Callable[..., str]) -> None:
    assert get(f"weeks?access_token={make_key()}", key=None).status_code == 401


def test_somebody_who_is_signed_in_has_no_key(sign_in: Callable[[str], FlaskClient], get: Get) -> None:
    assert sign_in("admin").get("/api/v1/weeks").status_code == 401


def test_a_key_opens_its_groups_alone(get: Get, make_key: Callable[..., str]) -> None:
    key = make_key("kits")
    assert get("kits", key=key).status_code == 200
    for name in ("weeks", "funnel", "pilots.csv"):
        answer = get(name, key=key)
        assert (answer.status_code, answer.content_type) == (403, "application/problem+json")


def test_a_key_that_is_taken_back_is_worthless_at_once(
    get: Get, make_key: Callable[..., str], session: Session
) -> None:
    key = make_key()
    assert get("weeks", key=key).status_code == 200
    token = session.query(ApiToken).filter_by(digest=rules.digest(key)).one()
    service.revoke_token(session, make_persona(session, "admin"), token.id)
    session.commit()
    assert get("weeks", key=key).status_code == 401


def test_a_key_works_on_its_last_day_and_not_after(get: Get, make_key: Callable[..., str]) -> None:
    key = make_key(days=2)
    with time_machine.travel(dt.datetime(2026, 11, 6, 20, tzinfo=dt.UTC), tick=False):
        assert get("weeks", key=key).status_code == 200
    with time_machine.travel(dt.datetime(2026, 11, 7, 20, tzinfo=dt.UTC), tick=False):
        assert get("weeks", key=key).status_code == 401


def test_a_key_that_is_used_too_often_waits_and_others_do_not(
    get: Get, make_key: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "PER_MINUTE", 3)
    key = make_key("kits")
    assert [get("kits", key=key).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = get("kits", key=key)
    assert 1 <= int(refused.headers["Retry-After"]) <= 61
    assert refused.content_type == "application/problem+json"
    assert get("kits").status_code == 200


def test_every_web_process_counts_on_what_the_others_have_counted(
    get: Get, make_key: Callable[..., str], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "PER_MINUTE", 3)
    key = make_key("kits")
    another = create_app(settings).test_client(use_cookies=False)
    asked = {"Authorization": f"Bearer {key}"}
    for _ in range(2):
        assert get("kits", key=key).status_code == 200
    assert another.get("/api/v1/kits", headers=asked).status_code == 200
    assert another.get("/api/v1/kits", headers=asked).status_code == 429
    assert get("kits", key=key).status_code == 429


def test_the_count_of_a_key_is_gone_after_a_minute(get: Get, counts_redis: Redis) -> None:
    get("weeks")
    get("weeks")
    (name,) = counts_redis.keys("api:*")
    assert counts_redis.get(name) == b"2"
    assert 0 < counts_redis.ttl(name) <= rules.MINUTE


def test_figures_can_be_fetched_while_the_store_of_counts_is_away(get: Get, app: Flask) -> None:
    app.extensions["hub_counts_redis"] = redis.connect(f"unix://{app.root_path}/nowhere.sock", patience=1)
    assert get("weeks").status_code == 200


def test_using_a_key_writes_nothing(get: Get, session: Session, app: Flask) -> None:
    statements: list[str] = []
    event.listen(
        app.extensions["hub_sessions"].kw["bind"], "before_cursor_execute", lambda *args: statements.append(args[2])
    )
    get("weeks")
    assert statements
    assert not [each for each in statements if not each.lstrip().upper().startswith(("SELECT", "WITH"))]


def test_what_breaks_is_told_as_a_problem(get: Get, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setattr("hub.results.export.released", lambda _session: 1 / 0)
    answer = get("weeks")
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
