"""Weeks, months and quarters on paper: their days, when they are made up, and what pages call them."""

from __future__ import annotations

import datetime as dt

DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip


def week(day: dt.date) -> str:
    """The ISO week that holds the day."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def month(day: dt.date) -> str:
    """The month that holds the day."""
    return f"{day:%Y-%m}"


def quarter(day: dt.date) -> str:
    """The quarter that holds the day."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def days(key: str) -> tuple[dt.date, dt.date]:
    """The first and the last day of a window."""
    year = int(key[:4])
    if "W" in key:
        monday = dt.date.fromisocalendar(year, int(key[-2:]), 1)
        return monday, monday + 6 * DAY
    first, count = (3 * int(key[-1]) - 2, 3) if "Q" in key else (int(key[-2:]), 1)
    after = dt.date(year + (first + count > 12), (first + count - 1) % 12 + 1, 1)
    return dt.date(year, first, 1), after - DAY


def before(key: str) -> str:
    """The window before this one."""
    day = days(key)[0] - DAY
    return week(day) if "W" in key else quarter(day) if "Q" in key else month(day)


def after(key: str) -> str:
    """The window after this one."""
    day = days(key)[1] + DAY
    return week(day) if "W" in key else quarter(day) if "Q" in key else month(day)


def back(key: str, count: int) -> list[str]:
    """So many windows up to this one, the oldest first."""
    found = [key]
    while len(found) < count:
        found.insert(0, before(found[0]))
    return found


def made_up_on(key: str) -> dt.date:
    """The first Monday after the window."""
    day = days(key)[1] + DAY
    while day.weekday():
        day += DAY
    return day


def weeks_in(key: str) -> list[str]:
    """The weeks that begin in a month or a quarter."""
    first, last = days(key)
    every = [first + number * DAY for number in range((last - first).days + 1)]
    return [week(day) for day in every if day.weekday() == 0]


def made_up(first: str, released_on: dt.date, count: int) -> list[str]:
    """The last windows of the kind of `first` (a window after the release) that the release had made up."""
    key = first
    while made_up_on(key) > released_on:
        key = before(key)
    return back(key, count)


def title(key: str) -> str:
    """What a page calls the window."""
    if "W" in key:
        return f"Week {int(key[-2:])}, {key[:4]}"
    return f"Quarter {key[-1]}, {key[:4]}" if "Q" in key else f"{MONTHS[int(key[-2:]) - 1]} {key[:4]}"


def date(day: dt.date) -> str:
    """A day as pages write it, such as 2 Nov 2026."""
    return f"{day.day} {'Sept' if day.month == 9 else MONTHS[day.month - 1][:3]} {day.year}"
