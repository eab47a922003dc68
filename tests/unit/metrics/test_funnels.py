"""Small counts of applicants stay hidden, and cannot be worked out."""

from __future__ import annotations

from collections.abc import Collection
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from hub.metrics.disclosure import Exact, NotReported, Under
from hub.metrics.funnels import narrows, protect, total

COUNTS = st.dictionaries(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["employees", "paid", "official"])),
    st.integers(0, 12),
    min_size=1,
)


def test_a_small_count_takes_the_smallest_other_one_with_it() -> None:
    shown = protect({("a", "employees"): 3, ("a", "paid"): 9, ("a", "official"): 7})
    assert shown["a", "employees"] == Under(5)
    assert isinstance(shown["a", "official"], NotReported)
    assert shown["a", "paid"] == Exact(9)


def test_five_is_shown_and_four_is_not() -> None:
    assert protect({("a", "paid"): 5}) == {("a", "paid"): Exact(5)}
    assert protect({("a", "paid"): 4}) == {("a", "paid"): Under(5)}


@given(COUNTS)
def test_no_count_under_five_is_a_number_and_none_is_hidden_alone(counts: dict[tuple[str, str], int]) -> None:
    shown = protect(counts)
    assert all(value >= 5 for cell, value in counts.items() if isinstance(shown[cell], Exact))
    groups = [[cell for cell in counts if cell[0] == group] for group in "abc"]
    sources = [[cell for cell in counts if cell[1] == source] for source in {source for _, source in counts}]
    for line in groups + sources:
        hidden = [cell for cell in line if not isinstance(shown[cell], Exact)]
        assert len(hidden) != 1 or len(line) == 1


@given(st.lists(st.integers(0, 9), min_size=1, max_size=4))
def test_a_total_leaves_every_small_count_anything_from_none_to_four(values: list[int]) -> None:
    cells = {("a", str(place)): value for place, value in enumerate(values)}
    shown = protect(cells)
    parts = [(value, shown[cell]) for cell, value in cells.items()]
    figure = total(parts)
    if not isinstance(figure, Exact):
        return
    assert figure.value == sum(values)
    ranges = [
        [value] if isinstance(each, Exact) else range(5) if isinstance(each, Under) else range(5, 40)
        for value, each in parts
    ]
    possible = [world for world in product(*ranges) if sum(world) == figure.value]
    for place, (_, each) in enumerate(parts):
        if isinstance(each, Under):
            assert {world[place] for world in possible} == set(range(5))


def test_a_count_from_which_another_group_would_tell_a_small_one_is_concealed() -> None:
    applications = {1: 9, 2: 3, 3: 8}

    def count(jobs: Collection[int]) -> int | None:
        return sum(applications[job] for job in jobs) if jobs else None

    assert narrows({1}, [{1, 2}], count), "all but job 2"
    assert narrows({1, 2}, [{1}], count), "the same from the other side"
    assert narrows({1, 3}, [{1}, {2, 3}], count), "two groups together hold one job more"
    assert not narrows({1}, [{1, 3}], count)
    assert not narrows({1, 2}, [{1, 2}], count), "the same jobs tell nothing new"
    assert not narrows({1}, [{2, 3}], count), "other jobs"


def test_a_concealed_count_takes_another_one_with_it() -> None:
    shown = protect({("a", "paid"): 9, ("a", "official"): 7, ("a", "employees"): 8}, {("a", "paid")})
    assert isinstance(shown["a", "paid"], NotReported)
    assert isinstance(shown["a", "official"], NotReported)
    assert shown["a", "employees"] == Exact(8)
