"""What one visit cost, and the employees' part of all clicks."""

from __future__ import annotations

import pytest

from hub.metrics.comparison import click_margin, click_share, cost, cost_each
from hub.metrics.disclosure import (
    Amount,
    Band,
    Exact,
    NotReported,
    Reason,
    Shown,
    TooUncertain,
    Under,
    small_count,
)


def test_no_cost_entered_is_not_a_cost_of_nothing() -> None:
    assert cost(None) == NotReported(Reason.NO_COST)
    assert cost(0) == Amount(0)
    assert cost_each(None, Exact(10)) == NotReported(Reason.NO_COST)
    assert cost_each(0, Exact(10)) == Amount(0)


def test_a_cost_is_divided_to_the_nearest_ore() -> None:
    assert cost_each(1_000, Exact(3)) == Amount(333)
    assert cost_each(2_000, Exact(3)) == Amount(667)
    assert cost_each(1_000, Shown(40)) == Amount(25, about=True)


@pytest.mark.parametrize(
    ("among", "reason"),
    [
        (Exact(0), Reason.NOTHING),
        (Under(10), Reason.TOO_FEW),
        (NotReported(Reason.NOT_YET), Reason.NOT_YET),
        (TooUncertain(), Reason.TOO_FEW),
    ],
)
def test_nothing_is_divided_by_what_is_not_shown(among: object, reason: Reason) -> None:
    assert cost_each(500_000, among) == NotReported(reason)  # type: ignore[arg-type]


@pytest.mark.parametrize(("value", "shown"), [(0, Under(5)), (4, Under(5)), (5, Exact(5)), (40, Exact(40))])
def test_fewer_than_five_applicants_are_not_counted_out(value: int, shown: object) -> None:
    assert small_count(value) == shown


@pytest.mark.parametrize(
    ("employees", "cells", "others", "shown"),
    [
        (300, 4, 700, Band(30, 35)),
        (349, 1, 651, Band(30, 35)),
        (350, 1, 650, Band(35, 40)),
        (9_990, 1, 10, Band(95, 100)),
        (10, 1, 9_990, Band(0, 5)),
    ],
)
def test_the_employees_part_is_told_in_steps_of_five(employees: int, cells: int, others: int, shown: Band) -> None:
    assert click_share(employees, cells, others) == shown


def test_a_part_that_the_rounding_could_move_by_more_than_a_step_is_not_told() -> None:
    # 2 sd of one rounded week is 6 clicks: 30 of 60 lies anywhere between 44 % and 55 %.
    assert click_margin(1) == 6
    assert click_share(30, 1, 30) == TooUncertain()
    assert click_share(300, 1, 300) == Band(50, 55)
    assert click_share(300, 400, 300) == TooUncertain()


def test_without_published_or_without_other_clicks_there_is_no_part() -> None:
    assert click_share(None, 0, 500) == NotReported(Reason.NOT_YET)
    assert click_share(200, 3, 0) == NotReported(Reason.NOTHING)
    assert click_share(0, 3, 50) == NotReported(Reason.TOO_FEW)
