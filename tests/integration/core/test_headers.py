"""The headers of every answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy.orm import Session

from hub.app import create_app
from hub.core.config import Settings
from tests.factories.guidelines import make_policy

SignIn = Callable[[str], FlaskClient]
INTRANETS = ("https://fjordby.sharepoint.com", "https://intra.fjordby.example")


@pytest.fixture
def make_app(
    settings: Settings, session: Session, queue_redis: Redis, counts_redis: Redis
) -> Iterator[Callable[..., Flask]]:
    make_policy(session)
    session.commit()
    made: list[Flask] = []

    def make(**changes: object) -> Flask:
        made.append(create_app(replace(settings, **changes)))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for each in made:
        each.extensions["hub_sessions"].kw["bind"].dispose()


@pytest.fixture
def addresses(app: Flask) -> list[str]:
    """Every page that needs no argument, some that do, and what is no page."""
    plain = [str(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    return [*plain, "/findes-ikke", "/kits/x", "/r/x", "/static/css/app.css", "/static/none.css"]


def _directives(policy: str) -> dict[str, str]:
    return {part.split()[0]: part.partition(" ")[2] for part in policy.strip().split("; ")}


@pytest.mark.parametrize("persona", ["employee", "admin", None])
def test_every_answer_carries_the_policy_and_its_companions(
    app: Flask, sign_in: SignIn, session: Session, addresses: list[str], persona: str | None
) -> None:
    make_policy(session)
    session.commit()
    browser = sign_in(persona) if persona else app.test_client()
    assert len(addresses) > 25
    for address in addresses:
        answer = browser.get(address, buffered=True)
        assert answer.status_code < 500 or address == "/readyz", address
        policy = _directives(answer.headers["Content-Security-Policy"])
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'", address
        assert policy["base-uri"] == "'none'"
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        framable = address == "/embed/teaser"
        assert policy["frame-ancestors"] == ("'self'" if framable else "'none'"), address
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "HX-Request" in answer.headers["Vary"]
        assert "camera=()" in answer.headers["Permissions-Policy"]


def test_only_the_configured_intranets_may_frame_the_teaser_and_nothing_else(make_app: Callable[..., Flask]) -> None:
    browser = make_app(frame_ancestors=INTRANETS).test_client()
    teaser = _directives(browser.get("/embed/teaser").headers["Content-Security-Policy"])
    assert teaser["frame-ancestors"] == f"'self' {' '.join(INTRANETS)}"
    for address in ("/sign-in", "/privacy", "/findes-ikke"):
        policy = _directives(browser.get(address).headers["Content-Security-Policy"])
        assert policy["frame-ancestors"] == "'none'"


def test_what_is_personal_is_kept_by_nobody(sign_in: SignIn, session: Session) -> None:
    make_policy(session)
    session.commit()
    browser = sign_in("employee")
    for address in ("/", "/me", "/me/data.json", "/join", "/results", "/findes-ikke"):
        assert browser.get(address).headers["Cache-Control"] == "no-store", address


def test_https_is_demanded_where_the_public_address_has_it(make_app: Callable[..., Flask]) -> None:
    secure = make_app(base_url="https://del.fjordby.example").test_client()
    answer = secure.get("/sign-in", base_url="https://del.fjordby.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert all("Secure" in cookie for cookie in answer.headers.getlist("Set-Cookie"))
    assert "Strict-Transport-Security" not in make_app().test_client().get("/sign-in").headers


def test_static_files_are_kept_for_a_year_under_their_fingerprint(client: FlaskClient) -> None:
    found = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/sign-in").text)
    assert len(found) >= 5
    for address in found:
        assert re.fullmatch(r"/static/[\w./-]+\?v=[0-9a-f]{12}", address)
        answer = client.get(address, buffered=True)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "address", ["/static/css/app.css", "/static/css/app.css?v=0123456789ab", "/static/none.css?v=0123456789ab"]
)
def test_without_the_right_fingerprint_nothing_is_kept_for_long(client: FlaskClient, address: str) -> None:
    assert "max-age" not in client.get(address, buffered=True).headers.get("Cache-Control", "")


def test_looking_at_public_pages_sets_no_cookie(client: FlaskClient) -> None:
    for address in ("/embed/teaser", "/feed.atom", "/feed.json", "/healthz", "/r/x"):
        assert "Set-Cookie" not in client.get(address).headers, address


def test_readyz_names_what_is_missing(client: FlaskClient, queue_redis: Redis) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.get_json() == {
        "status": "unavailable",
        "database": True,
        "queue": True,
        "counts": True,
        "worker": False,
    }
    queue_redis.set("hub:heartbeat", "1")
    assert client.get("/readyz").get_json()["status"] == "ok"
