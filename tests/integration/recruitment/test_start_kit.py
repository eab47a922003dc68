"""HR starts a share kit for a job; the desk finishes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.kits.models import Kit
from hub.recruitment.models import Job
from hub.recruitment.rules import Level
from tests.factories.accounts import post
from tests.factories.kits import make_theme


def test_the_draft_carries_what_is_known_about_the_job(hr: FlaskClient, job: Job, session: Session) -> None:
    make_theme(session, "boern-og-unge", "Børn og unge", "")
    make_theme(session, "job-hos-os", "Job hos os", "")
    session.commit()
    assert post(hr, "/recruitment/job-1/kit").location == "/recruitment/job-1"
    kit = session.scalars(select(Kit)).one()
    assert (kit.state, kit.category, kit.job_id, kit.theme.slug) == ("draft", "recruitment", job.id, "job-hos-os")
    assert (kit.text("da").title, kit.target_url) == (job.title, job.apply_url)
    assert kit.ends_on == dt.date(2099, 1, 31)
    assert job.title in hr.get("/recruitment/job-1").text.partition("<ul")[2]


def test_without_any_theme_hr_is_told_why_no_kit_can_be_made(hr: FlaskClient, job: Job, session: Session) -> None:
    answer = post(hr, "/recruitment/job-1/kit")
    assert answer.status_code == 409
    assert "Der er ingen emner endnu" in answer.text
    assert session.scalars(select(Kit)).all() == []


def test_two_clicks_make_one_kit_and_another_is_made_only_when_asked_for(
    hr: FlaskClient, job: Job, session: Session
) -> None:
    make_theme(session)
    session.commit()
    for _ in range(2):
        assert post(hr, "/recruitment/job-1/kit").status_code == 303
    assert len(session.scalars(select(Kit)).all()) == 1
    page = hr.get("/recruitment/job-1").text
    assert "Der er allerede en delepakke" in page
    assert 'name="known" value="1"' in page
    for _ in range(2):
        post(hr, "/recruitment/job-1/kit", {"known": "1"})
    assert len(session.scalars(select(Kit)).all()) == 2


def test_a_job_without_a_kit_says_so_where_its_clicks_would_be(hr: FlaskClient, job: Job, session: Session) -> None:
    make_theme(session)
    session.commit()
    assert "ingen delepakke" in hr.get("/results/jobs/job-1").text
    post(hr, "/recruitment/job-1/kit")
    assert "ingen delepakke" not in hr.get("/results/jobs/job-1").text


def test_the_desk_reads_the_rule_of_the_official_page_in_the_kits_form(
    hr: FlaskClient, job: Job, session: Session, sign_in: Callable[[str], FlaskClient]
) -> None:
    make_theme(session)
    job.level = Level.MANAGER
    session.commit()
    post(hr, "/recruitment/job-1/kit")
    kit = session.scalars(select(Kit)).one()
    for page in (f"/desk/kits/{kit.slug}", f"/desk/kits/{kit.slug}/edit"):
        assert "Det er vores regel fra »Leder« og op" in sign_in("editor").get(page).text
    job.level = Level.EMPLOYEE
    session.commit()
    assert "Denne behøver ikke" in sign_in("editor").get(f"/desk/kits/{kit.slug}/edit").text
