"""Reports and answers: cells, flags, and that no share has anything to do with them."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import pairwise

import pytest

from hub.counting import acts, flags
from hub.counting.cells import (
    CHECK_IN_WEEK,
    REACH_MONTH,
    Cell,
    Touch,
    flag_for,
    share_cells,
    total_epsilon,
    touched_by,
)
from hub.counting.scales import CHECK_IN, REACH_BANDS, check_in_keys, reach_keys
from hub.networks.rules import Network

TODAY = dt.date(2026, 11, 22)
ANSWERS = {"find": "easy", "free": "yes", "time": "0"}


class Adder:
    """Takes what would be added."""

    def __init__(self) -> None:
        self.cells: list[Cell] = []

    def share(self, cells: list[Cell]) -> None:
        self.cells += cells


def test_a_share_touches_no_family_of_another_act() -> None:
    touched = {cell.family for cell in share_cells(kit=1, network="x", unit=1, pilot=1, local_date=TODAY)}
    assert touched == set(touched_by(Touch.SHARE))
    assert total_epsilon() == sum(family.epsilon for family in touched) == 2


def test_a_whole_check_in_costs_less_than_a_share() -> None:
    assert CHECK_IN_WEEK.epsilon * len(CHECK_IN) == Fraction(3, 2) < total_epsilon()
    assert len(CHECK_IN) <= 3


def test_what_counts_only_those_who_choose_is_no_share_and_no_opt_in() -> None:
    assert {family.name for touch in Touch for family in touched_by(touch) if family.own_act} == {
        "reach_month",
        "check_in_week",
        "pilot_members_month",
    }


def test_a_report_is_remembered_by_network_and_never_by_band() -> None:
    backlog = Adder()
    cells = acts.report_cells(network="linkedin", band="200", networks=["linkedin"], local_date=TODAY)
    remembered = acts.record(backlog, cells, frozenset())  # type: ignore[arg-type]
    assert remembered == {"r26b-linkedin"}
    other = acts.report_cells(network="linkedin", band="5000", networks=["linkedin"], local_date=TODAY)
    assert acts.is_counted(other, remembered)
    assert acts.record(backlog, other, remembered) == frozenset()  # type: ignore[arg-type]
    assert backlog.cells == [REACH_MONTH.cell("linkedin-200", TODAY)]


def test_another_answer_to_a_question_is_not_a_second_one() -> None:
    first = acts.record(Adder(), acts.answer_cells(pilot=1, answers=ANSWERS, local_date=TODAY), frozenset())  # type: ignore[arg-type]
    other = acts.answer_cells(pilot=2, answers={"find": "hard"}, local_date=TODAY)
    assert first == {"c2647-find", "c2647-free", "c2647-time"}
    assert acts.is_counted(other, first)


@pytest.mark.parametrize(("network", "band"), [("linkedin", "49"), ("myspace", "0"), ("linkedin-0", ""), ("", "0")])
def test_what_is_on_no_scale_is_refused(network: str, band: str) -> None:
    with pytest.raises(ValueError, match="no such"):
        acts.report_cells(network=network, band=band, networks=["linkedin"], local_date=TODAY)


@pytest.mark.parametrize("answers", [{"find": "no"}, {"mood": "easy"}, {"find": ""}, {"find": "easy-1"}])
def test_an_answer_to_another_question_is_refused(answers: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="no such"):
        acts.answer_cells(pilot=1, answers=answers, local_date=TODAY)


def test_every_key_fits_its_column_and_has_a_flag() -> None:
    for key in (*check_in_keys(10**9), *(key for network in Network for key in reach_keys(network.value))):
        family = CHECK_IN_WEEK if key[0].isdigit() else REACH_MONTH
        assert len(key) <= 30
        assert flag_for(family, key, family.cell(key, TODAY).window)


def test_bands_follow_each_other_without_a_gap() -> None:
    assert REACH_BANDS[0].low == 0
    assert REACH_BANDS[-1].high is None
    for band, after in pairwise(REACH_BANDS):
        assert band.high is not None
        assert after.low == band.high + 1


def test_flags_of_reports_and_answers_go_with_their_windows() -> None:
    kept = {"r26b-linkedin", "c2647-find", "r26a-x", "c2646-find", "c264-find", "r26b"}
    assert flags.prune(kept, [], TODAY) == {"r26b-linkedin", "c2647-find"}
    assert flags.prune(kept, [], dt.date(2026, 11, 23)) == {"r26b-linkedin"}


def test_two_weeks_never_share_a_flag() -> None:
    first = dt.date(2020, 1, 6)
    found = {
        flag_for(CHECK_IN_WEEK, "1-find-easy", CHECK_IN_WEEK.cell("x-y-z", first + dt.timedelta(weeks=n)).window)
        for n in range(99 * 52)
    }
    assert len(found) == 99 * 52
