"""HR changes a job, puts it away, and writes down its rules; everybody reads the professions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.kits.models import Kit
from hub.links.models import TrackingLink
from hub.links.service import ensure_link
from hub.recruitment.models import ApplicationCount, Job, QualifiedDefinition
from hub.recruitment.rules import Source
from tests.factories.accounts import post
from tests.factories.kits import make_kit
from tests.factories.recruitment import make_job

SignIn = Callable[[str], FlaskClient]
FIELDS = {
    "title": "Sygeplejerske til Sundhedshuset", "profession": "Sygeplejerske", "place": "Fjordby", "unit_id": "",
    "level": "employee", "deadline": "2099-01-31", "apply_url": "https://www.fjordby.example/job/7", "parameters": "",
}  # fmt: skip


@pytest.fixture
def kit(session: Session, job: Job) -> Kit:
    """A live kit of the job, with a link."""
    made = make_kit(session, job_id=job.id, ends_on=job.deadline, target_url=job.apply_url)
    ensure_link(session, made.id, made.slug, made.target_url, "linkedin")
    session.commit()
    return made


def test_a_moved_deadline_moves_the_kits_last_day(hr: FlaskClient, kit: Kit, session: Session) -> None:
    assert post(hr, "/recruitment/job-1/edit", {**FIELDS, "deadline": "2099-03-01"}).status_code == 303
    session.expire_all()
    assert session.get_one(Kit, kit.id).ends_on == dt.date(2099, 3, 1)


def test_a_last_day_that_the_desk_chose_stays(hr: FlaskClient, kit: Kit, session: Session) -> None:
    kit.ends_on = dt.date(2098, 1, 1)
    session.commit()
    post(hr, "/recruitment/job-1/edit", {**FIELDS, "deadline": "2099-03-01"})
    session.expire_all()
    assert session.get_one(Kit, kit.id).ends_on == dt.date(2098, 1, 1)


def test_links_follow_the_parameters_of_the_job(hr: FlaskClient, kit: Kit, session: Session) -> None:
    post(hr, "/recruitment/job-1/edit", {**FIELDS, "parameters": "?ref={source}&kanal={network}"})
    session.expire_all()
    link = session.scalars(select(TrackingLink).where(TrackingLink.network == "linkedin")).one()
    assert link.location == "https://www.fjordby.example/job/7?ref=employees&kanal=linkedin"


def test_a_level_from_the_rule_upwards_is_said_where_a_kit_is_made(hr: FlaskClient, job: Job) -> None:
    assert "skal også på den officielle side" not in hr.get("/recruitment/job-1").text
    post(hr, "/recruitment/job-1/edit", {**FIELDS, "level": "manager"})
    assert "skal også på den officielle side" in hr.get("/recruitment/job-1").text
    post(hr, "/recruitment/settings/official", {"official_from": "top_manager"})
    assert "skal også på den officielle side" not in hr.get("/recruitment/job-1").text


def test_a_job_with_history_is_archived_and_keeps_its_numbers(hr: FlaskClient, session: Session) -> None:
    make_job(session, counts={Source.PAID: (8, 5)})
    session.commit()
    post(hr, "/recruitment/job-1/remove", {})
    assert session.scalars(select(Job)).one().archived_on is not None
    assert session.scalars(select(ApplicationCount)).one().applications == 8
    assert post(hr, "/recruitment/job-1/kit", {}).status_code == 409
    post(hr, "/recruitment/job-1/restore", {})
    session.expire_all()
    assert session.scalars(select(Job)).one().archived_on is None


def test_a_job_that_nothing_hangs_on_is_deleted(hr: FlaskClient, job: Job, session: Session) -> None:
    post(hr, "/recruitment/job-1/remove", {})
    session.expire_all()
    assert session.scalars(select(Job)).all() == []


def test_the_definition_of_qualified_stands_beside_the_figures_and_old_wordings_stay(
    hr: FlaskClient, job: Job, session: Session, sign_in: SignIn
) -> None:
    session.add(QualifiedDefinition(in_effect_from=dt.date(2020, 1, 1), text="Som det var engang."))
    session.commit()
    post(hr, "/recruitment/settings/qualified", {"text": "Autorisation og dansk på B2."})
    assert "Autorisation og dansk" in hr.get("/results/jobs/job-1").text
    assert "Som det var engang" in hr.get("/recruitment/settings").text


def test_everybody_sees_professions_without_small_counts_and_hr_alone_the_job(
    hr: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    make_job(session, counts={Source.EMPLOYEES: (23, 17), Source.PAID: (31, 3), Source.OFFICIAL: (19, 11)})
    session.commit()
    reader = sign_in("employee")
    page = reader.get("/results/jobs").text
    assert ">23<" in page
    assert ">31<" in page
    assert "under 5" in page
    # The smallest of the shown ones protects the three that were qualified.
    assert ">11<" not in page
    assert ">17<" in page
    assert page.split("<main")[1] == hr.get("/results/jobs").text.split("<main")[1]
    assert reader.get("/results/jobs/job-1").status_code == 403
    assert ">3<" in hr.get("/results/jobs/job-1").text
