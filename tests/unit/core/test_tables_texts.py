"""Tables out of text files."""

from __future__ import annotations

import codecs
import time

import pytest

from hub.core.tables import MAX_ROWS, TableError, read_table

DANISH = "Stilling;Kilde;Ansøgninger\nPædagog på Ærø;Kolleger;1.234\n"


def cells(data: bytes, name: str = "tal.csv", **options: int) -> list[tuple[str, ...]]:
    table = read_table(data, name, **options)
    return [table.header, *(row.cells for row in table.rows)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_danish_letters_survive_every_way_that_programs_write_text(encoding: str) -> None:
    assert cells(DANISH.encode(encoding))[1] == ("Pædagog på Ærø", "Kolleger", "1.234")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_found_also_where_other_signs_stand_in_the_cells(separator: str) -> None:
    lines = [["Job; title", "Source, or channel", "Count"], ["a", "b,c", "1"], ["d;e;f", "g", "2"]]
    text = "\n".join(separator.join(f'"{cell}"' for cell in line) for line in lines)
    assert cells(text.encode()) == [tuple(line) for line in lines]


def test_decimal_commas_do_not_look_like_columns() -> None:
    assert cells(b"a;b\n1,5;2,5\n3,5;4,5\n") == [("a", "b"), ("1,5", "2,5"), ("3,5", "4,5")]


def test_excels_own_hint_is_obeyed_and_the_lines_keep_their_numbers() -> None:
    table = read_table(b"sep=;\r\na,x;b\r\n1;2\r\n", "x.csv", header_line=2)
    assert (table.header, table.rows[0].line, table.rows[0].cells) == (("a,x", "b"), 3, ("1", "2"))


def test_a_line_is_numbered_where_it_begins_also_after_a_cell_of_several_lines() -> None:
    table = read_table(b'a;b\n"one\ntwo";1\n\nthree;2\n', "x.csv")
    assert [(row.line, row.cells[0]) for row in table.rows] == [(2, "one\ntwo"), (5, "three")]


def test_lines_above_the_header_are_left_out() -> None:
    assert cells(b"Report\nfor us\na;b\n1;2\n", header_line=3) == [("a", "b"), ("1", "2")]


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"a;b;c\n1;2;3\n4;5", 3),
        (b'a;b;c\n1;2;3\n4;"5;6\n', 3),
        (b"a;b;c\n1;2;3;4\n", 2),
        ("a;b\n1;blå\n".encode()[:-2], None),
        ("\ufeffa;b\n1;blå\n".encode()[:-2], None),
        ("a;b\n1;2\n".encode("utf-16")[:-1], None),
        (b"", None),
        (b"\n\n", 1),
        (b"a;\x00b\n", None),
        (b"%PDF-1.7 ...", None),
        (b"PK\x03\x04....", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None),
        (b"\x81\x8d\x8f;\x90\n", None),
    ],
)
def test_what_is_cut_off_or_no_text_is_refused_where_it_stands(data: bytes, line: int | None) -> None:
    with pytest.raises(TableError) as refused:
        read_table(data, "x.csv")
    assert refused.value.line == line


def test_a_missing_line_break_at_the_end_is_told_and_not_refused() -> None:
    assert read_table(b"a;b\n1;2", "x.csv").ends_open
    assert not read_table(b"a;b\n1;2\n", "x.csv").ends_open


def test_trailing_separators_and_blank_lines_are_nothing() -> None:
    assert cells(b"a;b;;\n1;2;;\n;;;\n3;4;;\n\n") == [("a", "b"), ("1", "2"), ("3", "4")]


def test_as_many_lines_as_allowed_are_read_in_seconds_and_one_more_is_refused() -> None:
    line = b"job-1;employees;17;3\n"
    begun = time.perf_counter()
    assert len(read_table(b"a;b;c;d\n" + line * MAX_ROWS, "x.csv").rows) == MAX_ROWS
    assert time.perf_counter() - begun < 20
    with pytest.raises(TableError) as refused:
        read_table(b"a;b;c;d\n" + line * (MAX_ROWS + 1), "x.csv")
    assert refused.value.line == MAX_ROWS + 2


def test_whoever_needs_only_some_lines_does_not_wait_for_the_rest() -> None:
    broken_below = b"a,b\n1,2\n3,4\n5,6,7\n"
    assert cells(broken_below, enough=2) == [("a", "b"), ("1", "2"), ("3", "4")]
    with pytest.raises(TableError):
        cells(broken_below)


def test_too_many_columns_and_too_long_cells_are_refused() -> None:
    for data in (b";".join([b"x"] * 101), b"a;b\n1;" + b"x" * 20_001):
        with pytest.raises(TableError):
            read_table(data + b"\n", "x.csv")


@pytest.mark.parametrize("name", ["x.xlsm", "x.xlsb", "x.pdf", "x", "x.csv.exe", "../x.html"])
def test_a_name_that_promises_no_table_is_refused(name: str) -> None:
    with pytest.raises(TableError):
        read_table(codecs.BOM_UTF8 + b"a;b\n1;2\n", name)
