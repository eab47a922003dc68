"""The numbers behind /privacy, against figures worked out in other ways."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import product
from math import exp, isclose
from zoneinfo import ZoneInfo

import pytest

from hub.ambassadors import privacy_facts as facts
from hub.counting import cells

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


def test_the_bounds_are_those_of_the_design() -> None:
    assert round(facts.bound(Fraction(1, 2)) * 100, 1) == 62.2
    assert round(facts.bound(cells.total_epsilon()) * 100, 1) == 88.1


def test_one_cell_is_guessed_exactly_as_well_as_its_bound() -> None:
    assert isclose(facts.guess_accuracy((Fraction(1, 2),)), facts.bound(Fraction(1, 2)))


def test_several_cells_are_guessed_as_an_enumeration_of_all_outcomes_says() -> None:
    epsilons = (Fraction(1, 2), Fraction(1, 2), Fraction(3, 10), Fraction(1, 5))
    right = 0.0
    for signs in product((1, -1), repeat=len(epsilons)):
        total = sum((sign * epsilon for sign, epsilon in zip(signs, epsilons, strict=True)), Fraction(0))
        chance = 1.0
        for sign, epsilon in zip(signs, epsilons, strict=True):
            chance *= exp(epsilon) / (1 + exp(epsilon)) if sign > 0 else 1 / (1 + exp(epsilon))
        right += chance if total > 0 else chance / 2 if total == 0 else 0.0
    assert isclose(facts.guess_accuracy(epsilons), right)


def test_no_guess_beats_the_bound_of_all_families_together() -> None:
    once = tuple(family.epsilon for family in cells.touched_by(cells.Touch.SHARE))
    assert facts.guess_accuracy(once) < facts.bound(cells.total_epsilon())


def test_the_longer_somebody_shares_every_week_the_better_the_guess() -> None:
    curve = [habit.accuracy for habit in facts.habits()]
    assert curve == sorted(curve)
    assert 0.5 < curve[0] < curve[-1] < 1


def test_no_count_of_shares_shows_a_small_number_more_often_than_the_page_says() -> None:
    for true in (1, 4):
        odds = [facts.odds_of_a_number(true, family) for family in cells.touched_by(cells.Touch.SHARE)]
        assert max(odds) == facts.odds_of_a_number(true, cells.NETWORK_MONTH)


@pytest.mark.parametrize(("true", "expected"), [(1, 0.02), (4, 0.08)])
def test_the_odds_of_a_small_number_are_those_of_the_design(true: int, expected: float) -> None:
    assert round(facts.odds_of_a_number(true, cells.KIT_WEEK), 2) == expected


def test_the_odds_agree_with_a_sum_over_the_noise() -> None:
    a = exp(-cells.KIT_WEEK.epsilon)
    for true in range(15):
        summed = sum(
            (1 - a) / (1 + a) * a ** abs(noise) for noise in range(-400, 401) if 5 * ((true + noise + 2) // 5) >= 10
        )
        assert isclose(facts.odds_of_a_number(true, cells.KIT_WEEK), summed, rel_tol=1e-9)


@pytest.mark.parametrize(
    ("moment", "freeze"),
    [
        ("2026-11-22T23:59", "2026-11-23T06:00"),
        ("2026-11-23T05:59", "2026-11-23T06:00"),
        ("2026-11-23T06:00", "2026-11-30T06:00"),
        ("2026-10-24T12:00", "2026-10-26T06:00"),  # the clocks go back in between
    ],
)
def test_the_next_freeze_is_the_next_monday_at_six(moment: str, freeze: str) -> None:
    assert facts.next_freeze(at(moment), COPENHAGEN) == at(freeze)
