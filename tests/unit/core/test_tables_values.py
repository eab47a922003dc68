"""Numbers and dates in tables, and tables that leave."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from openpyxl import load_workbook

from hub.core.tables import TableError, parse_count, parse_counts, parse_date, read_table, write_csv, write_xlsx


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("0", 0), ("17", 17), ("1234", 1234), ("1.234", 1234), ("1,234", 1234), ("1 234", 1234), ("1\u00a0234", 1234),
        ("1\u202f234", 1234), ("1'234", 1234), ("1.234.567", 1_234_567), ("1,234,567.00", 1_234_567), ("1234.0", 1234),
        ("12,0", 12), (" 5 ", 5), ("007", 7), ("1000000000", 1_000_000_000),
    ],
)  # fmt: skip
def test_a_count_is_read_however_it_is_written(text: str, count: int) -> None:
    assert parse_count(text) == count


@pytest.mark.parametrize(
    "text",
    [
        "", "-5", "−5", "(5)", "5,5", "1.2340", "1.234,5", "1.23.456", "1.234.5", "12.34", "1e3", "5%", "fem", "١٢",
        "1000000001", "9" * 400, "1.234,567,890", "+5", "=5", "NaN", "0x10",
    ],
)  # fmt: skip
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(TableError):
        parse_count(text)


def test_a_column_agrees_on_point_and_comma() -> None:
    assert parse_counts([(2, "1.234"), (3, "12,0"), (4, "7")]) == [1234, 12, 7]
    assert parse_counts([(2, "1,234"), (3, "12.0")]) == [1234, 12]


@pytest.mark.parametrize(
    "texts", [("1.234", "1,234"), ("1.234", "7.0"), ("7.0", "1.234"), ("7,0", "8.0"), ("7,00", "1,234")]
)
def test_a_column_that_contradicts_itself_is_refused_and_names_itself(texts: tuple[str, str]) -> None:
    with pytest.raises(TableError) as refused:
        parse_counts([(4, texts[0]), (9, texts[1])], "Ansøgninger")
    assert (refused.value.line, refused.value.column) == (9, "Ansøgninger")


def test_a_wrong_number_in_a_column_is_named_by_its_line() -> None:
    with pytest.raises(TableError) as refused:
        parse_counts([(4, "3"), (5, "-3")], "Ansøgninger")
    assert refused.value.line == 5
    assert "Ansøgninger" in refused.value.sentence


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("2026-09-13", "mdy", (2026, 9, 13)), ("2026-09-13T22:15:00Z", "dmy", (2026, 9, 13)),
        ("13.9.2026", "dmy", (2026, 9, 13)), ("13/09/26", "dmy", (2026, 9, 13)), ("9/13/2026", "mdy", (2026, 9, 13)),
        ("09/13/2026 03:02", "mdy", (2026, 9, 13)), ("04-05-2026", "dmy", (2026, 5, 4)),
        ("04/05/2026", "mdy", (2026, 4, 5)), ("Sun, Sep 13, 2026", "dmy", (2026, 9, 13)),
        ("Sep 3, 2026", "mdy", (2026, 9, 3)), ("13. sep. 2026", "dmy", (2026, 9, 13)),
        ("1. maj 2026 kl. 14.05", "dmy", (2026, 5, 1)), ("søndag 13. september 2026", "dmy", (2026, 9, 13)),
        ("26/9/13", "ymd", (2026, 9, 13)),
    ],
)  # fmt: skip
def test_a_day_is_read_in_the_stated_order(text: str, order: str, day: tuple[int, int, int]) -> None:
    assert parse_date(text, order) == dt.date(*day)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "13/13/2026", "31.2.2026", "i går", "1.1.1900", "2200-01-01", "46000", "12.2026"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(TableError):
        parse_date(text)


NASTY = ["=cmd|' /C calc'!A0", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n=1"]


def test_no_text_leaves_as_a_formula() -> None:
    lines = write_csv(["=head"], [[text] for text in NASTY])
    assert lines.startswith(b"\xef\xbb\xbf'=head")
    table = read_table(lines, "x.csv")
    assert all(row.cells[0].startswith("'") for row in table.rows)
    assert len(table.rows) == len(NASTY)
    book = load_workbook(io.BytesIO(write_xlsx(["=head"], [[text] for text in NASTY])))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} == {"s"}


def test_numbers_stay_numbers_and_danish_letters_are_read_back() -> None:
    assert write_csv(["Æ"], [[-5], [1.5], [None], ["–"]]).decode("utf-8-sig") == 'Æ\r\n-5\r\n1,5\r\n""\r\n–\r\n'
    data = write_xlsx(["a", "b"], [["x", -5]], title="Tal: [1]", more={"Ordbog": (["felt"], [["a"]])})
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Tal   1", "Ordbog"]
    assert book.active["B2"].value == -5
    assert read_table(data, "x.xlsx", sheet="Ordbog").rows[0].cells == ("a",)
