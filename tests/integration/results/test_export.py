"""Everybody takes the released figures along as files, and the files say no more than the pages."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook  # type: ignore[import-untyped]
from sqlalchemy.orm import Session

from hub.campaigns.rules import Measure
from hub.recruitment.rules import Source
from hub.results.export import DATA_SETS, DICTIONARY_HEADER, UNITS
from tests.factories.accounts import PERSONAS
from tests.factories.campaigns import make_goal
from tests.factories.recruitment import make_job
from tests.integration.results.conftest import Made

SignIn = Callable[[str], FlaskClient]
FORMULA = "=cmd|' /C calc'!A0"


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_the_page_has_every_set_and_what_each_column_means(made: Made, sign_in: SignIn) -> None:
    page = sign_in("employee").get("/results/export?lang=en").text
    for each in DATA_SETS:
        assert f"/results/export/{each.name}.csv" in page
        for column in each.columns:
            assert f">{column.name}<" in page


def test_only_people_who_are_signed_in_take_figures_along(client: FlaskClient) -> None:
    for name in ("", "/weeks.csv", "/all.xlsx", "/dictionary.csv"):
        assert client.get(f"/results/export{name}").status_code == 303


def test_the_files_are_the_same_for_every_role_byte_for_byte(made: Made, sign_in: SignIn) -> None:
    for name in ("weeks", "units", "funnel", "campaigns"):
        assert len({sign_in(persona).get(f"/results/export/{name}.csv").data for persona in PERSONAS}) == 1


def test_a_hidden_figure_is_text_beside_an_empty_cell(made: Made, sign_in: SignIn) -> None:
    rows = rows_of(sign_in("employee").get("/results/export/kit-weeks.csv?lang=en").data)
    hidden = [row for row in rows if row["shares_text"] == "under 10"]
    assert hidden
    assert {row["shares"] for row in hidden} == {""}
    assert all(int(row["shares"]) % 5 == 0 for row in rows if row["shares"])


def test_the_workbook_has_the_dictionary_and_a_sheet_for_each_set(made: Made, sign_in: SignIn) -> None:
    answer = sign_in("employee").get("/results/export/all.xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="delfrit-all-2026-11-02.xlsx"'
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["dictionary", *(each.name for each in DATA_SETS)]
    explained = {(row[0], row[1]) for row in book["dictionary"].iter_rows(values_only=True)}
    assert next(book["dictionary"].iter_rows(values_only=True)) == DICTIONARY_HEADER
    for each in DATA_SETS:
        header = next(book[each.name].iter_rows(values_only=True))
        assert header == tuple(column.name for column in each.columns)
        assert {(each.name, name) for name in header} <= explained
    line = list(book["weeks"].iter_rows(values_only=True))[-1]
    assert isinstance(line[2], int)


def test_what_somebody_typed_is_never_a_formula(made: Made, session: Session, sign_in: SignIn) -> None:
    made.campaign.title = FORMULA
    make_goal(session, made.campaign, Measure.SHARES, specific="+1+1")
    made.kits[0].texts[0].title = "@SUM(A1)"
    made.units[0].name_da = "-2+3"
    make_job(session, profession=FORMULA, counts={Source.PAID: (23, 17)})
    session.commit()
    browser = sign_in("employee")
    for name in ("campaigns", "goals", "kits", "kit-weeks", "units", "funnel"):
        cells = [cell for row in rows_of(browser.get(f"/results/export/{name}.csv").data) for cell in row.values()]
        assert [cell for cell in cells if cell.startswith("'")], name
        assert not [cell for cell in cells if cell[:1] in "=+@" and cell], name
        assert not [cell for cell in cells if cell.startswith("-") and not cell[1:].isdigit()], name
    book = load_workbook(io.BytesIO(browser.get("/results/export/all.xlsx").data))
    typed = {cell.value: cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in typed.values()
    assert typed[FORMULA] == "s"


def test_a_file_that_is_not_there_is_not_made_up(made: Made, sign_in: SignIn) -> None:
    assert sign_in("employee").get("/results/export/people.csv").status_code == 404


def test_each_set_names_its_columns_once_and_only_words_tell_what_is_hidden(made: Made) -> None:
    assert len({each.name for each in DATA_SETS}) == len(DATA_SETS)
    for each in DATA_SETS:
        names = [column.name for column in each.columns]
        assert len(set(names)) == len(names), each.name
        assert {column.unit for column in each.columns} <= {*UNITS, ""}
        for measure in each.measures:
            assert f"{measure.name}_text" in names


@pytest.mark.usefixtures("today")
def test_before_the_first_release_files_have_their_headings(sign_in: SignIn) -> None:
    browser = sign_in("employee")
    assert browser.get("/results/export").status_code == 200
    for each in DATA_SETS:
        answer = browser.get(f"/results/export/{each.name}.csv")
        assert answer.data.decode("utf-8-sig").startswith(";".join(column.name for column in each.columns))
    assert not rows_of(browser.get("/results/export/weeks.csv").data)
