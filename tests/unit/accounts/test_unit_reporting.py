from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hub.accounts.reporting import UnitFacts, merge_units, reporting_unit
from hub.counting.cells import MIN_UNIT


def test_a_unit_with_thirty_people_reports_by_itself() -> None:
    assert reporting_unit([UnitFacts(1, None, 100), UnitFacts(2, 1, 30)], 2) == 2


def test_a_unit_with_twenty_nine_people_is_counted_with_its_parent() -> None:
    folded = merge_units([UnitFacts(1, None, 100), UnitFacts(2, 1, 29)])
    assert folded.home == {1: 1, 2: 1}
    assert folded.people == {1: 129}


def test_two_small_units_make_their_empty_parent_large_enough() -> None:
    folded = merge_units([UnitFacts(1, None, 500), UnitFacts(2, 1, 0), UnitFacts(3, 2, 24), UnitFacts(4, 2, 18)])
    assert folded.home == {1: 1, 2: 2, 3: 2, 4: 2}
    assert folded.people == {1: 500, 2: 42}


def test_a_parent_that_only_gathers_has_no_figures_of_its_own() -> None:
    folded = merge_units([UnitFacts(1, None, 0), UnitFacts(2, 1, 60), UnitFacts(3, 1, 80)])
    assert folded.people == {2: 60, 3: 80}
    assert folded.home[1] is None


def test_a_small_rest_at_the_top_takes_the_smallest_unit_with_it() -> None:
    folded = merge_units([UnitFacts(1, None, 5), UnitFacts(2, 1, 60), UnitFacts(3, 1, 80)])
    assert folded.home == {1: 1, 2: 1, 3: 3}
    assert folded.people == {1: 65, 3: 80}


def test_a_small_unit_without_anything_above_is_counted_in_the_whole_only_and_not_alone() -> None:
    folded = merge_units([UnitFacts(1, None, 12), UnitFacts(2, None, 40), UnitFacts(3, None, 90)])
    assert folded.home == {1: None, 2: None, 3: 3}


def test_people_of_a_closed_unit_are_counted_with_its_parent() -> None:
    folded = merge_units([UnitFacts(1, None, 100), UnitFacts(2, 1, 70, closed=True)])
    assert folded.home[2] == 1
    assert folded.people == {1: 100}


def test_an_organisation_of_twenty_has_no_unit_figures() -> None:
    assert merge_units([UnitFacts(1, None, 8), UnitFacts(2, 1, 12)]).people == {}


def test_a_damaged_tree_with_a_ring_still_folds() -> None:
    folded = merge_units([UnitFacts(1, 2, 40), UnitFacts(2, 1, 10), UnitFacts(3, None, 100)])
    assert all(people >= MIN_UNIT for people in folded.people.values())


@st.composite
def trees(draw: st.DrawFn) -> list[UnitFacts]:
    size = draw(st.integers(1, 25))
    return [
        UnitFacts(
            number,
            draw(st.one_of(st.none(), st.integers(1, number - 1))) if number > 1 else None,
            draw(st.integers(0, 60)),
            draw(st.booleans()) and draw(st.booleans()),
        )
        for number in range(1, size + 1)
    ]


@given(trees())
def test_no_figure_and_no_rest_speaks_for_fewer_than_thirty(units: list[UnitFacts]) -> None:
    folded = merge_units(units)
    total = sum(unit.headcount for unit in units if not unit.closed)
    rest = total - sum(folded.people.values())
    assert all(people >= MIN_UNIT for people in folded.people.values())
    assert rest == 0 or rest >= MIN_UNIT or not folded.people
    assert set(folded.home) == {unit.id for unit in units}


@given(trees())
def test_every_person_is_counted_in_exactly_the_unit_that_they_are_told(units: list[UnitFacts]) -> None:
    folded = merge_units(units)
    for reporter, people in folded.people.items():
        counted = [unit for unit in units if folded.home[unit.id] == reporter and not unit.closed]
        assert sum(unit.headcount for unit in counted) == people


@given(trees(), st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter(units: list[UnitFacts], random: object) -> None:
    shuffled = list(units)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge_units(shuffled).people == merge_units(units).people
