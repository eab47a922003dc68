"""A recruitment system delivers counts by itself."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.recruitment import queries
from hub.recruitment.models import Job, RecruitmentSetting
from hub.recruitment.rules import Counts
from tests.factories.accounts import post

NOW = dt.datetime(2026, 11, 22, 10, 0, tzinfo=dt.UTC)
ONE: dict[str, Any] = {"job": "job-1", "counts": [{"source": "employees", "applications": 12, "qualified": 7}]}


@pytest.fixture(autouse=True)
def travel() -> Iterator[None]:
    """The clock stands still; also while somebody signs in, for a session from the future is none."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def key(hr: FlaskClient, job: Job) -> str:
    """The key, as the page shows it once."""
    page = post(hr, "/recruitment/settings/key", {}).text
    return re.findall(r"<code>([0-9a-f]{64})</code>", page)[0]


def _deliver(client: FlaskClient, key: str, body: Any, at: dt.datetime = NOW, **changed: str) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    stamp = str(int(at.timestamp()))
    sign = hmac.new(key.encode(), stamp.encode() + b"." + data, hashlib.sha256).hexdigest()
    headers = {"Hub-Timestamp": stamp, "Hub-Signature": f"v1={sign}", **changed}
    return client.post("/hooks/applications", data=data, headers=headers)


def _recorded(session: Session) -> dict[str, Counts]:
    session.rollback()
    return queries.numbers_of(session, [1])


def test_a_signed_delivery_is_taken_without_a_form_token(client: FlaskClient, key: str, session: Session) -> None:
    answer = _deliver(client, key, ONE)
    assert (answer.status_code, answer.json) == (200, {"recorded": ["employees"], "older": []})
    assert _recorded(session) == {"employees": Counts(12, 0, 7, 0)}


def test_a_replay_is_refused_also_when_newer_counts_came_between(
    client: FlaskClient, key: str, session: Session
) -> None:
    _deliver(client, key, ONE)
    assert _deliver(client, key, ONE).status_code == 409


def test_a_wrong_signature_key_or_time_is_refused(client: FlaskClient, key: str, session: Session) -> None:
    assert _deliver(client, "0" * 64, ONE).status_code == 401
    assert _deliver(client, key, ONE, **{"Hub-Signature": "v1=" + "0" * 64}).status_code == 401
    assert _deliver(client, key, ONE, **{"Hub-Signature": ""}).status_code == 401
    assert _deliver(client, key, ONE, **{"Hub-Timestamp": "1"}).status_code == 401
    for minutes in (-6, 6):
        assert _deliver(client, key, ONE, NOW + dt.timedelta(minutes=minutes)).status_code == 401
    assert _recorded(session) == {}


def test_deliveries_out_of_order_leave_the_newer_counts(client: FlaskClient, key: str, session: Session) -> None:
    newer = {"job": "job-1", "as_of": "2026-11-22T10:59:00+01:00", "counts": [{"source": "paid", "applications": 9}]}
    older = {"job": "job-1", "as_of": "2026-11-22T08:00:00+01:00", "counts": [{"source": "paid", "applications": 4}]}
    assert _deliver(client, key, newer).status_code == 200
    assert _deliver(client, key, older).json == {"recorded": [], "older": ["paid"]}
    assert _recorded(session)["paid"] == Counts(9)


def test_a_late_delivery_that_no_longer_fits_is_older_and_no_mistake(
    client: FlaskClient, key: str, session: Session
) -> None:
    newer = {"source": "paid", "applications": 9, "qualified": 5, "hired": 3}
    _deliver(client, key, {"job": "job-1", "counts": [newer]})
    late = {"job": "job-1", "as_of": "2026-11-22T08:00:00+01:00", "counts": [{"source": "paid", "applications": 2}]}
    answer = _deliver(client, key, late)
    assert (answer.status_code, answer.json) == (200, {"recorded": [], "older": ["paid"]})
    assert _recorded(session)["paid"] == Counts(9, 0, 5, 3)


def test_a_program_is_refused_in_english_alone(client: FlaskClient, key: str) -> None:
    wrong = {"job": "job-1", "counts": [{"source": "paid", "applications": 1, "qualified": 2}]}
    answer = _deliver(client, key, wrong)
    assert answer.json == {"error": "More cannot be qualified than have applied.", "field": "paid-qualified"}


@pytest.mark.parametrize(
    "body",
    [
        b"no json", b"[]", b"\xff", b'{"job":"job-1","job":"job-1","counts":[]}', {**ONE, "applicants": []},
        {**ONE, "counts": []}, {**ONE, "job": "job-9"}, {**ONE, "job": "\ud800"},
        {**ONE, "as_of": "2027-01-01T00:00:00Z"}, {**ONE, "as_of": "yesterday"},
        {**ONE, "as_of": "2026-11-22T09:00:00"},
        {"job": "job-1", "counts": [{"source": "employees", "applications": 1, "name": "Ib"}]},
        {"job": "job-1", "counts": [{"source": "ib@fjordby.example", "applications": 1}]},
        {"job": "job-1", "counts": [{"source": "tiktok", "applications": 1}]},
        {"job": "job-1", "counts": [{"source": "paid", "applications": -1}]},
        {"job": "job-1", "counts": [{"source": "paid", "applications": 1.5}]},
        {"job": "job-1", "counts": [{"source": "paid", "applications": True}]},
        {"job": "job-1", "counts": [{"source": "paid", "applications": 1, "qualified": 2}]},
        {"job": "job-1", "counts": [{"source": "paid", "applications": 1}, {"source": "paid", "applications": 2}]},
    ],
)  # fmt: skip
def test_what_is_not_counts_alone_is_refused_whole(client: FlaskClient, key: str, session: Session, body: Any) -> None:
    answer = _deliver(client, key, body)
    assert answer.status_code == 422
    assert "Ib" not in answer.text
    assert "ib@" not in answer.text
    assert _recorded(session) == {}


def test_a_new_key_stops_the_old_one_and_disconnecting_stops_all(
    client: FlaskClient, hr: FlaskClient, key: str, session: Session
) -> None:
    fresh = re.findall(r"<code>([0-9a-f]{64})</code>", post(hr, "/recruitment/settings/key", {}).text)[0]
    assert _deliver(client, key, ONE).status_code == 401
    assert _deliver(client, fresh, ONE).status_code == 200
    post(hr, "/recruitment/settings/key/remove", {})
    assert _deliver(client, fresh, {**ONE, "as_of": "2026-11-22T10:00:00Z"}).status_code == 401


def test_the_key_is_shown_once_and_stands_nowhere(hr: FlaskClient, key: str, session: Session) -> None:
    assert key not in hr.get("/recruitment/settings").text
    assert key not in {row.value for row in session.query(RecruitmentSetting)}


def test_a_body_without_end_is_refused(client: FlaskClient, key: str) -> None:
    assert _deliver(client, key, b" " * 70_000).status_code == 413


def test_an_administrator_may_connect_and_an_editor_may_not(sign_in: Callable[[str], FlaskClient], job: Job) -> None:
    assert post(sign_in("admin"), "/recruitment/settings/key", {}).status_code == 200
    assert post(sign_in("admin"), "/recruitment/settings/qualified", {"text": "Noget helt andet"}).status_code == 403
    assert post(sign_in("editor"), "/recruitment/settings/key", {}).status_code == 403
