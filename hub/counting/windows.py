"""Weeks, months and quarters in which shares are counted, and the moments at which they freeze. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

FREEZE_TIME = time(6, 0)
"""Local time of day, on a Monday, at which finished windows are frozen."""

_KEY = re.compile(r"(?P<year>[0-9]{4})-(?:W(?P<week>[0-9]{2})|Q(?P<quarter>[1-4])|(?P<month>[0-9]{2}))")


class WindowKind(StrEnum):
    """How long a window lasts."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True)
class Window:
    """One period of counting. ``starts`` and ``ends`` are local dates and both belong to the window.

    ``key`` is ``2026-W47`` (ISO 8601 week), ``2026-11`` or ``2026-Q4``. Make one with :func:`window_for` or
    :func:`parse`, so that the key and the dates agree.
    """

    kind: WindowKind
    key: str
    starts: date
    ends: date

    def next(self) -> Window:
        """The window of the same kind that begins the day after this one ends."""
        return window_for(self.kind, self.ends + timedelta(days=1))

    def previous(self) -> Window:
        """The window of the same kind that ended the day before this one begins."""
        return window_for(self.kind, self.starts - timedelta(days=1))

    def contains(self, local_date: date) -> bool:
        """Whether the local date lies in the window."""
        return self.starts <= local_date <= self.ends


def window_for(kind: WindowKind, local_date: date) -> Window:
    """The only window of ``kind`` that holds ``local_date`` (a date on the organisation's own calendar)."""
    if kind is WindowKind.WEEK:
        year, week, _ = local_date.isocalendar()
        starts = date.fromisocalendar(year, week, 1)
        return Window(kind, f"{year:04d}-W{week:02d}", starts, starts + timedelta(days=6))
    if kind is WindowKind.MONTH:
        key = f"{local_date.year:04d}-{local_date.month:02d}"
        return _months(kind, key, local_date.year, local_date.month, 1)
    quarter = (local_date.month - 1) // 3 + 1
    return _months(kind, f"{local_date.year:04d}-Q{quarter}", local_date.year, quarter * 3 - 2, 3)


def parse(key: str) -> Window:
    """The window that a key such as ``2026-W47``, ``2026-11`` or ``2026-Q4`` names.

    Raises ``ValueError`` when the key names no window (week 53 of a year that has 52 included).
    """
    found = _KEY.fullmatch(key)
    if found is None:
        raise ValueError(f"{key!r} is not the key of a window")
    year = int(found["year"])
    if found["week"]:
        return window_for(WindowKind.WEEK, date.fromisocalendar(year, int(found["week"]), 1))
    if found["quarter"]:
        return window_for(WindowKind.QUARTER, date(year, int(found["quarter"]) * 3, 1))
    return window_for(WindowKind.MONTH, date(year, int(found["month"]), 1))


def freezes_at(window: Window, tz: ZoneInfo) -> datetime:
    """When the window freezes: 06:00 local time on the first Monday after it ends, as an aware UTC datetime.

    A week therefore freezes on the day after its Sunday. UTC is returned because two datetimes of one local
    zone are compared and subtracted by their wall clocks, which is wrong across a change to or from
    daylight saving.
    """
    day_after = window.ends + timedelta(days=1)
    monday = day_after + timedelta(days=-day_after.weekday() % 7)
    return datetime.combine(monday, FREEZE_TIME, tzinfo=tz).astimezone(UTC)


def due(window: Window, moment: datetime, tz: ZoneInfo) -> bool:
    """Whether the window may be frozen at ``moment`` (aware). Raises ``ValueError`` for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("whether a window is due needs a moment with a time zone")
    return moment >= freezes_at(window, tz)


def _months(kind: WindowKind, key: str, year: int, first_month: int, count: int) -> Window:
    """The window of ``count`` whole months beginning with ``first_month``."""
    after = first_month + count
    next_start = date(year + 1, 1, 1) if after > 12 else date(year, after, 1)
    return Window(kind, key, date(year, first_month, 1), next_start - timedelta(days=1))
