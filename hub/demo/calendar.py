"""The demonstration's time: two complete quarters before today, and the running one up to this moment.

Content counts weeks from the Monday of the week in which the history begins (week 0). A shorter history, for
tests, squeezes the same story into fewer weeks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from hub.counting.windows import WindowKind, window_for

ACTIVE_WEEKDAYS = (1, 4)
"""Tuesday and Friday: enough to give each week its shape, few enough to be quick."""
FREEZE_AT = dt.time(6, 10)
"""The tick asks every ten minutes, so the freeze of 6:00 happens about then."""
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Calendar:
    """When the simulated history begins and ends. `now` is aware, on the organisation's wall clock."""

    now: dt.datetime
    first_day: dt.date
    week_0: dt.date
    scale: float

    @property
    def today(self) -> dt.date:
        """Today."""
        return self.now.date()

    @property
    def this_week(self) -> int:
        """The number of the running week."""
        return self.week_of(self.today)

    def week_of(self, day: dt.date) -> int:
        """The number of a day's week."""
        return (day - self.week_0).days // 7

    def monday(self, week: int) -> dt.date:
        """The first day of a week."""
        return self.week_0 + week * _WEEK

    def squeezed(self, content_week: int) -> int:
        """The simulated week for a week of the content."""
        return int(content_week * self.scale)

    def at(self, day: dt.date, clock: dt.time) -> dt.datetime:
        """A moment on the organisation's wall clock, never later than now."""
        return min(dt.datetime.combine(day, clock, self.now.tzinfo), self.now)

    def is_over(self, day: dt.date, clock: dt.time) -> bool:
        """Whether the moment has come."""
        return dt.datetime.combine(day, clock, self.now.tzinfo) <= self.now

    def active_days(self, week: int) -> list[dt.date]:
        """The days of a week on which something is simulated: today is always one."""
        days = {self.monday(week) + dt.timedelta(days=number) for number in ACTIVE_WEEKDAYS} | {self.today}
        return sorted(day for day in days if self.first_day <= day <= self.today and self.week_of(day) == week)

    def weeks(self) -> Iterator[int]:
        """The weeks to live through."""
        return iter(range(self.week_of(self.first_day), self.this_week + 1))


def quarters_back(day: dt.date, count: int) -> dt.date:
    """The first day of the quarter that lies `count` quarters before the day's own."""
    for _ in range(count):
        day = window_for(WindowKind.QUARTER, day).starts - dt.timedelta(days=1)
    return window_for(WindowKind.QUARTER, day).starts


def calendar(now: dt.datetime, weeks: int | None = None) -> Calendar:
    """The calendar for a history that ends now; `weeks` complete weeks long, or two quarters and the running one.

    Raises:
        ValueError: fewer than two weeks, which is no history.
    """
    today = now.date()
    this_monday = today - dt.timedelta(days=today.weekday())
    begin = quarters_back(today, 2)
    week_0 = begin - dt.timedelta(days=begin.weekday())
    if weeks is None:
        return Calendar(now, begin, week_0, 1.0)
    if weeks < 2:
        raise ValueError("a history has at least two weeks")
    short = this_monday - weeks * _WEEK
    return Calendar(now, short, short, weeks * _WEEK / (this_monday - week_0))
