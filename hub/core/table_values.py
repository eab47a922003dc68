"""Numbers and dates as people and programs write them in tables."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Literal

from flask_babel import lazy_gettext as _l

from hub.core.table_files import TableError

DateOrder = Literal["dmy", "mdy", "ymd"]

MOST = 1_000_000_000
"""No count in an organisation's tables is higher."""
_SPACES = re.compile("[ \u00a0\u2007\u2009\u202f'’]")
_MINUS = ("-", "\u2212", "\u2013", "\u2012", "(")
_WHOLE = re.compile(r"([0-9]{1,3}(?:([.,])[0-9]{3})(?:\2[0-9]{3})*|[0-9]+)(?:([.,])([0-9]+))?")
_NUMERIC = re.compile(r"([0-9]{1,4})[./-]([0-9]{1,2})[./-]([0-9]{1,4})\.?")
_CLOCK = re.compile(
    r"[ T]+(?:kl\.? ?)?[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:\.[0-9]+)?)?"
    r"(?: ?[AaPp][Mm])?(?: ?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?$"
)
_WEEKDAY = re.compile(r"^[^\W\d_]{2,9}\.?,? +(?=[0-9]|[^\W\d_]{3,9}\.? +[0-9])")
_MONTH_FIRST = re.compile(r"([^\W\d_]{3,9})\.? ([0-9]{1,2})(?:st|nd|rd|th)?,? ([0-9]{4})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\.? (?:of )?([^\W\d_]{3,9})\.?,? ([0-9]{4})")
# Danish, English, Swedish, Norwegian and German begin their months alike, but for these spellings.
_MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "mär": 3, "apr": 4, "maj": 5, "may": 5, "mai": 5, "jun": 6, "jul": 7, "aug": 8,
    "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dec": 12, "des": 12, "dez": 12,
}  # fmt: skip


def parse_count(text: str) -> int:
    """A count: `1234`, `1.234`, `1,234`, `1 234`, and `1234.0` as spreadsheets write it.

    A point or a comma before exactly three digits groups thousands, because a count has no fraction. Where a column may
    mix the two ways of writing, `parse_counts` looks at all of it.

    Raises:
        TableError: no whole number, a negative one, or more than a thousand million.
    """
    return _convert(text, decimal="")


def parse_counts(cells: Iterable[tuple[int, str]], column: str = "") -> list[int]:
    """The counts of one column, given as (line, text). Its cells must agree on what point and comma mean.

    Raises:
        TableError: as `parse_count`, with line and column; or the cells contradict each other.
    """
    found = list(cells)
    decimal, grouping = "", ""
    for line, text in found:
        parts = _WHOLE.fullmatch(_SPACES.sub("", text.strip()))
        if parts is None:
            continue
        if parts[2]:
            grouping = _agree(grouping, parts[2], line, column)
        if parts[3]:
            decimal = _agree(decimal, parts[3], line, column)
        if decimal and decimal == grouping:
            raise TableError(_mixed(), line, column or None)
    counts = []
    for line, text in found:
        try:
            counts.append(_convert(text, decimal))
        except TableError as error:
            raise TableError(error.reason, line, column or None) from None
    return counts


def _agree(before: str, now: str, line: int, column: str) -> str:
    if before and before != now:
        raise TableError(_mixed(), line, column or None)
    return now


def _mixed() -> object:
    return _l("Point and comma mean different things in different lines, so 1.234 cannot be read for certain.")


def _convert(text: str, decimal: str) -> int:
    bare = _SPACES.sub("", text.strip())
    if bare.startswith(_MINUS) and any(sign.isdigit() for sign in bare):
        raise TableError(_l("“%(text)s” is less than nothing.", text=text[:40]))
    parts = _WHOLE.fullmatch(bare)
    if parts is None:
        raise TableError(_l("“%(text)s” is not a whole number.", text=text[:40]))
    whole, grouping, sign, fraction = parts.groups()
    if (sign and sign == grouping) or (grouping and grouping == decimal):
        raise TableError(_l("“%(text)s” is not a whole number.", text=text[:40]))
    if fraction and fraction.strip("0"):
        raise TableError(_l("“%(text)s” is not a whole number.", text=text[:40]))
    digits = re.sub("[.,]", "", whole)
    if len(digits.lstrip("0")) > 10 or int(digits) > MOST:
        raise TableError(_l("“%(text)s” is too high to be true.", text=text[:40]))
    return int(digits)


def parse_date(text: str, order: DateOrder = "dmy") -> dt.date:
    """A day: ISO in any case; `13.9.2026`, `13/9/2026` or `13-9-26` in the stated order; months by their names.

    A time of day after it is left out. Workbooks' own dates come out of `read_table` as ISO.

    Raises:
        TableError: no day between 2000 and 2100.
    """
    bare = _CLOCK.sub("", re.sub(r"\s+", " ", text.strip()))
    year, month, day = _numeric(bare, order) or _named(bare) or _named(_WEEKDAY.sub("", bare)) or (0, 0, 0)
    try:
        found = dt.date(year, month, day)
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year <= 2100:
        raise TableError(_l("“%(text)s” is not a date that can be read.", text=text[:40]))
    return found


def _numeric(text: str, order: DateOrder) -> tuple[int, int, int] | None:
    parts = _NUMERIC.fullmatch(text)
    if parts is None:
        return None
    numbers = [int(each) for each in parts.groups()]
    if len(parts[1]) == 4:
        return numbers[0], numbers[1], numbers[2]
    by_letter = dict(zip(order, numbers, strict=True))
    year = by_letter["y"]
    return year + 2000 if year < 100 else year, by_letter["m"], by_letter["d"]


def _named(text: str) -> tuple[int, int, int] | None:
    if parts := _MONTH_FIRST.fullmatch(text):
        name, day, year = parts.groups()
    elif parts := _DAY_FIRST.fullmatch(text):
        day, name, year = parts.groups()
    else:
        return None
    month = _MONTHS.get(name[:3].lower())
    return (int(year), month, int(day)) if month else None
