"""The demonstration's time."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from hub.counting.windows import WindowKind, window_for
from hub.demo.calendar import calendar

ZONE = ZoneInfo("Europe/Copenhagen")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize("now", ["2026-11-22 14:00", "2027-01-01 00:05", "2026-03-31 23:59", "2028-02-29 06:00"])
def test_a_whole_history_begins_with_the_quarter_before_the_last(now: str) -> None:
    made = calendar(at(now))
    running = window_for(WindowKind.QUARTER, at(now).date())
    assert made.first_day == running.previous().previous().starts
    assert made.week_0 <= made.first_day < made.week_0 + dt.timedelta(days=7)
    assert made.scale == 1.0


def test_nothing_is_simulated_after_this_moment() -> None:
    made = calendar(at("2026-11-23 05:30"))
    for week in made.weeks():
        assert all(day <= made.today for day in made.active_days(week))
    assert made.at(made.today, dt.time(12, 20)) == made.now
    assert not made.is_over(made.today, dt.time(6, 10))


def test_today_is_lived_through_whatever_weekday_it_is() -> None:
    for day in range(16, 23):
        made = calendar(at(f"2026-11-{day} 09:00"))
        assert made.active_days(made.this_week)[-1] == made.today


def test_a_short_history_tells_the_whole_story_in_fewer_weeks() -> None:
    made = calendar(at("2026-11-22 14:00"), weeks=3)
    assert list(made.weeks()) == [0, 1, 2, 3]
    assert made.squeezed(0) == 0
    assert made.squeezed(30) < 3


def test_one_week_is_no_history() -> None:
    with pytest.raises(ValueError, match="two weeks"):
        calendar(at("2026-11-22 14:00"), weeks=1)
