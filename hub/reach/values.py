"""Numbers and dates as the networks' exports write them. Pure.

What `core.tables` reads as a count or a date is one; here stands what exports add to it: cells without a figure,
shortened numbers, and dates such as 03/04/2026, whose order is looked for in the whole column. Where the column does
not tell, somebody has to say.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from hub.core import tables
from hub.core.errors import Invalid
from hub.core.tables import TableError

EARLIEST = dt.date(2004, 1, 1)
"""No network is older than this."""

_EMPTY = frozenset({"", "-", "–", "—", "--", "n/a", "na", "null", "none"})
_SHORT = re.compile(r"[0-9.,]+ ?(?:k|m|t|mio|mn|tkr|tn)\.?", re.IGNORECASE)
_NUMERIC = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2(?:[0-9]{4}|[0-9]{2})(?:[ T,].*)?", re.ASCII)


class DayOrder(StrEnum):
    """What comes first in a date of numbers alone."""

    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


def parse_count(text: str) -> int | None:
    """A whole number from 0 to a thousand million; None where the network gave none (an empty cell, a dash).

    Raises:
        Invalid: it is negative, absurdly large, a fraction, a shortened number such as 1.2K, or no number.
    """
    tidy = text.strip()
    if tidy.casefold() in _EMPTY:
        return None
    if _SHORT.fullmatch(tidy):
        raise Invalid("count", _l("“%(text)s” is shortened. Export the whole number.", text=tidy[:40]))
    try:
        return tables.parse_count(tidy)
    except TableError as error:
        raise Invalid("count", error.reason) from None


def find_order(texts: Iterable[str]) -> DayOrder | None:
    """What the dates of one column tell about their order; None when they tell nothing.

    Raises:
        Invalid: some can only be read with the day first, others only with the month first.
    """
    told = {order for order in map(_told, texts) if order is not None}
    if len(told) > 1:
        raise Invalid("day", _l("Some dates have the day first, and others the month. Export the file again."))
    return told.pop() if told else None


def is_ambiguous(text: str) -> bool:
    """Whether the text is a date that can be read in two ways that differ."""
    found = _NUMERIC.fullmatch(_tidy(text))
    if found is None or found[2] == ".":
        return False
    first, second = int(found[1]), int(found[3])
    return 1 <= first <= 12 and 1 <= second <= 12 and first != second


def parse_day(text: str, order: DayOrder | None = None) -> dt.date:
    """The day of a date or a moment, as it is written: no time zone is taken into account.

    Raises:
        Invalid: it is no date, a date that does not exist, or one that can be read in two ways and `order` is None.
    """
    tidy = _tidy(text)
    if is_ambiguous(tidy) and order is None:
        raise Invalid("day", _l("“%(text)s” can be read in two ways.", text=tidy[:40]))
    try:
        found = tables.parse_date(tidy, (_told(tidy) or order or DayOrder.DAY_FIRST).value)
    except TableError as error:
        raise Invalid("day", error.reason) from None
    if found < EARLIEST:
        raise Invalid("day", _l("“%(text)s” is too long ago.", text=tidy[:40]))
    return found


def _told(text: str) -> DayOrder | None:
    """What one date tells: the number above 12 is the day, and dots are never written with the month first."""
    found = _NUMERIC.fullmatch(_tidy(text))
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    if found[2] == "." or first > 12 >= second:
        return DayOrder.DAY_FIRST
    return DayOrder.MONTH_FIRST if second > 12 >= first else None


def _tidy(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()
