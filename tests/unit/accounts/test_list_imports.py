from __future__ import annotations

import pytest

from hub.accounts.imports import PEOPLE_COLUMNS, UNIT_COLUMNS, decode, read_rows
from hub.core.errors import Invalid


def test_a_danish_spreadsheet_is_read() -> None:
    content = "Navn;E-mail;Enhed;Roller\r\nSøren Ågård;s@fjordby.example;Børn og Unge;redaktør\r\n".encode("cp1252")
    assert read_rows(decode(content), PEOPLE_COLUMNS, ("name",)) == [
        {"name": "Søren Ågård", "email": "s@fjordby.example", "unit": "Børn og Unge", "roles": "redaktør"}
    ]


def test_utf8_with_a_mark_and_commas_is_read() -> None:
    rows = read_rows(decode('\ufeffname,email\n"Dahl, Anna",a@fjordby.example\n'.encode()), PEOPLE_COLUMNS, ("name",))
    assert rows == [{"name": "Dahl, Anna", "email": "a@fjordby.example"}]


def test_missing_cells_are_empty_and_unknown_columns_are_ignored() -> None:
    rows = read_rows("name_da;note;headcount\nSkolerne", UNIT_COLUMNS, ("name_da", "headcount"))
    assert rows == [{"name_da": "Skolerne", "headcount": ""}]


@pytest.mark.parametrize("text", ["", "email;unit\n", "hello"])
def test_a_list_without_the_needed_columns_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_rows(text, PEOPLE_COLUMNS, ("name",))


@pytest.mark.parametrize("content", [b"PK\x03\x04workbook", b"", b"\xef\xbb\xbf\r\n"])
def test_a_workbook_and_an_empty_file_are_no_list(content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        decode(content)
    assert "not a CSV file" in str(refused.value.reason)


def test_a_picture_and_a_huge_file_are_refused() -> None:
    with pytest.raises(Invalid):
        decode(b"\x89PNG\r\n\x1a\n\0\0\0")
    with pytest.raises(Invalid):
        decode(b"x" * (2 * 1024 * 1024 + 1))


def test_more_lines_than_a_large_organisation_has_people_are_refused() -> None:
    with pytest.raises(Invalid):
        read_rows("name\n" + "A\n" * 20_001, PEOPLE_COLUMNS, ("name",))
