"""Tables out of Excel workbooks."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import xlwt
from openpyxl import Workbook

from hub.core import table_workbooks
from hub.core.tables import TableError, read_table

LINES = [["Stilling", "Antal", "Dag"], ["Pædagog", 1234, dt.date(2026, 9, 13)], ["Læge", 7.0, None], ["=cmd", 0.5, ""]]


def workbook(lines: Sequence[Sequence[Any]] = LINES, change: Callable[[Any], None] | None = None) -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    book.active["A4"].data_type = "s"
    if change:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def old_workbook(change: Callable[[Any], None] | None = None) -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("All posts")
    for line, values in enumerate(LINES):
        for place, value in enumerate(values):
            style = xlwt.easyxf(num_format_str="YYYY-MM-DD") if isinstance(value, dt.date) else xlwt.Style.default_style
            page.write(line, place, value, style)
    if change:
        change(page)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The archive with one part replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def part(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


SHEET = "xl/worksheets/sheet1.xml"


def test_whoever_needs_only_some_lines_of_a_workbook_does_not_wait_for_the_rest() -> None:
    broken_below = workbook([("a", "b"), (1, 2), (3, 4), (5, 6, 7)])
    assert [row.cells for row in read_table(broken_below, "tal.xlsx", enough=2).rows] == [("1", "2"), ("3", "4")]
    with pytest.raises(TableError):
        read_table(broken_below, "tal.xlsx")


@pytest.mark.parametrize(("make", "name"), [(workbook, "tal.xlsx"), (old_workbook, "TAL.XLS")])
def test_numbers_dates_and_texts_come_as_they_are_meant(make: Callable[[], bytes], name: str) -> None:
    table = read_table(make(), name)
    assert table.header == ("Stilling", "Antal", "Dag")
    assert [row.cells for row in table.rows] == [
        ("Pædagog", "1234", "2026-09-13"), ("Læge", "7", ""), ("=cmd", "0.5", ""),
    ]  # fmt: skip
    assert [row.line for row in table.rows] == [2, 3, 4]


def test_a_fraction_never_reads_as_a_thousand() -> None:
    table = read_table(workbook([["a"], [1.234], [12.5]]), "x.xlsx")
    assert [row.cells[0] for row in table.rows] == ["1.2340", "12.5"]


def test_a_sheet_is_chosen_by_its_name_and_a_missing_one_is_named() -> None:
    def change(book: Any) -> None:
        book.create_sheet("All posts").append(["x"])
        book["All posts"].append([1])

    table = read_table(workbook(change=change), "x.xlsx", sheet="all posts")
    assert (table.header, table.sheet, table.sheets) == (("x",), "All posts", ("Sheet", "All posts"))
    with pytest.raises(TableError, match="Metrics"):
        read_table(workbook(change=change), "x.xlsx", sheet="Metrics")


def test_merged_cells_are_refused_by_name_and_allowed_in_the_title_above_the_header() -> None:
    with pytest.raises(TableError, match="A3") as refused:
        read_table(workbook(change=lambda book: book.active.merge_cells("A3:B3")), "x.xlsx")
    assert refused.value.line == 3
    lines = [["Vores tal", None], ["a", "b"], [1, 2]]
    table = read_table(workbook(lines, lambda book: book.active.merge_cells("A1:B1")), "x.xlsx", header_line=2)
    assert (table.header, table.rows[0].cells) == (("a", "b"), ("1", "2"))
    with pytest.raises(TableError, match="B6"):
        read_table(old_workbook(lambda page: page.write_merge(5, 6, 1, 1, 4)), "x.xls")


def test_macros_are_refused_whatever_the_file_is_called() -> None:
    ordinary = workbook()
    with pytest.raises(TableError, match="macros"):
        read_table(ordinary, "x.xlsm")
    with pytest.raises(TableError, match="macros"):
        read_table(with_part(ordinary, "xl/vbaProject.bin", b"x"), "x.xlsx")
    kinds = part(ordinary, "[Content_Types].xml").replace(
        b"spreadsheetml.sheet.main+xml", b"sheet.macroEnabled.main+xml"
    )
    with pytest.raises(TableError, match="macros"):
        read_table(with_part(ordinary, "[Content_Types].xml", kinds), "x.xlsx")
    with pytest.raises(TableError, match="macros"):
        read_table(old_workbook() + "_VBA_PROJECT".encode("utf-16-le"), "x.xls")


def test_a_formula_gives_its_result_and_one_without_is_refused_by_its_cell() -> None:
    empty = workbook([["a", "b"], [1, "=A2*2"]])
    with pytest.raises(TableError) as refused:
        read_table(empty, "x.xlsx")
    assert (refused.value.line, refused.value.column) == (2, "B2")
    calculated = part(empty, SHEET).replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>")
    assert read_table(with_part(empty, SHEET, calculated), "x.xlsx").rows[0].cells == ("1", "2")


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.99])
def test_a_workbook_cut_off_anywhere_is_refused(keep: float) -> None:
    for data, name in ((workbook(), "x.xlsx"), (old_workbook(), "x.xls")):
        with pytest.raises(TableError):
            read_table(data[: int(len(data) * keep * (0.5 if name == "x.xls" else 1))], name)


def test_the_wrong_content_under_a_right_name_is_refused() -> None:
    for data, name in (
        (b"a;b\n1;2\n", "x.xlsx"), (b"<html><table>", "x.xls"), (workbook(), "x.xls"), (old_workbook(), "x.xlsx"),
        (workbook(), "x.csv"), (with_part(b"PK\x05\x06" + b"\0" * 18, "a.txt", b"hello"), "x.xlsx"),
    ):  # fmt: skip
        with pytest.raises(TableError):
            read_table(data, name)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    big = with_part(workbook(), "xl/media/image.xml", b"\0" * 3_000_000)
    monkeypatch.setattr(table_workbooks, "MAX_UNPACKED", 2_000_000)
    with pytest.raises(TableError, match="too big"):
        read_table(big, "x.xlsx")


def test_entities_rows_without_end_and_cells_far_away_are_refused() -> None:
    ordinary = workbook([["a"], [1]])
    xml = part(ordinary, SHEET)
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    for wild in (
        entity + xml.rpartition(b"?>")[2],
        xml.replace(b'r="2"', b'r="99999999999"'),
        xml.replace(b'"A2"', b'"ZZZZ2"'),
        xml.replace(b"</sheetData>", b"<row><c/></sheetData>"),
    ):
        with pytest.raises(TableError):
            read_table(with_part(ordinary, SHEET, wild), "x.xlsx")


@pytest.mark.parametrize(
    "before",
    [
        b"<!--" + b"x" * 5000 + b"-->",
        b"<!--" + b"x" * 4089 + b"-->",
        b"\n" * 5000,
        b"<!-- <first -->",
        b"<?pi <first?>",
    ],
)
def test_entities_behind_other_things_are_refused(before: bytes) -> None:
    ordinary = workbook([["a"], [1]])
    xml = before + b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + part(ordinary, SHEET).rpartition(b"?>")[2]
    with pytest.raises(TableError):
        read_table(with_part(ordinary, SHEET, xml), "x.xlsx")


def test_entities_in_other_letters_or_under_another_name_are_refused() -> None:
    ordinary = workbook([["a"], [1]])
    wild = '<!DOCTYPE x [<!ENTITY a "aaaa">]>' + part(ordinary, SHEET).rpartition(b"?>")[2].decode()
    rels = part(ordinary, "xl/_rels/workbook.xml.rels").replace(b"sheet1.xml", b"sheet1.txt")
    renamed = with_part(ordinary, "xl/_rels/workbook.xml.rels", rels)
    for data in (
        with_part(ordinary, SHEET, f'<?xml version="1.0" encoding="UTF-16"?>{wild}'.encode("utf-16")),
        with_part(ordinary, SHEET, wild.encode("utf-16-le")),
        with_part(renamed, "xl/worksheets/sheet1.txt", wild.encode()),
    ):
        with pytest.raises(TableError):
            read_table(data, "x.xlsx")


def test_a_part_that_a_program_writes_in_utf_16_or_with_a_comment_is_read() -> None:
    query = '<?xml version="1.0" encoding="utf-16"?><DataMashup>AAAA</DataMashup>'.encode("utf-16")
    ordinary = with_part(workbook(), "customXml/item1.xml", query)
    commented = b"<?xml version='1.0'?>\n<!-- made by a program -->\n" + part(ordinary, SHEET).rpartition(b"?>")[2]
    picture = with_part(with_part(ordinary, SHEET, commented), "xl/media/image1.png", b"\x89PNG\r\n\x1a\n")
    assert read_table(picture, "x.xlsx").header == ("Stilling", "Antal", "Dag")


@pytest.mark.parametrize("begun", [b"<f/>" + b"<c " * 100_000, b"<mergeCell " * 30_000, b'<f/><c r="A1" ' * 30_000])
def test_a_sheet_of_nothing_but_beginnings_is_refused_at_once(begun: bytes) -> None:
    ordinary = workbook([["a"], [1]])
    sheet = part(ordinary, SHEET).replace(b"<sheetData>", b"<sheetData>" + begun)
    before = time.process_time()
    with pytest.raises(TableError):
        read_table(with_part(ordinary, SHEET, sheet), "x.xlsx")
    # It was a minute for the shortest of them, and hours for a file of the size that is taken.
    assert time.process_time() - before < 5


def test_one_cell_in_the_farthest_corner_of_an_old_workbook_is_refused_at_once() -> None:
    data = old_workbook(lambda page: page.write(65_535, 255, "far"))
    before = time.process_time()
    with pytest.raises(TableError, match="Line 65536"):
        read_table(data, "x.xls")
    assert time.process_time() - before < 5


def test_empty_formatted_cells_to_the_right_are_nothing_and_filled_ones_are_refused() -> None:
    ordinary = workbook([["a"], [1]])
    xml = part(ordinary, SHEET)
    far = xml.replace(b"</row></sheetData>", b'<c r="XFD2" s="0"/></row></sheetData>')
    assert read_table(with_part(ordinary, SHEET, far), "x.xlsx").rows[0].cells == ("1",)
    with pytest.raises(TableError):
        read_table(workbook([["a"], [1, 2]]), "x.xlsx")
