"""Small counts of applicants stay hidden, and cannot be worked out."""

from __future__ import annotations

from collections.abc import Collection
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from hub.metrics.disclosure import DisclosedTable, Exact, Figure, NotReported, Reason, Under, series
from hub.metrics.funnels import narrows, protect, total
from hub.metrics.reports import Funnel, concealed
from hub.metrics.reports.jobs import TOTAL
from hub.recruitment.rules import STAGES, Counts

OPEN = Exact(99)

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


def _applied(**by_source: int) -> dict[str, Counts]:
    return {source: Counts(applications=value) for source, value in by_source.items()}


def _hidden(
    numbers: dict[int, dict[str, Counts]], jobs: dict[str, set[int]], *professions: tuple[set[int], Funnel]
) -> set[tuple[str, str]]:
    return concealed(numbers, jobs, professions)["applications"]


def _profession(key: str, total: Figure = OPEN, **by_source: Figure) -> Funnel:
    """A funnel that shows these numbers of applications."""

    def table(figures: dict[str, Figure]) -> DisclosedTable:
        columns = [(stage, list(figures.values())) for stage in STAGES]
        return series(*columns, labels=[(source, source) for source in figures])

    return Funnel(key, "", table(by_source), table({TOTAL: total}), True, frozenset())


def test_groups_that_together_leave_a_small_number_of_others_are_all_concealed() -> None:
    numbers = {1: _applied(paid=9), 2: _applied(paid=8), 3: _applied(paid=3), 4: _applied(paid=20)}
    jobs = {"a": {1}, "b": {2}, "c": {4}}
    first, second = _profession("p0", paid=OPEN), _profession("p1", paid=OPEN)
    hidden = _hidden(numbers, jobs, ({1, 2, 3}, first), ({4}, second))
    assert hidden == {("a", "paid"), ("b", "paid"), ("a", TOTAL), ("b", TOTAL)}, "all less a and b is job 3"
    assert not _hidden(numbers, jobs, ({1, 2, 4}, first), ({3}, second))


def test_a_sum_of_all_sources_is_concealed_where_the_others_all_together_are_few() -> None:
    shown = _profession("p0", paid=OPEN, official=OPEN)
    numbers = {1: _applied(paid=9, official=8), 2: _applied(paid=3, official=2)}
    hidden = _hidden(numbers, {"a": {1}}, ({1, 2}, shown))
    assert hidden == {("a", "paid"), ("a", "official")}, "that the other job has five may be known"
    numbers[2] = _applied(paid=2, official=2)
    assert ("a", TOTAL) in _hidden(numbers, {"a": {1}}, ({1, 2}, shown))
    assert total([(9, Exact(9)), (8, Exact(8))], concealed=True) == NotReported(Reason.PROTECTS)


def test_a_group_tells_nothing_that_a_profession_it_touches_does_not_tell() -> None:
    numbers = {1: _applied(paid=9, official=8, newsletter=1)}
    quiet = NotReported(Reason.PROTECTS)
    shown = _profession("p0", quiet, paid=OPEN, official=quiet, newsletter=Under(5))
    assert _hidden(numbers, {"a": {1}}, ({1}, shown)) >= {("a", "official"), ("a", TOTAL)}
    assert ("a", "paid") not in _hidden(numbers, {"a": {1}}, ({1}, shown))
    assert not _hidden(numbers, {"a": {1}}, ({2}, shown)), "other jobs"


def test_a_sum_is_concealed_where_another_one_would_leave_the_sources_that_are_not_told() -> None:
    numbers = {1: _applied(paid=9, intranet=4, newsletter=4), 2: _applied(paid=8, intranet=1, newsletter=1)}
    shown = _profession("p0", paid=OPEN, intranet=Under(5), newsletter=Under(5))
    assert ("a", TOTAL) in _hidden(numbers, {"a": {1}}, ({1, 2}, shown)), "the other job has two beside the paid ones"


def test_groups_that_are_not_parts_of_a_whole_are_hidden_each_for_itself() -> None:
    counts = {("a", "paid"): 9, ("b", "paid"): 3, ("b", "official"): 8}
    assert isinstance(protect(counts)["a", "paid"], NotReported)
    assert protect(counts, across=False)["a", "paid"] == Exact(9)
