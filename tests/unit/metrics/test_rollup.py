from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from hub.metrics.rollup import cut

DAY = dt.timedelta(days=1)
DATES = st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31))


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + DAY * each for each in range((last - first).days + 1)]


@given(DATES, DATES, DATES)
def test_each_day_is_read_once_and_months_only_where_they_are_rolled_up(
    since: dt.date, until: dt.date, known: dt.date
) -> None:
    rolled_up = known.replace(day=1)
    span = cut(since, until, rolled_up)
    read = [day for part in (span.head, span.tail) if part is not None for day in days_between(*part)]
    if span.months is not None:
        first, last = span.months
        assert first.day == last.day == 1
        assert first <= last < rolled_up
        after = (last + 31 * DAY).replace(day=1)
        read += days_between(first, after - DAY)
    assert sorted(read) == days_between(since, until)


def test_a_quarter_that_is_over_is_three_months_and_no_day() -> None:
    span = cut(dt.date(2026, 7, 1), dt.date(2026, 9, 30), dt.date(2026, 11, 1))
    assert (span.head, span.months, span.tail) == (None, (dt.date(2026, 7, 1), dt.date(2026, 9, 1)), None)


def test_from_the_beginning_until_today_is_months_and_this_month() -> None:
    span = cut(dt.date.min, dt.date(2026, 11, 22), dt.date(2026, 11, 1))
    assert span.head is None
    assert span.tail == (dt.date(2026, 11, 1), dt.date(2026, 11, 22))


def test_before_the_first_roll_up_everything_is_read_by_day() -> None:
    span = cut(dt.date.min, dt.date(2026, 11, 22), dt.date.min)
    assert (span.head, span.months, span.tail) == (None, None, (dt.date.min, dt.date(2026, 11, 22)))
