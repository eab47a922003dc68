"""Small counts of applicants stay hidden, and cannot be worked out."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given
from hypothesis import strategies as st

from hub.metrics.disclosure import Exact, NotReported, Reason, Under
from hub.metrics.funnels import protect, remainders, total
from hub.metrics.reports import Recruited, concealed, told_of
from hub.metrics.reports.jobs import TOTAL, Told
from hub.recruitment.rules import STAGES, Counts, added_up

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


def test_what_is_left_of_a_group_and_others_is_what_could_be_taken_from_each_other() -> None:
    assert remainders({1}, [{1, 2}]) == {frozenset({2})}, "all but job 1"
    assert remainders({1, 2}, [{1}]) == {frozenset({2})}, "the same from the other side"
    assert remainders({1, 3}, [{1}, {2, 3}]) == {frozenset({3}), frozenset({2})}, "two together hold one job more"
    assert remainders({1, 2, 3}, [{1}, {2}, {3, 4}]) >= {frozenset({3}), frozenset({4})}, "two within it together"
    assert not remainders({1, 2}, [{1, 2}]), "the same jobs tell nothing new"
    assert not remainders({1}, [{2, 3}]), "other jobs"


def test_a_concealed_count_takes_another_one_with_it() -> None:
    shown = protect({("a", "paid"): 9, ("a", "official"): 7, ("a", "employees"): 8}, {("a", "paid")})
    assert isinstance(shown["a", "paid"], NotReported)
    assert isinstance(shown["a", "official"], NotReported)
    assert shown["a", "employees"] == Exact(8)


def _applied(**by_source: int) -> dict[str, Counts]:
    return {source: Counts(applications=value) for source, value in by_source.items()}


def _hidden(
    numbers: dict[int, dict[str, Counts]], jobs: dict[str, set[int]], *professions: tuple[set[int], Told]
) -> set[tuple[str, str]]:
    return concealed(numbers, jobs, professions)["applications"]


def _telling(*sources: str) -> Told:
    """A profession that tells numbers of these sources."""
    return dict.fromkeys(STAGES, frozenset(sources))


def test_groups_that_together_leave_a_small_number_of_others_are_all_concealed() -> None:
    numbers = {1: _applied(paid=9), 2: _applied(paid=8), 3: _applied(paid=3), 4: _applied(paid=20)}
    jobs = {"a": {1}, "b": {2}, "c": {4}}
    told = _telling("paid", TOTAL)
    hidden = _hidden(numbers, jobs, ({1, 2, 3}, told), ({4}, told))
    assert hidden == {("a", "paid"), ("b", "paid"), ("a", TOTAL), ("b", TOTAL)}, "all less a and b is job 3"
    assert not _hidden(numbers, jobs, ({1, 2, 4}, told), ({3}, told))


def test_a_sum_of_all_sources_is_concealed_where_the_others_all_together_are_few() -> None:
    shown = _telling("paid", "official", TOTAL)
    numbers = {1: _applied(paid=9, official=8), 2: _applied(paid=3, official=2)}
    hidden = _hidden(numbers, {"a": {1}}, ({1, 2}, shown))
    assert hidden == {("a", "paid"), ("a", "official")}, "that the other job has five may be known"
    numbers[2] = _applied(paid=2, official=2)
    assert ("a", TOTAL) in _hidden(numbers, {"a": {1}}, ({1, 2}, shown))
    assert total([(9, Exact(9)), (8, Exact(8))], concealed=True) == NotReported(Reason.PROTECTS)


def test_a_group_tells_nothing_that_a_profession_it_touches_does_not_tell() -> None:
    numbers = {1: _applied(paid=9, official=8, newsletter=1)}
    shown = _telling("paid")
    assert _hidden(numbers, {"a": {1}}, ({1}, shown)) >= {("a", "official"), ("a", TOTAL)}
    assert ("a", "paid") not in _hidden(numbers, {"a": {1}}, ({1}, shown))
    assert not _hidden(numbers, {"a": {1}}, ({2}, shown)), "other jobs"


def test_a_sum_is_concealed_where_another_one_would_leave_the_sources_that_are_not_told() -> None:
    numbers = {1: _applied(paid=9, intranet=4, newsletter=4), 2: _applied(paid=8, intranet=1, newsletter=1)}
    shown = _telling("paid", TOTAL)
    assert ("a", TOTAL) in _hidden(numbers, {"a": {1}}, ({1, 2}, shown)), "the other job has two beside the paid ones"


def test_groups_that_are_not_parts_of_a_whole_are_hidden_each_for_itself() -> None:
    counts = {("a", "paid"): 9, ("b", "paid"): 3, ("b", "official"): 8}
    assert isinstance(protect(counts)["a", "paid"], NotReported)
    assert protect(counts, across=False)["a", "paid"] == Exact(9)


STAGE = "applications"
ORGANISATIONS = st.builds(
    lambda rows: {job: {source: Counts(value, 0, 0, 0) for source, value in row.items()} for job, row in rows.items()},
    st.dictionaries(
        st.integers(1, 6), st.dictionaries(st.sampled_from(["paid", "official", "other"]), st.integers(0, 14))
    ),
)
DIVISION = st.lists(st.sampled_from("xy"), min_size=6, max_size=6)
CAMPAIGNS = st.dictionaries(st.sampled_from("abc"), st.sets(st.integers(1, 6), min_size=1), min_size=1)


def _professions(numbers: dict[int, dict[str, Counts]], division: list[str]) -> list[tuple[set[int], Told]]:
    """The jobs of each profession that has a count, and what its funnel tells."""
    members = {name: {job for job, its in enumerate(division, 1) if its == name} for name in "xy"}
    found = [
        (own, Recruited(name, "", [], added_up(numbers[job] for job in own if job in numbers)))
        for name, own in members.items()
    ]
    found = [(own, group) for own, group in found if group.counts]
    return list(zip([own for own, _ in found], told_of([group for _, group in found]), strict=True))


@given(ORGANISATIONS, DIVISION, CAMPAIGNS)
def test_no_two_sums_that_are_told_leave_a_small_number_of_applicants(
    numbers: dict[int, dict[str, Counts]], division: list[str], jobs: dict[str, set[int]]
) -> None:
    professions = _professions(numbers, division)
    hidden = concealed(numbers, jobs, professions)[STAGE]
    for source in ("paid", "official", "other"):
        told = [own for own, told in professions if source in told[STAGE]]
        own = [own for key, own in jobs.items() if (key, source) not in hidden]
        for one, other in [*product(own, told), *combinations(own, 2)]:
            left = [numbers[job][source] for job in one ^ other if source in numbers.get(job, {})]
            left = [counts for counts in left if any(counts)]
            if one < other or other < one:
                assert not left or sum(counts.applications for counts in left) >= 5, (source, one, other)


@given(ORGANISATIONS, DIVISION, CAMPAIGNS)
def test_what_is_concealed_of_one_group_is_what_is_concealed_of_it_among_all(
    numbers: dict[int, dict[str, Counts]], division: list[str], jobs: dict[str, set[int]]
) -> None:
    professions = _professions(numbers, division)
    together = concealed(numbers, jobs, professions)
    for key in jobs:
        alone = concealed(numbers, jobs, professions, [key])
        assert alone == {stage: {cell for cell in cells if cell[0] == key} for stage, cells in together.items()}
