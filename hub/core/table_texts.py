"""Tables out of text files: what their bytes mean, which sign separates the columns, and whether they are whole."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import islice

from flask_babel import lazy_gettext as _l

from hub.core.table_files import Builder, Table, TableError

SEPARATORS = (";", "\t", ",")
_SAMPLE = 200
"""Records that are looked at to find the separator."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_HINT = re.compile(r"\ufeff?\"?sep=(.)\"?\s*\Z", re.IGNORECASE)
_NO_TEXT = _l("This is not a text file. Save it as CSV and try again.")
_CUT = _l("The file has been cut off. Export it again.")


def decode(data: bytes) -> str:
    """The text: UTF-8 or UTF-16 by their marks, UTF-16 by its zero bytes, then UTF-8, then Windows-1252.

    Raises:
        TableError: it is no text, or ends inside a letter.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(data, "utf-16")
    head = data[:4000]
    if head.count(b"\0") > len(head) // 4:
        return _strict(data, "utf-16-le" if head[1::2].count(b"\0") > head[::2].count(b"\0") else "utf-16-be")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Windows-1252 would read half a letter as a whole one, so this must be looked at first.
        if data.startswith(b"\xef\xbb\xbf") or error.reason == "unexpected end of data":
            raise TableError(_CUT) from None
    return _strict(data, "cp1252")


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TableError(_CUT if "truncated" in error.reason else _NO_TEXT) from None


def read(data: bytes, header_line: int, enough: int) -> Table:
    """The table in a text file. Every line must have as many columns as the header.

    Raises:
        TableError: it is no text, a quotation mark is open, or a line is shorter or longer than the header.
    """
    text = decode(data)
    if _CONTROL.search(text):
        raise TableError(_NO_TEXT)
    first, _break, rest = text.partition("\n")
    hint = _HINT.match(first.rstrip("\r"))
    skipped = 0
    if hint:
        text, skipped = rest, 1
    separator = hint[1] if hint else find_separator(text, header_line)
    builder = Builder(header_line, enough)
    for line, record in records(text, separator, skipped):
        if builder.header and any(record):
            _check_width(line, record, len(builder.header))
        builder.add(line, record)
        if builder.is_full:
            break
    return Table(builder.header, builder.finish(), ends_open=not text.endswith(("\n", "\r")))


def records(text: str, separator: str, skipped: int = 0) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on; a cell in quotation marks may go over several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = skipped + 1
    try:
        for record in reader:
            yield begins, record
            begins = skipped + reader.line_num + 1
    except csv.Error as error:
        if "unexpected end" in str(error):
            reason = _l("A quotation mark is opened here and never closed. Has the file been cut off?")
            raise TableError(reason, begins) from None
        raise TableError(_l("The quotation marks are not as they should be."), begins) from None


def find_separator(text: str, header_line: int) -> str:
    """The sign that cuts the header and the lines below it into the same number of columns, two at least.

    A file with one column has none, and any of them will do.
    """
    best, best_score = ",", (0.0, 0)
    for separator in SEPARATORS:
        widths = _widths(text, separator, header_line)
        if not widths or widths[0] < 2:
            continue
        agreeing = sum(width == widths[0] for width in widths) / len(widths)
        if (agreeing, widths[0]) > best_score:
            best, best_score = separator, (agreeing, widths[0])
    return best


def _widths(text: str, separator: str, header_line: int) -> list[int]:
    found = []
    try:
        for line, record in islice(records(text, separator), header_line + _SAMPLE):
            if line >= header_line and any(record):
                found.append(len(record))
    except TableError:
        # With the wrong separator, quotation marks stand in the wrong places. What came before says enough.
        return found
    return found


def _check_width(line: int, record: list[str], width: int) -> None:
    used = max(place for place, text in enumerate(record, 1) if text or place == 1)
    if len(record) < width or used > width:
        reason = _l(
            "This line has %(found)s columns, and the header has %(wanted)s. Has the file been cut off?",
            found=len(record),
            wanted=width,
        )
        raise TableError(reason, line)
