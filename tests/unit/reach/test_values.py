"""Numbers and dates of exports, read for certain or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.errors import Invalid
from hub.reach.values import DayOrder, find_order, is_ambiguous, parse_count, parse_day

COUNTS = st.integers(0, 1_000_000_000)
DAYS = st.dates(dt.date(2004, 1, 1), dt.date(2099, 12, 31))
MONTHS = ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


@given(COUNTS, st.sampled_from(["{:d}", "{:,d}", "  {:d} ", "{:d}.0", "{:,d}.00"]))
def test_a_count_is_read_back_however_english_programs_write_it(count: int, form: str) -> None:
    assert parse_count(form.format(count)) == count


@given(COUNTS, st.sampled_from([".", "\u00a0", "\u202f", " ", "'", "’"]))
def test_a_count_is_read_back_with_every_separator_of_thousands(count: int, separator: str) -> None:
    assert parse_count(f"{count:,d}".replace(",", separator)) == count


@given(st.integers(-(10**12), -1))
def test_a_negative_count_is_always_refused(count: int) -> None:
    with pytest.raises(Invalid):
        parse_count(str(count))


@given(st.integers(1_000_000_001, 10**30))
def test_an_absurd_count_is_always_refused(count: int) -> None:
    with pytest.raises(Invalid):
        parse_count(str(count))


@given(st.text(max_size=30))
def test_any_other_text_is_a_count_a_gap_or_refused_and_never_breaks(text: str) -> None:
    try:
        found = parse_count(text)
    except Invalid:
        return
    assert found is None or 0 <= found <= 1_000_000_000


@pytest.mark.parametrize("text", ["", " ", "-", "–", "N/A", "--"])
def test_a_cell_without_a_figure_is_no_figure_and_not_zero(text: str) -> None:
    assert parse_count(text) is None


@pytest.mark.parametrize("text", ["1.2K", "3 t", "1,5 mio", "2M"])
def test_a_shortened_number_is_refused_and_not_guessed(text: str) -> None:
    with pytest.raises(Invalid):
        parse_count(text)


@given(DAYS, st.sampled_from(["{d}/{m}/{y}", "{d}-{m}-{y}", "{d:02}/{m:02}/{y} 10:12", "{d}/{m}/{y}, 10:12"]))
def test_a_day_first_date_is_read_back_in_its_order(day: dt.date, form: str) -> None:
    text = form.format(d=day.day, m=day.month, y=day.year).replace(", ", " ")
    assert parse_day(text, DayOrder.DAY_FIRST) == day


@given(DAYS)
def test_a_month_first_date_is_read_back_in_its_order(day: dt.date) -> None:
    assert parse_day(f"{day.month}/{day.day}/{day.year}", DayOrder.MONTH_FIRST) == day


@given(DAYS)
def test_dates_that_name_their_month_need_no_order(day: dt.date) -> None:
    month = MONTHS[day.month - 1]
    for text in (
        day.isoformat(),
        f"{day.isoformat()} 09:00",
        f"{day.day}. {month}. {day.year}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%a, %b} {day.day}, {day.year}",
        f"{day:%b} {day.day}, {day.year}",
    ):
        assert parse_day(text) == day, text


@given(DAYS)
def test_a_date_is_read_without_an_order_only_if_both_orders_agree(day: dt.date) -> None:
    text = f"{day.day}/{day.month}/{day.year}"
    if is_ambiguous(text):
        with pytest.raises(Invalid):
            parse_day(text)
        assert parse_day(text, DayOrder.DAY_FIRST) != parse_day(text, DayOrder.MONTH_FIRST)
    else:
        assert parse_day(text) == day


@given(st.lists(DAYS, min_size=1, max_size=30), st.sampled_from(list(DayOrder)))
def test_the_order_that_is_found_is_the_one_the_column_was_written_in(days: list[dt.date], order: DayOrder) -> None:
    form = "{0.day}/{0.month}/{0.year}" if order is DayOrder.DAY_FIRST else "{0.month}/{0.day}/{0.year}"
    found = find_order(form.format(day) for day in days)
    assert found in (order, None)
    assert (found is None) == all(day.day <= 12 for day in days)


def test_a_column_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(Invalid):
        find_order(["25/10/2026", "10/25/2026"])


@given(st.text(max_size=40))
def test_any_other_text_is_a_day_or_refused_and_never_breaks(text: str) -> None:
    try:
        assert parse_day(text, DayOrder.DAY_FIRST) >= dt.date(2000, 1, 1)
    except Invalid:
        return
