from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.charts import Point, column_chart, nice_scale, row_chart


@given(st.integers(min_value=1, max_value=10**9))
def test_an_axis_ends_at_or_above_the_highest_figure_with_round_steps(highest: int) -> None:
    top, step = nice_scale(highest)
    assert top >= highest
    assert top % step == 0
    assert top // step <= 4
    assert str(step).rstrip("0") in {"1", "2", "5"}
    assert top - step < highest


def test_an_axis_without_figures_is_still_an_axis() -> None:
    assert nice_scale(0) == (10, 5)


def test_a_bar_is_as_high_as_its_figure_on_the_axis() -> None:
    chart = column_chart([Point("36", 20), Point("37", 40)], plot_height=160)
    assert [column.height for column in chart.columns] == [80, 160]
    assert [tick.value for tick in chart.ticks] == [0, 10, 20, 30, 40]


def test_a_hidden_figure_has_the_same_stub_whatever_stands_beside_it() -> None:
    small = column_chart([Point("36", None), Point("37", 15)]).columns[0]
    large = column_chart([Point("36", None), Point("37", 90_000)]).columns[0]
    assert small.hidden
    assert (small.y, small.height) == (large.y, large.height)
    assert row_chart([Point("a", None), Point("b", 15)])[0].length == row_chart([Point("a", None)])[0].length


def test_hidden_figures_do_not_move_the_axis() -> None:
    assert column_chart([Point("a", None)]).ticks == column_chart([]).ticks


def test_a_margin_draws_a_whisker_that_stays_inside_the_plot() -> None:
    column = column_chart([Point("36", 45, 10), Point("37", 5, 10)], plot_height=100).columns
    assert column[0].whisker_top is not None
    assert column[0].whisker_bottom is not None
    assert column[0].whisker_top < column[0].y < column[0].whisker_bottom
    assert column[1].whisker_bottom == column_chart([Point("x", 1)], plot_height=100).base_y


def test_the_figure_stands_above_the_whisker() -> None:
    column = column_chart([Point("36", 45, 10)]).columns[0]
    assert column.whisker_top is not None
    assert column.text_y < column.whisker_top


def test_a_hidden_figure_has_no_whisker() -> None:
    assert column_chart([Point("36", None, 10)]).columns[0].whisker_top is None
    assert not column_chart([Point("36", None, 10)]).has_margin


@pytest.mark.parametrize("count", [1, 2, 8, 9, 13, 26, 53])
def test_bars_stay_inside_the_drawing_and_apart(count: int) -> None:
    columns = column_chart([Point(str(n), n) for n in range(count)]).columns
    assert columns[0].x >= 0
    assert columns[-1].x + columns[-1].width <= 100
    for left, right in pairwise(columns):
        assert left.x + left.width < right.x


@pytest.mark.parametrize("count", [1, 8, 9, 13, 26, 53])
def test_a_phone_shows_few_labels_and_always_the_newest(count: int) -> None:
    shown = [column.label_shown for column in column_chart([Point(str(n), n) for n in range(count)]).columns]
    assert shown[-1] == "always"
    assert shown.count("always") <= 8
    assert shown.count("always") + shown.count("wide") <= 16


def test_labels_that_are_long_leave_room_for_each_other_on_a_phone() -> None:
    months = ["april 2026", "maj 2026", "juni 2026", "juli 2026", "august 2026", "september 2026"]
    shown = [column.label_shown for column in column_chart([Point(month, 20) for month in months]).columns]
    assert shown == ["wide", "wide", "always", "wide", "wide", "always"]


def test_the_longest_row_with_its_margin_fills_the_track() -> None:
    rows = row_chart([{"label": "LinkedIn", "value": 40, "margin": 10}, {"label": "Facebook", "value": 25}])
    assert rows[0].whisker_high == 100
    assert rows[0].length == 80
    assert rows[1].length == 50


def test_rows_keep_the_order_they_were_given_in() -> None:
    rows = row_chart([Point("Zoo", 10), Point("Affald", 90)])
    assert [row.point.label for row in rows] == ["Zoo", "Affald"]


def test_a_negative_figure_is_refused() -> None:
    with pytest.raises(ValueError, match="36"):
        column_chart([Point("36", -1)])
