"""Tables in and out: the one door. What an uploaded file holds is hostile until `read_table` has read it whole."""

from __future__ import annotations

from pathlib import PurePath

from flask_babel import lazy_gettext as _l

from hub.core import table_texts, table_workbooks
from hub.core.table_files import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Row, Rows, Table, TableError
from hub.core.table_values import DateOrder, parse_count, parse_counts, parse_date
from hub.core.table_writing import Sheet, Value, harmless, write_csv, write_xlsx

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_ROWS",
    "DateOrder",
    "Row",
    "Rows",
    "Sheet",
    "Table",
    "TableError",
    "Value",
    "harmless",
    "parse_count",
    "parse_counts",
    "parse_date",
    "read_table",
    "write_csv",
    "write_xlsx",
]

TEXTS = frozenset({".csv", ".txt", ".tsv"})
MACROS = frozenset({".xlsm", ".xlsb", ".xltm", ".xlam", ".xla"})
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A picture or a document under the name of a table.
_ELSE = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"{\\rtf", b"MZ")


def read_table(
    data: bytes, filename: str, *, header_line: int = 1, sheet: str | None = None, enough: int = MAX_ROWS + 1
) -> Table:
    """Read a whole table out of an uploaded file, or nothing of it. Whoever refuses a table of so many lines anyway may
    say what is `enough`, and need not wait for the rest of them.

    CSV in UTF-8, UTF-16 or Windows-1252 with comma, semicolon or tab; `.xlsx`; `.xls`. `header_line` is the line of the
    file with the names of the columns; lines above it are left out. `sheet` names a sheet of a workbook.

    Raises:
        TableError: with the reason in words and, where it has one, the line of the file and the column.
    """
    if not data:
        raise TableError(_l("The file is empty."))
    if len(data) > MAX_BYTES:
        raise TableError(_l("The file is too big."))
    ending = PurePath(filename.replace("\\", "/")).suffix.lower()
    if ending in MACROS:
        raise TableError(_l("The workbook holds macros. Save it as an ordinary workbook (.xlsx) or as CSV."))
    if ending in TEXTS:
        if data.startswith((_ZIP, _OLE, *_ELSE)):
            raise TableError(_l("The name says that this is a text file, and the content is something else."))
        return table_texts.read(data, header_line, enough)
    if ending == ".xlsx":
        if data.startswith(_OLE):
            raise TableError(
                _l("This is an old workbook, or one with a password. Save it as .xlsx without a password.")
            )
        if not data.startswith(_ZIP):
            raise TableError(_l("The name says that this is a workbook, and the content is something else."))
        return table_workbooks.read_xlsx(data, header_line, sheet, enough)
    if ending == ".xls":
        if not data.startswith(_OLE):
            raise TableError(_l("The name says that this is a workbook, and the content is something else."))
        return table_workbooks.read_xls(data, header_line, sheet, enough)
    raise TableError(_l("Choose a CSV file or an Excel workbook (.xlsx or .xls)."))
