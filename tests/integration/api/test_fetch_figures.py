"""A program fetches the figures that the pages show, and nothing else."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from hub.metrics.models import Release
from hub.recruitment.rules import Source
from hub.results.export import DATA_SETS
from tests.factories.recruitment import make_job
from tests.integration.api.conftest import Get, Made

pytestmark = pytest.mark.usefixtures("made")


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ")


def test_every_data_set_answers_with_its_declared_columns(get: Get) -> None:
    for each in DATA_SETS:
        answer = get(each.name)
        assert answer.status_code == 200, each.name
        for row in answer.json["data"]:
            assert list(row) == [column.name for column in each.columns]
        header = get(f"{each.name}.csv").data.decode("utf-8-sig").splitlines()[0]
        assert header == ";".join(column.name for column in each.columns)


def test_what_a_program_gets_is_what_the_page_says(get: Get, sign_in: Callable[[str], FlaskClient]) -> None:
    browser = sign_in("employee")
    words = text_of(browser.get("/results").text)
    newest = {row["name"]: row["figure_text"] for row in get("overview").json["data"] if row["window"] == "2026-Q4"}
    assert newest["shares"] in words
    for row in get("weeks").json["data"]:
        line = f"{row['window_label']} {row['shares_text']} {row['clicks_text']} {row['visitors_text']}"
        assert line.replace("\xa0", " ") in words
    for row in get("units?window=2026-Q3").json["data"]:
        assert (
            f"{row['unit']} {row['employees']} {row['sharers_text']} {row['rate_text']}".replace("\xa0", " ") in words
        )
    for quarter in ("2026-Q3", "2026-Q4"):
        page = text_of(browser.get(f"/results/quarters/{quarter}").text)
        for row in get(f"overview?window={quarter}").json["data"]:
            assert row["figure_text"].replace("\xa0", " ") in page, row


def test_a_kits_rows_are_those_of_its_page(get: Get, made: Made, sign_in: Callable[[str], FlaskClient]) -> None:
    for kit in made.kits:
        words = text_of(sign_in("employee").get(f"/results/kits/{kit.slug}").text)
        rows = [row for row in get("kit-weeks?page_size=500").json["data"] if row["kit"] == kit.slug]
        assert len(rows) == 17
        for row in rows:
            clicks = " ".join(row[name] or "–" for name in ("clicks_text", "visitors_text"))
            assert f"{row['window_label']} {row['shares_text']} {clicks}".replace("\xa0", " ") in words


def test_a_figure_that_may_not_be_told_is_null_and_says_so(get: Get, made: Made) -> None:
    rows = [row for row in get("kit-weeks?page_size=500&lang=en").json["data"] if row["kit"] == made.kits[1].slug]
    hidden = [row for row in rows if row["shares_text"] == "under 10"]
    assert len(hidden) > 3
    assert {(row["shares"], row["shares_margin"]) for row in hidden} == {(None, None)}
    assert next(row for row in rows if row["shares_text"] == "the count was lost")["shares"] is None
    told = [row["shares"] for row in rows if row["shares"] is not None]
    assert told
    assert all(value >= 10 and value % 5 == 0 for value in told)


def test_few_applicants_are_told_to_nobody(get: Get, session: Session) -> None:
    make_job(session, profession="Lærer", counts={Source.PAID: (3, 2), Source.OFFICIAL: (4, 1)})
    session.commit()
    rows = [row for row in get("funnel?lang=en").json["data"] if row["profession"] == "Lærer"]
    assert rows
    assert not [row for row in rows if row["applications"] in (3, 4, 7) or row["qualified"] in (1, 2, 3)]
    assert {row["applications_text"] for row in rows if row["source"] in ("paid", "official")} == {"under 5"}


def test_pages_together_are_the_whole_in_the_same_order(get: Get) -> None:
    whole = get("kit-weeks?page_size=500").json["data"]
    address, found = "kit-weeks?page_size=7", []
    while address:
        answer = get(address)
        found += answer.json["data"]
        address = (answer.json["next"] or "").removeprefix("/api/v1/")
        assert (answer.headers.get("Link") or "").strip("<>") == (f'/api/v1/{address}>; rel="next"' if address else "")
    assert found == whole
    assert get("kit-weeks?page=100000").json["data"] == []


def test_one_window_is_exactly_its_rows(get: Get) -> None:
    whole = get("kit-weeks?page_size=500").json["data"]
    assert get("kit-weeks?window=2026-W40").json["data"] == [row for row in whole if row["window"] == "2026-W40"]


def test_texts_come_in_the_language_that_is_asked_for(get: Get) -> None:
    danish, english = (get(f"weeks?lang={lang}").json["data"][0] for lang in ("da", "en"))
    assert (danish["window_label"], english["window_label"]) == ("uge 28, 2026", "Week 28, 2026")
    assert get("weeks", Accept_Language="en", Cookie="lang=en").json["data"][0] == danish


def test_csv_holds_the_same_rows_and_no_formula(get: Get, session: Session) -> None:
    make_job(session, profession="=cmd|' /C calc'!A0", counts={Source.PAID: (23, 17)})
    session.commit()
    rows = list(csv.DictReader(io.StringIO(get("funnel.csv").data.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == get("funnel").json["total"]
    assert rows[0]["profession"] == "'=cmd|' /C calc'!A0"
    assert get("funnel").json["data"][0]["profession"].startswith("=cmd")


def test_an_unchanged_answer_is_not_sent_again_and_a_new_release_is(get: Get, session: Session) -> None:
    first = get("weeks")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["ETag"].strip('"').startswith(f"{first.json['release']}-")
    again = get("weeks", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"")
    session.add(Release(frozen_on=dt.date(2026, 11, 9)))
    session.commit()
    assert get("weeks", If_None_Match=first.headers["ETag"]).status_code == 200


def test_two_programs_get_the_same_bytes(get: Get, make_key: Callable[..., str]) -> None:
    assert get("weeks").data == get("weeks", key=make_key("organisation")).data


def test_nothing_is_set_and_nothing_of_a_session_is_read(get: Get) -> None:
    for address in ("weeks", "openapi.json", "nothing"):
        answer = get(address, Cookie="hub_session=made-up")
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


def test_before_the_first_release_there_are_no_rows(get: Get, session: Session) -> None:
    for table in ("released_cell", "released_clicks", "release", "headcount"):
        session.execute(text(f"DELETE FROM {table}"))
    session.commit()
    assert get("weeks").json["data"] == []
    assert get("weeks").json["released_on"] is None
    assert get("weeks?window=2026-W40").status_code == 422
    parameters = get("openapi.json").json["paths"]["/weeks"]["get"]["parameters"]
    assert "window" not in json.dumps(parameters)
