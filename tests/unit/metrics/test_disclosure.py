from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.counting.cells import KIT_WEEK, ORGANISATION_QUARTER, UNIT_QUARTER
from hub.metrics import disclosure
from hub.metrics.disclosure import (
    Band,
    Counted,
    DisclosedTable,
    Exact,
    Figure,
    Lost,
    NotReported,
    Over,
    Reason,
    Row,
    Shown,
    TooUncertain,
    Under,
)

HIDDEN = (Under, TooUncertain, NotReported)


def counted(value: int | None, people: int = 0, **more: int) -> Counted:
    return Counted("a", "A", value, people=people, **more)


@pytest.mark.parametrize("value", [-40, 0, 4, 7])
def test_what_rounds_to_less_than_ten_is_under_ten(value: int) -> None:
    assert disclosure.figure(counted(value), KIT_WEEK) == Under(10)


@pytest.mark.parametrize(("value", "shown"), [(8, 10), (12, 10), (13, 15), (47, 45), (48, 50)])
def test_a_count_is_rounded_first_and_tested_afterwards(value: int, shown: int) -> None:
    assert disclosure.figure(counted(value), KIT_WEEK) == Shown(shown, 6)


def test_a_total_is_too_uncertain_until_it_is_two_standard_deviations() -> None:
    # 16 weeks: two standard deviations are 2 · 2.8 · 4 = 22.4.
    assert disclosure.figure(counted(20, cells=16), KIT_WEEK) == TooUncertain()
    assert disclosure.figure(counted(25, cells=16), KIT_WEEK) == Shown(25, 23)


def test_a_lost_count_is_said_to_be_lost() -> None:
    assert disclosure.figure(counted(None, lost=1), KIT_WEEK) == Lost()
    assert disclosure.figure(counted(None), KIT_WEEK) == NotReported(Reason.NOT_YET)
    assert disclosure.figure(counted(40, lost=1), KIT_WEEK) == Shown(40, 6, partial=True)


def test_nearly_everybody_is_only_said_to_be_over() -> None:
    assert disclosure.figure(counted(64, people=69), UNIT_QUARTER) == Over(50)
    assert disclosure.figure(counted(52, people=69), UNIT_QUARTER) == Shown(50, 6)


@given(st.integers(-60, 5000), st.integers(30, 4000))
def test_a_rate_is_never_nothing_or_everything(value: int, people: int) -> None:
    found = disclosure.rate(counted(value, people=people), ORGANISATION_QUARTER)
    assert isinstance(found, Band | TooUncertain)
    if isinstance(found, Band):
        assert 0 <= found.low < found.high <= 100
        assert found.high - found.low == 5
        assert found.low % 5 == 0


@given(st.integers(-60, 5000), st.integers(30, 4000))
def test_a_figure_never_tells_how_many_everybody_is(value: int, people: int) -> None:
    found = disclosure.figure(counted(value, people=people), UNIT_QUARTER)
    if isinstance(found, Shown):
        assert found.value <= people - 10


def test_a_rate_finer_than_its_noise_is_not_shown() -> None:
    assert disclosure.rate(counted(20, people=60), UNIT_QUARTER) == TooUncertain()
    assert disclosure.rate(counted(45, people=400), UNIT_QUARTER) == Band(10, 15)
    assert disclosure.rate(counted(2, people=400), UNIT_QUARTER) == Band(0, 5)
    assert disclosure.rate(counted(450, people=450), UNIT_QUARTER) == Band(95, 100)
    assert disclosure.rate(counted(45, people=0), UNIT_QUARTER) == NotReported(Reason.NO_HEADCOUNT)


def units(*pairs: tuple[int | None, int]) -> list[Counted]:
    return [
        Counted(str(place), f"Enhed {place}", value, lost=int(value is None), people=people)
        for place, (value, people) in enumerate(pairs)
    ]


def figures(table: DisclosedTable) -> list[Figure]:
    return [row.figures[0] for row in table.rows]


def test_a_single_hidden_unit_takes_the_sibling_with_the_fewest_employees_with_it() -> None:
    # The second has the smallest count, the third the fewest employees.
    table = disclosure.siblings(units((3, 300), (20, 200), (40, 90), (60, 500)), UNIT_QUARTER, rates=True)
    assert figures(table)[:3] == [Under(10), Shown(20, 6), NotReported(Reason.PROTECTS)]
    assert table.rows[2].figures[1] == NotReported(Reason.PROTECTS)


def test_two_hidden_units_protect_each_other() -> None:
    table = disclosure.siblings(units((3, 300), (2, 200), (40, 90)), UNIT_QUARTER)
    assert figures(table) == [Under(10), Under(10), Shown(40, 6)]
    assert table.total == Shown(45, 10)


def test_nothing_is_hidden_where_everything_can_be_shown() -> None:
    table = disclosure.siblings(units((30, 300), (20, 200), (40, 90)), UNIT_QUARTER)
    assert figures(table) == [Shown(30, 6), Shown(20, 6), Shown(40, 6)]


def test_a_lost_or_held_back_unit_is_no_part_of_the_total() -> None:
    parts = [*units((30, 300), (None, 200)), Counted("9", "Ni", 9000, people=90, held_back=True)]
    table = disclosure.siblings(parts, UNIT_QUARTER)
    assert figures(table) == [Shown(30, 6), Lost(), NotReported(Reason.HELD_BACK)]
    assert table.total == Shown(30, 6, partial=True)


children = st.lists(st.tuples(st.integers(-15, 120), st.integers(30, 400)), min_size=2, max_size=7)


@given(children)
def test_a_total_never_leaves_exactly_one_unit_hidden(pairs: list[tuple[int, int]]) -> None:
    table = disclosure.siblings(units(*pairs), UNIT_QUARTER)
    hidden = [figure for figure in figures(table) if isinstance(figure, HIDDEN)]
    assert len(hidden) != 1 or table.total == NotReported(Reason.PROTECTS)


@given(st.lists(st.tuples(st.integers(-8, 30), st.sampled_from([30, 60])), min_size=2, max_size=3))
def test_ten_true_counts_stay_possible_for_every_hidden_unit(pairs: list[tuple[int, int]]) -> None:
    """By trying all noisy counts that could have led to what is shown, in the range that the noise allows."""
    table = disclosure.siblings(units(*pairs), UNIT_QUARTER)
    if table.total == NotReported(Reason.PROTECTS):
        return
    reach = disclosure.noise_reach(UNIT_QUARTER)
    shown = figures(table)
    ranges = [
        [value for value in range(-reach, people + reach + 1) if could_be(value, people, figure)]
        for figure, (_, people) in zip(shown, pairs, strict=True)
    ]
    total = disclosure.rounded(sum(value for value, _ in pairs), 5)
    possible: list[set[int]] = [set() for _ in pairs]
    for values in itertools.product(*ranges[:-1]):
        for last in range(total - 2 - sum(values), total + 3 - sum(values)):
            if ranges[-1] and ranges[-1][0] <= last <= ranges[-1][-1]:
                for place, value in enumerate((*values, last)):
                    possible[place].add(value)
    for figure, noisy, (_, people) in zip(shown, possible, pairs, strict=True):
        if isinstance(figure, HIDDEN):
            low, high = max(0, min(noisy) - reach), min(people, max(noisy) + reach)
            assert high - low + 1 >= 10


def could_be(value: int, people: int, figure: Figure) -> bool:
    alone = disclosure.figure(Counted("", "", value, people=people), UNIT_QUARTER)
    return isinstance(alone, Shown | Over) if isinstance(figure, NotReported) else alone == figure


def test_which_sibling_is_hidden_does_not_depend_on_its_count() -> None:
    for value in (15, 40, 75):
        table = disclosure.siblings(units((3, 300), (value, 90), (50, 200)), UNIT_QUARTER)
        assert isinstance(table.rows[1].figures[0], NotReported)
        assert table.rows[2].figures[0] == Shown(50, 6)


def test_nobody_else_can_make_a_table_of_figures() -> None:
    with pytest.raises(TypeError):
        DisclosedTable(("shares",), (Row("a", "A", (Exact(3),)),))


def test_a_row_without_a_figure_for_each_column_is_refused() -> None:
    good = disclosure.exact([("official", "Egne sider", 17)])
    with pytest.raises(ValueError, match="column"):
        DisclosedTable(("clicks", "visitors"), good.rows, seal=good.seal)


def test_clicks_of_colleagues_posts_stay_rounded() -> None:
    assert disclosure.clicks(counted(120)) == Shown(120)
    assert disclosure.clicks(counted(0)) == Under(10)
    assert disclosure.clicks(counted(None)) == NotReported(Reason.NOT_YET)


def test_a_kits_clicks_are_gated_by_its_cumulated_shares() -> None:
    assert not disclosure.can_be_shown([7], KIT_WEEK)
    assert disclosure.can_be_shown([8], KIT_WEEK)
    assert disclosure.can_be_shown([4, None, 5], KIT_WEEK)
    assert not disclosure.can_be_shown([None], KIT_WEEK)
    # Nine weeks: two standard deviations are 16.8.
    assert not disclosure.can_be_shown([2, 2, 2, 2, 2, 2, 1, 1, 1], KIT_WEEK)
