"""The estimate: a range that holds its own middle, and no estimate where there is too little."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hub.counting.scales import REACH_BANDS
from hub.reach.rules import Estimate, Released, WhyNot, estimate, middle, plain, two_digits, why_not

BANDS = len(REACH_BANDS)
NOISY = st.lists(st.integers(-12, 300), min_size=BANDS, max_size=BANDS).map(tuple)
TRUE = st.lists(st.integers(0, 300), min_size=BANDS, max_size=BANDS).map(tuple)
FEW = settings(max_examples=40, deadline=None)


@given(NOISY)
@FEW
def test_the_range_holds_the_plain_estimate(counts: tuple[int, ...]) -> None:
    made = estimate(Released(counts, 120), "seed")
    assume(isinstance(made, Estimate))
    assert isinstance(made, Estimate)
    assert made.per_post.low <= made.per_post.plain <= made.per_post.high
    assert made.total is not None
    assert made.total.low <= made.total.plain <= made.total.high


@given(st.lists(st.integers(-20, 9), min_size=BANDS, max_size=BANDS).map(tuple))
def test_under_ten_reports_there_is_no_estimate(counts: tuple[int, ...]) -> None:
    assume(sum(counts) < 10)
    assert estimate(Released(counts, 120), "seed") is WhyNot.TOO_FEW


def test_ten_reports_whose_noise_is_larger_than_they_are_make_no_estimate() -> None:
    assert why_not(Released((2, 2, 2, 2, 1, 1))) is WhyNot.TOO_UNCERTAIN
    assert why_not(Released((4, 5, 5, 5, 2, 1))) is WhyNot.TOO_UNCERTAIN
    assert why_not(Released((4, 5, 5, 5, 2, 2))) is None


def test_a_lost_count_makes_no_estimate() -> None:
    assert estimate(Released((50, 50, None, 50, 0, 0), 120), "seed") is WhyNot.LOST


@given(TRUE, st.integers(0, BANDS - 1), st.integers(0, BANDS - 1))
def test_a_report_that_moves_to_a_higher_band_never_lowers_the_plain_estimate(
    counts: tuple[int, ...], start: int, end: int
) -> None:
    assume(start < end and counts[start] > 0)
    moved = list(counts)
    moved[start] -= 1
    moved[end] += 1
    assert plain(Released(tuple(moved))) > plain(Released(counts))


@given(TRUE)
def test_the_plain_estimate_lies_between_the_lowest_and_the_highest_middle(counts: tuple[int, ...]) -> None:
    assume(sum(counts) > 0)
    assert middle(REACH_BANDS[0]) * 0.999 <= plain(Released(counts)) <= middle(REACH_BANDS[-1]) * 1.001


@given(TRUE, st.integers(20, 400), st.integers(1, 400))
@FEW
def test_more_shares_never_lower_the_total(counts: tuple[int, ...], shares: int, more: int) -> None:
    fewer = estimate(Released(counts, shares), "seed")
    assume(isinstance(fewer, Estimate))
    greater = estimate(Released(counts, shares + more), "seed")
    assert isinstance(fewer, Estimate)
    assert isinstance(greater, Estimate)
    assert fewer.total is not None
    assert greater.total is not None
    assert greater.total.plain >= fewer.total.plain
    assert greater.total.low >= fewer.total.low
    assert greater.total.high >= fewer.total.high


def test_asking_again_gives_the_same_range_and_another_month_another() -> None:
    known = Released((3, 12, 20, 9, 4, 1), 80)
    estimate.cache_clear()
    first = estimate(known, "2026-12-07:linkedin:2026-11")
    estimate.cache_clear()
    assert estimate(known, "2026-12-07:linkedin:2026-11") == first
    assert {estimate(known, f"month {n}") for n in range(10)} != {first}


def test_more_reports_make_a_narrower_range() -> None:
    few = estimate(Released((3, 12, 20, 9, 4, 1), 80), "seed")
    many = estimate(Released((300, 1200, 2000, 900, 400, 100), 80), "seed")
    assert isinstance(few, Estimate)
    assert isinstance(many, Estimate)
    assert many.per_post.high / many.per_post.low < few.per_post.high / few.per_post.low / 2


def test_without_shares_there_is_a_reach_per_post_and_no_total() -> None:
    made = estimate(replace(Released((3, 12, 20, 9, 4, 1)), shares=None), "seed")
    assert isinstance(made, Estimate)
    assert made.total is None


def test_the_range_of_counts_drawn_with_noise_holds_the_truth_most_of_the_time() -> None:

    chance, true = random.Random(7), (20, 80, 60, 30, 8, 1)
    wanted = plain(Released(true))
    held = 0
    for trial in range(60):
        noisy = tuple(each + _noise(chance) for each in true)
        made = estimate(Released(noisy), f"trial {trial}")
        assert isinstance(made, Estimate)
        held += made.per_post.low <= wanted <= made.per_post.high
    assert held >= 48


def _noise(chance: random.Random) -> int:
    return int(-chance.expovariate(0.3) + chance.expovariate(0.3))


@given(st.floats(0.5, 10**8))
def test_two_digits_are_near_the_number_and_its_ends_around_it(value: float) -> None:
    low, high = two_digits(value, down=True), two_digits(value, up=True)
    assert low <= value <= high
    assert abs(two_digits(value) - value) <= max(0.5, 0.05 * value) + 1e-6
