"""HR creates a job."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.core.audit import AuditEntry
from hub.recruitment.models import Job
from tests.factories.accounts import make_unit, post

SignIn = Callable[[str], FlaskClient]
NURSE: dict[str, Any] = {
    "title": "Sygeplejerske til natten",
    "profession": "Sygeplejerske",
    "place": "Ådal",
    "unit_id": "",
    "deadline": "2099-02-01",
    "apply_url": "https://www.fjordby.example/job/9?hr=show-job/9",
}


def _jobs(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Job)) or 0


def test_a_created_job_is_kept_as_typed_and_opens(hr: FlaskClient, session: Session) -> None:
    unit = make_unit(session, "Sundhed og Ældre")
    session.commit()
    answer = post(hr, "/recruitment/new", {**NURSE, "unit_id": str(unit.id)})
    assert (answer.status_code, answer.location) == (303, "/recruitment/sygeplejerske-til-natten")
    job = session.scalars(select(Job)).one()
    assert (job.title, job.profession, job.place, job.unit_id) == (NURSE["title"], "Sygeplejerske", "Ådal", unit.id)
    assert (job.deadline, job.apply_url) == (dt.date(2099, 2, 1), NURSE["apply_url"])
    assert hr.get(answer.location).status_code == 200
    assert NURSE["title"] in hr.get("/recruitment").text


def test_creating_a_job_stands_in_the_trail_of_staff_actions(hr: FlaskClient, session: Session) -> None:
    post(hr, "/recruitment/new", NURSE)
    assert [(e.action, e.subject) for e in session.scalars(select(AuditEntry))] == [("created", "job")]


def test_two_jobs_of_the_same_title_get_addresses_of_their_own(hr: FlaskClient, session: Session) -> None:
    addresses = {post(hr, "/recruitment/new", NURSE).location for _ in range(2)}
    assert addresses == {"/recruitment/sygeplejerske-til-natten", "/recruitment/sygeplejerske-til-natten-2"}


def test_a_job_called_new_does_not_hide_behind_the_form(hr: FlaskClient, session: Session) -> None:
    answer = post(hr, "/recruitment/new", {**NURSE, "title": "New"})
    assert "<h1>New</h1>" in hr.get(answer.location).text


@pytest.mark.parametrize("persona", ["employee", "editor", "approver", "contributor", "pilot", "admin"])
def test_recruitment_is_for_hr_alone(sign_in: SignIn, session: Session, persona: str) -> None:
    browser = sign_in(persona)
    assert browser.get("/recruitment").status_code == 403
    assert post(browser, "/recruitment/new", NURSE).status_code == 403
    assert _jobs(session) == 0


def test_visitors_are_sent_to_the_door(client: FlaskClient) -> None:
    assert client.get("/recruitment").location == "/sign-in?next=/recruitment"
    assert post(client, "/recruitment/new", NURSE).status_code == 401


def test_a_link_that_leads_nowhere_safe_is_refused_beside_its_field_and_keeps_what_was_typed(
    hr: FlaskClient, session: Session
) -> None:
    for link in (
        "javascript:alert(1)", "file:///etc/passwd", "http://127.0.0.1/job", "https://10.0.0.7/job", "ftp://x.example",
        "https://intranet/job", "fjordby", "", "https://user:word@fjordby.example/",
    ):  # fmt: skip
        answer = post(hr, "/recruitment/new", {**NURSE, "apply_url": link})
        assert answer.status_code == 422, link
        assert 'aria-invalid="true"' in answer.text
        assert 'value="Sygeplejerske til natten"' in answer.text
        assert 'value="2099-02-01"' in answer.text
    assert _jobs(session) == 0


def test_what_is_missing_or_impossible_is_said_beside_its_field(hr: FlaskClient, session: Session) -> None:
    for wrong in ({"title": ""}, {"title": "x" * 121}, {"deadline": "i morgen"}, {"unit_id": "77"}, {"unit_id": "x"}):
        answer = post(hr, "/recruitment/new", {**NURSE, **wrong})
        assert answer.status_code == 422, wrong
        assert 'aria-invalid="true"' in answer.text
    assert _jobs(session) == 0


def test_a_job_without_a_deadline_or_unit_can_be_created(hr: FlaskClient, session: Session) -> None:
    assert post(hr, "/recruitment/new", {**NURSE, "deadline": "", "unit_id": ""}).status_code == 303
    assert session.scalars(select(Job)).one().deadline is None


def test_a_job_that_does_not_exist_is_no_page(hr: FlaskClient) -> None:
    assert hr.get("/recruitment/findes-ikke").status_code == 404
    assert post(hr, "/recruitment/findes-ikke/applications", {}).status_code == 404
    assert post(hr, "/recruitment/findes-ikke/kit", {}).status_code == 404


def test_a_deadline_that_has_passed_is_refused(hr: FlaskClient, session: Session) -> None:
    answer = post(hr, "/recruitment/new", {**NURSE, "deadline": "2020-02-01"})
    assert answer.status_code == 422
    assert "Fristen er overskredet" in answer.text
    assert _jobs(session) == 0
