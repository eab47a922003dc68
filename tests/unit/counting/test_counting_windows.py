from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.counting.windows import WindowKind, due, freezes_at, parse, window_for

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
ZONES = [COPENHAGEN, ZoneInfo("UTC"), ZoneInfo("America/Nuuk"), ZoneInfo("Pacific/Auckland")]

dates = st.dates(date(1990, 1, 1), date(2150, 12, 31))
kinds = st.sampled_from(WindowKind)


@given(kinds, dates)
def test_every_date_is_in_exactly_one_window(kind: WindowKind, day: date) -> None:
    window = window_for(kind, day)
    assert window.contains(day)
    assert not window.next().contains(day)
    assert not window.previous().contains(day)
    assert window.next().starts == window.ends + timedelta(days=1)
    assert window.previous().ends == window.starts - timedelta(days=1)
    assert window_for(kind, window.starts) == window == window_for(kind, window.ends)


@given(kinds, dates)
def test_next_and_previous_undo_each_other(kind: WindowKind, day: date) -> None:
    window = window_for(kind, day)
    assert window.next().previous() == window
    assert window.next().key != window.key


@given(kinds, dates)
def test_a_key_read_back_gives_the_same_window(kind: WindowKind, day: date) -> None:
    window = window_for(kind, day)
    assert parse(window.key) == window


@pytest.mark.parametrize(
    ("kind", "day", "key", "starts", "ends"),
    [
        (WindowKind.WEEK, date(2026, 11, 22), "2026-W47", date(2026, 11, 16), date(2026, 11, 22)),
        (WindowKind.WEEK, date(2027, 1, 3), "2026-W53", date(2026, 12, 28), date(2027, 1, 3)),
        (WindowKind.WEEK, date(2024, 12, 30), "2025-W01", date(2024, 12, 30), date(2025, 1, 5)),
        (WindowKind.MONTH, date(2028, 2, 29), "2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        (WindowKind.MONTH, date(2026, 12, 31), "2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        (WindowKind.QUARTER, date(2026, 11, 22), "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        (WindowKind.QUARTER, date(2026, 1, 1), "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
    ],
)
def test_windows_follow_the_iso_calendar(kind: WindowKind, day: date, key: str, starts: date, ends: date) -> None:
    window = window_for(kind, day)
    assert (window.key, window.starts, window.ends) == (key, starts, ends)


@pytest.mark.parametrize(
    "key",
    ["", "2026", "2026-W00", "2025-W53", "2026-W1", "2026-00", "2026-13", "2026-Q5", "2026-11\n", "٢٠٢٦-11"],
)
def test_a_key_that_names_no_window_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse(key)


@given(kinds, dates, st.sampled_from(ZONES))
def test_a_window_freezes_on_the_first_monday_after_it_ends_at_six_local(
    kind: WindowKind, day: date, tz: ZoneInfo
) -> None:
    window = window_for(kind, day)
    moment = freezes_at(window, tz)
    local = moment.astimezone(tz)
    assert moment.tzinfo is UTC
    assert local.weekday() == 0
    assert local.time() == time(6, 0)
    assert timedelta(days=1) <= local.date() - window.ends <= timedelta(days=7)


@given(dates)
def test_a_week_freezes_the_day_after_its_sunday(day: date) -> None:
    window = window_for(WindowKind.WEEK, day)
    assert freezes_at(window, COPENHAGEN).astimezone(COPENHAGEN).date() == window.ends + timedelta(days=1)


@pytest.mark.parametrize(
    ("key", "utc"),
    [
        ("2026-W12", datetime(2026, 3, 23, 5, 0, tzinfo=UTC)),
        ("2026-W13", datetime(2026, 3, 30, 4, 0, tzinfo=UTC)),
        ("2026-W42", datetime(2026, 10, 19, 4, 0, tzinfo=UTC)),
        ("2026-W43", datetime(2026, 10, 26, 5, 0, tzinfo=UTC)),
        ("2026-05", datetime(2026, 6, 1, 4, 0, tzinfo=UTC)),
        ("2026-08", datetime(2026, 9, 7, 4, 0, tzinfo=UTC)),
        ("2026-Q4", datetime(2027, 1, 4, 5, 0, tzinfo=UTC)),
    ],
)
def test_six_in_the_morning_follows_daylight_saving(key: str, utc: datetime) -> None:
    assert freezes_at(parse(key), COPENHAGEN) == utc


def test_a_window_is_due_from_its_freeze_on_and_not_a_second_before() -> None:
    window = parse("2026-W43")
    moment = freezes_at(window, COPENHAGEN)
    assert not due(window, moment - timedelta(seconds=1), COPENHAGEN)
    assert due(window, moment, COPENHAGEN)
    assert due(window, moment + timedelta(days=21), COPENHAGEN)


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        due(parse("2026-W43"), datetime(2026, 10, 26, 6, 0), COPENHAGEN)  # noqa: DTZ001
