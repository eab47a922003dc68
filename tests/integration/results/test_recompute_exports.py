"""Every value in every file of figures, worked out again from the tables; and what the files ask of the database."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook  # type: ignore[import-untyped]
from sqlalchemy.orm import Session

from hub.core.config import Settings
from tests.integration.results.conftest import Made
from tests.integration.results.recompute_files import FILES, Value
from tests.integration.results.recompute_page import tidy
from tests.integration.results.recompute_scene import furnish
from tests.integration.results.recompute_tables import Tables

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def by_hand(session: Session, made: Made, settings: Settings) -> dict[str, list[list[Value]]]:
    """The rows of each file."""
    furnish(session, made, settings)
    tables = Tables(session)
    return {name: list(rows(tables)) for name, rows in FILES.items()}


def in_a_text(value: Value) -> str:
    """As a Danish spreadsheet reads it."""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", ",")
    return "" if value is None else tidy(str(value))


def in_a_workbook(value: Any) -> Any:
    """Numbers as numbers and days as days; an empty cell is an empty cell."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, str):
        return tidy(value) or None
    return float(value) if isinstance(value, Decimal) else value


def number(text: str) -> str:
    """Kroner without the noughts at their end."""
    whole, comma, rest = text.partition(",")
    return whole + (comma + rest).rstrip("0").rstrip(",") if whole.isdigit() and rest.isdigit() else text


def compared(lines: Sequence[Sequence[str]]) -> list[list[str]]:
    return [[number(cell) for cell in line] for line in lines]


def test_every_value_of_every_text_file_is_worked_out_by_hand(
    by_hand: dict[str, list[list[Value]]], sign_in: SignIn
) -> None:
    browser = sign_in("employee")
    for name, rows in by_hand.items():
        answer = browser.get(f"/results/export/{name}.csv?lang=en")
        header, *lines = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
        assert rows, name
        assert {len(row) for row in rows} == {len(header)}, name
        found = compared([[tidy(cell) for cell in line] for line in lines])
        assert found == compared([[in_a_text(cell) for cell in row] for row in rows]), name


def test_every_value_of_the_workbook_is_worked_out_by_hand(
    by_hand: dict[str, list[list[Value]]], sign_in: SignIn
) -> None:
    answer = sign_in("employee").get("/results/export/all.xlsx?lang=en")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["dictionary", *by_hand]
    for name, rows in by_hand.items():
        _, *lines = book[name].iter_rows(values_only=True)
        found = [[in_a_workbook(cell) for cell in line] for line in lines]
        assert found == [[in_a_workbook(cell) for cell in row] for row in rows], name
