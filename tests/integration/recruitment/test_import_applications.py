"""HR imports counts out of a file."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core.drafts import ImportDraft
from hub.core.tables import write_xlsx
from hub.recruitment import queries
from hub.recruitment.models import ApplicationMapping, Job
from hub.recruitment.rules import Counts
from tests.factories.accounts import make_persona, post
from tests.factories.recruitment import make_job

SignIn = Callable[[str], FlaskClient]
GOOD = (
    "Stilling;Kilde;Ansøgninger;Samtaler;Kvalificerede;Ansatte\njob-1;Kollegers opslag;12;4;7;1\njob-1;ukendt;3;0;1;0\n"
)


def _upload(browser: FlaskClient, data: bytes | str, name: str = "tal.csv", **fields: Any) -> Any:
    content = data.encode() if isinstance(data, str) else data
    return post(browser, "/recruitment/import", {"file": (io.BytesIO(content), name), "header_line": "1", **fields})


def _token(page: str) -> str:
    return re.findall(r'name="token" value="([^"]+)"', page)[0]


def _recorded(session: Session, job_id: int = 1) -> dict[str, Counts]:
    session.rollback()
    return queries.numbers_of(session, [job_id])


def test_a_dry_run_changes_nothing_and_the_yes_changes_all(hr: FlaskClient, job: Job, session: Session) -> None:
    page = _upload(hr, GOOD)
    assert page.status_code == 200
    assert "0 → 12" in page.text
    assert _recorded(session) == {}
    answer = post(hr, "/recruitment/import/confirm", {"token": _token(page.text)})
    assert answer.status_code == 303
    assert _recorded(session) == {"employees": Counts(12, 4, 7, 1), "other": Counts(3, 0, 1, 0)}
    assert session.scalars(select(ImportDraft)).all() == []


def test_the_same_file_again_does_not_double(hr: FlaskClient, job: Job, session: Session) -> None:
    for _ in range(2):
        token = _token(_upload(hr, GOOD).text)
        for _ in range(2):
            assert post(hr, "/recruitment/import/confirm", {"token": token}).status_code == 303
    assert _recorded(session)["employees"] == Counts(12, 4, 7, 1)


def test_a_danish_file_is_understood_by_whoever_reads_english(hr: FlaskClient, job: Job, session: Session) -> None:
    post(hr, "/language", {"locale": "en"})
    page = _upload(hr, GOOD)
    assert "What the file would change" in page.text
    post(hr, "/recruitment/import/confirm", {"token": _token(page.text)})
    assert _recorded(session)["employees"] == Counts(12, 4, 7, 1)


def test_sources_that_the_file_does_not_mention_keep_theirs(hr: FlaskClient, job: Job, session: Session) -> None:
    post(hr, "/recruitment/job-1/applications", {"paid-applications": "30", "paid-qualified": "4"})
    post(hr, "/recruitment/import/confirm", {"token": _token(_upload(hr, GOOD).text)})
    assert _recorded(session)["paid"] == Counts(30, 0, 4, 0)


def test_one_wrong_line_stops_all_and_every_wrong_line_is_named(hr: FlaskClient, job: Job, session: Session) -> None:
    wrong = GOOD + "job-9;ukendt;1;0;0;0\njob-1;Paid;-3;0;0;0\njob-1;TikTok;3;0;0;0\njob-1;Intranettet;3;0;4;0\n"
    page = _upload(hr, wrong)
    assert page.status_code == 422
    assert [f"Linje {line}" in page.text for line in (2, 3, 4, 5, 6, 7)] == [False, False, True, True, True, True]
    assert session.scalars(select(ImportDraft)).all() == []


def test_a_file_cut_off_in_the_middle_imports_nothing(hr: FlaskClient, job: Job, session: Session) -> None:
    assert _upload(hr, GOOD.encode()[:-9]).status_code == 422
    assert _recorded(session) == {}


@pytest.mark.parametrize(
    ("extra", "value"),
    [("Navn", "x"), ("CPR", "x"), ("Note", "010190-1234"), ("Note", "a@b.dk"), ("Note", "22 33 44 55")],
)
def test_anything_about_a_person_is_refused_and_nothing_of_it_is_kept(
    hr: FlaskClient, job: Job, session: Session, extra: str, value: str
) -> None:
    page = _upload(hr, f"Stilling;Ansøgninger;{extra}\njob-1;3;{value}\n")
    assert page.status_code == 422
    assert f"»{extra}«" in page.text
    assert value == "x" or value not in page.text
    assert session.scalars(select(ImportDraft)).all() == []


def test_columns_of_other_names_are_mapped_once_and_remembered(hr: FlaskClient, job: Job, session: Session) -> None:
    data = write_xlsx(["Opslag", "Sum"], [["job-1", 1234]])
    assert _upload(hr, data, "tal.xlsx").status_code == 422
    named = {"column_job": "opslag", "column_applications": "Sum", "save_as": "Vores system"}
    assert _upload(hr, data, "tal.xlsx", **named).status_code == 200
    assert session.scalars(select(ApplicationMapping.name)).all() == ["Vores system"]
    page = _upload(hr, data, "tal.xlsx", mapping="Vores system")
    post(hr, "/recruitment/import/confirm", {"token": _token(page.text)})
    assert _recorded(session)["other"] == Counts(1234)


def test_a_draft_holds_the_mapped_numbers_and_no_other_column(hr: FlaskClient, job: Job, session: Session) -> None:
    _upload(hr, "Stilling;Ansøgninger;Hemmelig\njob-1;3;kaffe\n")
    [draft] = session.scalars(select(ImportDraft))
    assert draft.payload == '[[2,1,"other",3,0,0,0]]'


def test_somebody_elses_draft_cannot_be_confirmed(hr: FlaskClient, job: Job, session: Session) -> None:
    token = _token(_upload(hr, GOOD).text)
    draft = session.get(ImportDraft, token)
    assert draft is not None
    draft.person_id = make_persona(session, "admin").id
    session.commit()
    assert post(hr, "/recruitment/import/confirm", {"token": token}).location == "/recruitment/import"
    assert _recorded(session) == {}


def test_two_jobs_of_one_title_are_told_apart_by_their_address(hr: FlaskClient, job: Job, session: Session) -> None:
    make_job(session)
    session.commit()
    page = _upload(hr, f"Stilling;Ansøgninger\n{job.title};3\n")
    assert page.status_code == 422
    assert "Flere stillinger har den titel" in page.text


def test_only_hr_imports(sign_in: SignIn, job: Job) -> None:
    browser = sign_in("editor")
    assert browser.get("/recruitment/import").status_code == 403
    assert _upload(browser, GOOD).status_code == 403
