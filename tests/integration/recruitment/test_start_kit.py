"""HR starts a share kit for a job; the desk finishes it."""

from __future__ import annotations

import datetime as dt

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.kits.models import Kit
from hub.recruitment.models import Job
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
