"""What somebody sees when something is wrong: their language, no stack trace, a way on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.core.config import Settings
from hub.core.errors import Conflict, HubError, Invalid
from tests.factories.accounts import post
from tests.factories.guidelines import make_policy
from tests.servers import both_databases

SignIn = Callable[[str], FlaskClient]
DANISH, ENGLISH = {"Accept-Language": "da-DK,da;q=0.9"}, {"Accept-Language": "en-GB,en;q=0.9"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def broken(app: Flask) -> Flask:
    """The application as it runs for people, with pages that go wrong."""
    app.testing = False

    @app.get("/test/crash")
    def crash() -> str:
        raise RuntimeError("the secret of the inside")

    @app.get("/test/<int:status>")
    def stop(status: int) -> str:
        abort(status)

    return app


@pytest.mark.parametrize(
    ("headers", "language", "said"),
    [
        (DANISH, "da", "Siden findes ikke her"),
        (ENGLISH, "en", "There is no page here"),
        ({}, "da", "Siden findes ikke her"),
    ],
)
def test_a_wrong_address_is_answered_in_the_visitors_language(
    client: FlaskClient, headers: dict[str, str], language: str, said: str
) -> None:
    answer = client.get("/findes-ikke", headers=headers)
    assert answer.status_code == 404
    assert f'<html lang="{language}">' in answer.text
    assert f"<h1>{said}</h1>" in answer.text


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 418, 429, 500, 501, 503])
def test_every_refusal_is_a_page_of_ours_under_its_own_status(broken: Flask, status: int) -> None:
    answer = broken.test_client().get(f"/test/{status}")
    assert answer.status_code == status
    assert answer.text.count("<h1>") == 1
    assert 'href="/static/css/app.css?v=' in answer.text


@pytest.mark.parametrize(
    ("headers", "said"), [(DANISH, "Noget gik galt hos os"), (ENGLISH, "Something went wrong on our side")]
)
def test_a_fault_of_ours_is_admitted_without_a_stack_trace(broken: Flask, headers: dict[str, str], said: str) -> None:
    answer = broken.test_client().get("/test/crash", headers=headers)
    assert answer.status_code == 500
    assert f"<h1>{said}</h1>" in answer.text
    for inside in ("Traceback", "RuntimeError", "the secret of the inside", ".py"):
        assert inside not in answer.text


def test_the_fault_stands_in_the_log_without_anything_about_who_met_it(
    broken: Flask, sign_in: SignIn, caplog: pytest.LogCaptureFixture
) -> None:
    browser = sign_in("employee")
    browser.get("/test/crash?who=me", headers={"User-Agent": "Fuglekasse/1.0"})
    logged = caplog.text
    assert "RuntimeError" in logged
    assert "test_error_pages.py" in logged, "where it happened"
    for somebody in ("the secret of the inside", "127.0.0.1", "Fuglekasse", "who=me", "fjordby.example"):
        assert somebody not in logged


def test_the_page_for_a_fault_of_ours_needs_no_database(
    broken: Flask, sign_in: SignIn, session: Session, settings: Settings
) -> None:
    make_policy(session)
    session.commit()
    browser = sign_in("employee")
    assert browser.get("/").status_code == 200
    session.close()
    broken.extensions["hub_sessions"].kw["bind"].dispose()
    Path(settings.database_url.removeprefix("sqlite:///")).write_text("not a database at all" * 100)
    answer = browser.get("/", headers=ENGLISH)
    assert answer.status_code == 500
    assert "<h1>Something went wrong on our side</h1>" in answer.text
    assert browser.get("/readyz").get_json()["database"] is False


def test_a_form_without_its_token_is_refused_and_says_what_to_do(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"email": "a@fjordby.example"}, headers=DANISH)
    assert answer.status_code == 400
    assert "genindlæs siden" in answer.text


def test_a_number_that_no_row_can_have_is_a_page_that_is_not_there(app: Flask, sign_in: SignIn) -> None:
    app.testing, admin = False, sign_in("admin")
    for number in ("9223372036854775808", "9" * 40, "٣"):
        assert admin.get(f"/admin/people/{number}").status_code == 404


def test_a_file_that_is_too_large_is_refused_in_words(client: FlaskClient) -> None:
    answer = client.post("/sign-in", data={"file": (b"x" * (13 << 20)).decode()}, headers=DANISH)
    assert answer.status_code == 413
    assert "Filen er for stor" in answer.text


@pytest.mark.parametrize(("headers", "said"), [(DANISH, "Det lykkedes ikke"), (ENGLISH, "That did not work")])
@pytest.mark.parametrize("address", ["/test/crash", "/test/403", "/findes-ikke"])
def test_htmx_gets_a_message_with_words_in_it_and_no_whole_page(
    broken: Flask, address: str, headers: dict[str, str], said: str
) -> None:
    answer = broken.test_client().get(address, headers={**headers, **HTMX})
    assert answer.text.startswith('<div class="flash error" role="alert">')
    assert said in answer.text
    assert "<html" not in answer.text


def test_a_page_restored_from_history_gets_the_whole_page(client: FlaskClient) -> None:
    whole = client.get("/findes-ikke", headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert "<html" in whole.text


@pytest.mark.parametrize("refusal", [Conflict("Kun én gang."), Invalid("x", "Kun én gang.")])
def test_a_refusal_with_a_reason_says_the_reason_and_nothing_about_reloading(broken: Flask, refusal: HubError) -> None:
    @broken.get("/test/refused")
    def refuse() -> str:
        raise refusal

    answer = broken.test_client().get("/test/refused", headers=DANISH)
    assert answer.status_code == refusal.status
    assert "<h1>Det kan ikke lade sig gøre</h1>" in answer.text
    assert "Kun én gang." in answer.text
    assert f">{refusal.status}<" in answer.text
    assert "genindlæs" not in answer.text


@both_databases
def test_a_zero_byte_in_a_form_or_an_address_breaks_nothing(app: Flask, sign_in: SignIn, session: Session) -> None:
    admin = sign_in("admin")
    app.testing = False
    assert admin.get("/admin/people?q=a%00b").status_code in (200, 400)
    assert post(admin, "/admin/people/new", {"name": "Ole\0Riis", "email": "ole@fjordby.example"}).status_code in (
        303,
        400,
    )
    assert admin.get("/admin/people").status_code == 200
