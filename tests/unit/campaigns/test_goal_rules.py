"""What can be a goal, and which campaigns run at the same time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import product

import pytest

from hub.campaigns import rules
from hub.campaigns.rules import MEASURES, Dated, Entry, GoalData, Measure, Period, Scope

TODAY = dt.date(2026, 11, 22)
GOAL = GoalData("Flere ansøgninger", Measure.SHARES, Scope.CAMPAIGN, None, 20, 60, dt.date(2026, 12, 1))


def fields(**changes: object) -> list[str]:
    return [field for field, _ in rules.goal_problems(replace(GOAL, **changes), TODAY)]  # type: ignore[arg-type]


def test_a_sensible_goal_has_no_problems() -> None:
    assert fields() == []
    assert fields(baseline=None, deadline=TODAY) == []


def test_a_deadline_in_the_past_is_refused() -> None:
    assert fields(deadline=TODAY - dt.timedelta(days=1)) == ["deadline"]


def test_the_target_lies_above_the_starting_point() -> None:
    assert fields(baseline=60) == ["target"]
    assert fields(baseline=59) == []


@pytest.mark.parametrize(("measure", "scope"), list(product(Measure, Scope)))
def test_a_figure_is_a_goal_only_where_it_is_counted(measure: Measure, scope: Scope) -> None:
    unit_id = 7 if scope is Scope.UNIT else None
    found = fields(measure=measure, scope=scope, unit_id=unit_id, target=50, baseline=None)
    assert found == ([] if scope in MEASURES[measure].scopes else ["scope"])


def test_a_unit_has_no_goals_but_its_share_rate() -> None:
    assert [measure for measure in Measure if Scope.UNIT in MEASURES[measure].scopes] == [Measure.SHARE_RATE]


def test_no_scope_is_a_person_and_no_goal_can_carry_one() -> None:
    assert {scope.value for scope in Scope} == {"campaign", "organisation", "unit"}
    assert {name for name in GoalData.__dataclass_fields__ if "person" in name or "owner" in name} == set()


@pytest.mark.parametrize("target", [0, 9, -5, 10_000_001])
def test_a_target_that_no_page_would_ever_show_is_refused(target: int) -> None:
    assert fields(target=target, baseline=None) == ["target"]


@pytest.mark.parametrize(("target", "fine"), [(5, True), (95, True), (12, False), (0, False), (100, False)])
def test_a_rate_has_targets_in_steps_of_five(target: int, fine: bool) -> None:
    found = fields(measure=Measure.SHARE_RATE, scope=Scope.ORGANISATION, target=target, baseline=None)
    assert found == ([] if fine else ["target"])


@pytest.mark.parametrize(
    "text",
    ["Hver medarbejder deler to opslag", "to delinger pr. kollega", "Every employee shares", "five posts per person",
     "Enhver leder skal dele", "2 opslag pr ansat"],
)  # fmt: skip
def test_a_goal_for_every_single_colleague_is_refused(text: str) -> None:
    assert fields(specific=text) == ["specific"]


@pytest.mark.parametrize("text", ["Flere kolleger deler", "Hver uge kommer der nye", "More people per month apply"])
def test_a_goal_for_all_together_is_not_mistaken_for_one(text: str) -> None:
    assert fields(specific=text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("mette  lind deler mere", "Mette Lind"),
        ("Mette Linds opslag", "Mette Lind"),
        ("Mette Lindberg deler", None),
        ("Sommette Lind", None),
        ("", None),
    ],
)
def test_a_name_is_found_as_whole_words_in_whatever_case(text: str, found: str | None) -> None:
    assert rules.names_one_of(text, ["Mette Lind"]) == found


def day(number: int) -> dt.date:
    return dt.date(2026, 9, number)


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (Period(day(1), day(10)), Period(day(10), day(20)), True),
        (Period(day(1), day(9)), Period(day(10), day(20)), False),
        (Period(day(1), None), Period(day(20), day(21)), True),
        (Period(None, None), Period(day(1), day(2)), False),
    ],
)
def test_campaigns_overlap_when_they_share_a_day(one: Period, other: Period, together: bool) -> None:
    assert rules.overlap(one, other) is together
    assert rules.overlap(other, one) is together


def test_a_timeline_is_in_the_order_of_days_and_then_of_a_campaigns_life() -> None:
    found = rules.in_order([Dated(day(5), Entry.ENDS), Dated(day(1), Entry.KICKOFF), Dated(day(1), Entry.BEGINS)])
    assert [each.entry for each in found] == [Entry.BEGINS, Entry.KICKOFF, Entry.ENDS]


def test_learnings_are_the_lines_of_a_text_each_of_them_once() -> None:
    assert rules.lessons("- Film virkede\n\n• Kaffe hjalp\nFilm virkede\n") == ["Film virkede", "Kaffe hjalp"]
