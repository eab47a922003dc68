"""Tables for people to take with them. No cell that leaves here is run as a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from hub.core import clock

Value = str | int | float | Decimal | dt.date | bool | None
Sheet = tuple[Sequence[str], Iterable[Sequence[Value]]]

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def harmless(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) or text[:1] in _FORMULA else text


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """A text file for Danish Excel: UTF-8 with its mark, semicolons, decimal comma, ISO dates.

    Excel cuts columns by the list sign of the machine's country and shows a file with commas in one column on a Danish
    machine; without the mark it shows æ, ø and å as two signs each. Other programs find both out by themselves.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([harmless(name) for name in header])
    writer.writerows([_plain(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(
    header: Sequence[str],
    rows: Iterable[Sequence[Value]],
    *,
    title: str = "Data",
    more: Mapping[str, Sheet] | None = None,
) -> bytes:
    """A workbook: the table in a sheet called `title`, then the sheets of `more` (name: header and rows).

    Numbers and dates are numbers and dates; every text is typed as text, also one that begins like a formula.
    """
    from openpyxl import Workbook  # type: ignore[import-untyped]

    book = Workbook(write_only=True)
    book.properties.creator = "Delfrit"
    book.properties.created = book.properties.modified = clock.now().replace(tzinfo=None, microsecond=0)
    for name, (names, lines) in {title: (header, rows), **(more or {})}.items():
        _write_sheet(book, name, names, lines)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write_sheet(book: object, name: str, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
    from openpyxl.styles import Font  # type: ignore[import-untyped]
    from openpyxl.utils import get_column_letter  # type: ignore[import-untyped]

    page = book.create_sheet(_SHEET_NAME.sub(" ", name)[:31].strip() or "Data")  # type: ignore[attr-defined]
    page.freeze_panes = "A2"
    for place, text in enumerate(header, 1):
        page.column_dimensions[get_column_letter(place)].width = min(60, max(12, len(text) + 2))

    def typed(value: Value, bold: bool = False) -> object:
        if not isinstance(value, str):
            return value
        cell = WriteOnlyCell(page, value=_ILLEGAL.sub("", value)[:32_767])
        # The library takes a text that begins with "=" for a formula, and "#N/A" for an error, unless told after.
        cell.data_type = "s"
        if cell.value and str(cell.value).startswith(_FORMULA):
            cell.quotePrefix = True
        if bold:
            cell.font = Font(bold=True)
        return cell

    page.append([typed(text, bold=True) for text in header])
    for row in rows:
        page.append([typed(value) for value in row])


def _plain(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float | Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, int | dt.date):
        return str(value)
    return harmless(value)
