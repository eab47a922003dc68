"""The document says what is answered: a machine tries every operation, parameter and header."""

from __future__ import annotations

from collections.abc import Callable

import hypothesis
import pytest
import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import strategies
from schemathesis.config import SchemathesisConfig

from hub.api import rules
from hub.results.export import DATA_SETS
from tests.integration.api.conftest import Get

pytestmark = pytest.mark.usefixtures("made")
CONFIG = SchemathesisConfig.from_dict({"generation": {"deterministic": True, "mode": "all"}, "seed": 1})
BOUNDED = hypothesis.settings(
    max_examples=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[hypothesis.Phase.explicit, hypothesis.Phase.generate],
    suppress_health_check=list(hypothesis.HealthCheck),
)


def test_the_document_is_open_to_everybody_and_names_every_data_set(client: FlaskClient) -> None:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    assert answer.json["openapi"].startswith("3.1")
    names = {f"/{each.name}{ending}" for each in DATA_SETS for ending in ("", ".csv")}
    assert set(answer.json["paths"]) == names | {"/openapi.json"}
    for path, item in answer.json["paths"].items():
        if path != "/openapi.json":
            assert {"200", "304", "401", "403", "404", "405", "422", "429"} <= set(item["get"]["responses"])


def test_the_document_holds_no_figure_and_no_name(client: FlaskClient) -> None:
    text = client.get("/api/v1/openapi.json").text
    assert "Saltbilen" not in text
    assert "Bibliotek" not in text


def test_the_document_has_both_languages_of_each_column(client: FlaskClient) -> None:
    shares = client.get("/api/v1/openapi.json").json["components"]["schemas"]["weeks"]["properties"]["shares"]
    assert shares["description"] == "Presses on a network’s share button."
    assert shares["x-description-da"] == "Tryk på et medies deleknap."
    assert (shares["type"], shares["x-unit"], shares["x-evidence"]) == (["integer", "null"], "shares", "measured")


@pytest.mark.filterwarnings("default")
def test_schemathesis_finds_nothing(app: Flask, make_key: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "PER_MINUTE", 1_000_000)
    key = make_key()
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app=app, config=CONFIG)
    tried = []
    for result in schema.get_all_operations():
        operation = result.ok()
        assert operation is not None, result.err()

        @BOUNDED
        @hypothesis.given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.POSITIVE))
        def valid(case: schemathesis.Case) -> None:
            case.call_and_validate(headers={"Authorization": f"Bearer {key}"})

        valid()
        if operation.query:

            @BOUNDED
            @hypothesis.given(case=operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE))
            def invalid(case: schemathesis.Case) -> None:
                case.call_and_validate(headers={"Authorization": f"Bearer {key}"})

            invalid()
        tried.append(operation.label)
    assert len(tried) == 2 * len(DATA_SETS)


HEADERS = ("Accept", "Accept-Language", "If-None-Match", "If-Modified-Since", "Range", "Cookie", "HX-Request",
           "X-Forwarded-For", "X-HTTP-Method-Override", "Content-Type", "Content-Length", "Authorization")  # fmt: skip


@hypothesis.settings(BOUNDED, max_examples=40)
@hypothesis.given(
    headers=strategies.dictionaries(
        strategies.sampled_from(HEADERS),
        strategies.text(strategies.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"))
        | strategies.sampled_from(["*", "bytes=0-5", "application/xml", 'W/"x"', "0", "-1", "da;q=2"]),
    )
)
def test_no_header_makes_it_stumble(get: Get, headers: dict[str, str]) -> None:
    sent = {name.replace("-", "_"): value for name, value in headers.items()}
    answer = get("weeks?page_size=2", key=None, **sent) if "Authorization" in headers else get("weeks", **sent)
    assert answer.status_code in (200, 304, 401)
    assert "Set-Cookie" not in answer.headers
