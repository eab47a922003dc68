"""Tables out of Excel workbooks, without running, unpacking or guessing more than the table needs."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _l

from hub.core.table_files import Builder, Table, TableError
from hub.core.table_xml import LAST_LINE, XlsxCells

MAX_UNPACKED = 200 * 1024 * 1024
"""Bytes of all parts of a workbook together."""
MAX_SHARED = 40 * 1024 * 1024
"""Bytes of the part with the texts, which is read into memory whole."""
MAX_PARTS = 2_000
_CHUNK = 1 << 20
_OVERLAP = 4_096
# How far signs are looked through is bounded: a file made for it would otherwise keep the search busy for hours,
# and nothing else in this process runs meanwhile.
_MERGED = re.compile(
    rb"""<(?:\w+:)?mergeCell\s[^<>]{0,300}?ref=["']([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})""", re.ASCII
)
_NEVER_CALCULATED = re.compile(
    rb'<(?:\w+:)?c(?![^<>]{0,300}\st="str")\s[^<>]{0,300}?r="([A-Z]{1,3}[0-9]{1,7})"[^<>]{0,300}>\s*'
    rb"<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</)",
    re.ASCII,
)
_PROLOG = re.compile(r"\s*(?:<\?(?:(?!\?>).)*\?>\s*|<!--(?:(?!-->).)*-->\s*)*<[A-Za-z_]", re.DOTALL)
_MACROS = _l("The workbook holds macros. Save it as an ordinary workbook (.xlsx) or as CSV.")
_BROKEN = _l("The workbook cannot be opened. It may be damaged, cut off or protected by a password.")
_TOO_BIG = _l("The workbook is too big. Keep only the sheet with the table, or save it as CSV.")


def read_xlsx(data: bytes, header_line: int, sheet: str | None, enough: int) -> Table:
    """The table in a sheet of an .xlsx workbook; without a name, in the first one. Formulas give their last result.

    Raises:
        TableError: macros, merged cells at or below the header, formulas without a result, too big, or broken.
    """
    _check_parts(data)
    builder = Builder(header_line, enough)
    try:
        book, paths = _open(data)
    except Exception:
        # A broken file breaks the library in many ways, and says nothing more to the person who chose it.
        raise TableError(_BROKEN) from None
    chosen = _choose(tuple(paths), sheet)
    with book.archive as archive:
        _check_cells(archive, paths[chosen], header_line)
        cells = XlsxCells(book.shared_strings, book.wb._date_formats, book.wb.epoch)
        with archive.open(paths[chosen]) as file:
            _fill(builder, cells.lines(file))
    return Table(builder.header, builder.finish(), tuple(paths), chosen)


def _open(data: bytes) -> tuple[Any, dict[str, str]]:
    """The library's reader with texts and styles, and the part of each worksheet. The rows are left alone: to find out
    how many there are, the library would read them all.
    """
    from openpyxl.reader.excel import ExcelReader  # type: ignore[import-untyped]
    from openpyxl.styles.stylesheet import apply_stylesheet  # type: ignore[import-untyped]

    book = ExcelReader(io.BytesIO(data), read_only=True, keep_vba=False, data_only=True, keep_links=False)
    book.read_manifest()
    book.read_strings()
    book.read_workbook()
    apply_stylesheet(book.archive, book.wb)
    found = book.parser.find_sheets()
    paths = {sheet.name: rel.target for sheet, rel in found if rel.Type.endswith("/worksheet")}
    return book, {name: path for name, path in paths.items() if path in book.archive.namelist()}


def read_xls(data: bytes, header_line: int, sheet: str | None, enough: int) -> Table:
    """The table in a sheet of an old .xls workbook; without a name, in the first one.

    Raises:
        TableError: macros, merged cells at or below the header, or broken.
    """
    import xlrd  # type: ignore[import-untyped]

    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise TableError(_MACROS)
    try:
        # Only with its formatting does the library tell which cells are merged. Rows end where they end: filled up to
        # the longest one, a single cell in the farthest corner would make seventeen million.
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, ragged_rows=True, on_demand=True, logfile=io.StringIO()
        )
        chosen = _choose(tuple(book.sheet_names()), sheet)
        page = book.sheet_by_name(chosen)
    except TableError:
        raise
    except Exception:
        raise TableError(_BROKEN) from None
    for top, bottom, left, _right in page.merged_cells:
        if bottom >= header_line:
            raise _merged(xlrd.colname(left), top + 1)

    def lines() -> Iterator[tuple[int, list[Any]]]:
        for place in range(page.nrows):
            yield place + 1, [_xls_value(cell, book.datemode) for cell in page.row(place)]

    builder = Builder(header_line, enough)
    _fill(builder, lines())
    return Table(builder.header, builder.finish(), tuple(book.sheet_names()), chosen)


def _check_parts(data: bytes) -> None:
    """Look at the archive before anything is unpacked. `zipfile` never gives more than a part says that it has."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename.lower() for part in parts}
            if any("vbaproject" in name or name.endswith("xl/workbook.bin") for name in names):
                raise TableError(_MACROS)
            if "[content_types].xml" not in names or len(parts) > MAX_PARTS:
                raise TableError(_BROKEN)
            shared = max((part.file_size for part in parts if "sharedstrings" in part.filename.lower()), default=0)
            if sum(part.file_size for part in parts) > MAX_UNPACKED or shared > MAX_SHARED:
                raise TableError(_TOO_BIG)
            kinds = next(part for part in parts if part.filename.lower() == "[content_types].xml")
            if b"macroenabled" in archive.read(kinds).lower():
                raise TableError(_MACROS)
            for part in parts:
                _check_declarations(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        raise TableError(_BROKEN) from None


def _check_declarations(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Refuse entities, which can grow a few lines into gigabytes. They can stand before the first element only.

    So whatever may be XML, under any name, begins with its first element and short comments and instructions.
    """
    with archive.open(part) as file:
        head = file.read(_OVERLAP)
    text = head.decode("utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig", "replace")
    may_be_xml = head and text.lstrip()[:1] in ("<", "")
    if may_be_xml and not _PROLOG.match(text):
        raise TableError(_BROKEN)


def _check_cells(archive: zipfile.ZipFile, path: str, header_line: int) -> None:
    """Find merged cells and formulas without a result. The quick way of reading rows tells neither."""
    before = b""
    with archive.open(path) as file:
        while chunk := file.read(_CHUNK):
            seen = before + chunk
            for found in _MERGED.finditer(seen):
                if int(found[3]) >= header_line:
                    raise _merged(found[1].decode(), int(found[2]))
            empty = _NEVER_CALCULATED.search(seen) if b"<f" in seen or b":f" in seen else None
            if empty:
                reason = _l("The formula has no result yet. Open the workbook in Excel, save it and try again.")
                raise TableError(reason, int(re.sub(rb"[^0-9]", b"", empty[1])), empty[1].decode())
            before = seen[-_OVERLAP:]


def _merged(column: str, line: int) -> TableError:
    reason = _l("The cell %(cell)s is merged with others. Split merged cells and try again.", cell=f"{column}{line}")
    return TableError(reason, line)


def _choose(sheets: tuple[str, ...], wanted: str | None) -> str:
    if not sheets:
        raise TableError(_BROKEN)
    if wanted is None:
        return sheets[0]
    for name in sheets:
        if name.casefold() == wanted.strip().casefold():
            return name
    raise TableError(_l("The workbook has no sheet called “%(sheet)s”.", sheet=wanted))


def _fill(builder: Builder, lines: Iterator[tuple[int, Any]]) -> None:
    try:
        for line, values in lines:
            if line > LAST_LINE:
                raise TableError(_BROKEN, line)
            builder.add(line, [as_text(value) for value in values])
            if builder.is_full:
                return
    except TableError:
        raise
    except Exception:
        raise TableError(_BROKEN) from None


def as_text(value: Any) -> str:
    """A cell as text. A fraction never ends in three digits after its point: that would read as a thousand."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, dt.datetime):
        whole = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if whole else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _float(value: float) -> str:
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    text = repr(value)
    return f"{text}0" if re.fullmatch(r"-?\d+\.\d{3}", text) else text


def _xls_value(cell: Any, datemode: int) -> Any:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError):
            return cell.value
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(cell.value, "#?")
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return cell.value
