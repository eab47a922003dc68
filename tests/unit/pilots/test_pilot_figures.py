"""What is worked out by hand from a pilot's shown figures."""

from __future__ import annotations

import pytest

from hub.counting.scales import CHECK_IN
from hub.metrics.disclosure import Band, Figure, Lost, NotReported, Reason, Shown, TooUncertain, Under
from hub.metrics.reports.pilots_rules import hours, share_of
from hub.pilots.rules import ASKED, MINUTES


def test_the_words_of_the_check_in_are_those_of_the_scale() -> None:
    assert [(each.key, tuple(option.key for option in each.options)) for each in ASKED] == [
        (question.key, question.options) for question in CHECK_IN
    ]
    assert list(MINUTES) == list(CHECK_IN[-1].options)


@pytest.mark.parametrize(
    ("shares", "members", "rate"),
    [
        (Shown(30, 7), Shown(50, 10), Band(35, 95)),
        (Shown(100, 7), Shown(400, 10), Band(20, 30)),
        (Shown(50, 7), Shown(50, 10), Band(70, 100)),
        (Shown(10, 10), Shown(20, 10), TooUncertain()),
        (Shown(10, 7), Shown(10, 10), Band(15, 100)),
        (Under(), Shown(50, 10), TooUncertain()),
        (Shown(30, 7), Under(), TooUncertain()),
        (Lost(), Shown(50, 10), Lost()),
        (Shown(30, 7), NotReported(Reason.NOT_YET), NotReported(Reason.NOT_YET)),
    ],
)
def test_the_share_of_members_is_all_that_both_margins_allow(shares: Figure, members: Figure, rate: Figure) -> None:
    assert share_of(shares, members) == rate


def test_hours_go_from_the_fewest_to_the_most_that_the_table_allows() -> None:
    options = {"0": Shown(40, 6), "30": Shown(20, 6), "60": Under(), "120": Under()}
    assert hours(Shown(60, 12), options, MINUTES) == (7, (46 * 30 + 26 * 60 + 9 * 120 + 9 * 240) // 60)


def test_a_hidden_answer_counts_with_anything_up_to_everybody_who_is_left() -> None:
    options = {"0": Shown(40, 6), "30": NotReported(Reason.PROTECTS), "60": Under(), "120": Under()}
    low, high = hours(Shown(60, 12), options, MINUTES) or (0, 0)
    assert (low, high) == (0, -(-(46 * 30 + 9 * 120 + 9 * 240 + (72 - 34) * 60) // 60))


def test_without_a_total_there_are_no_hours() -> None:
    assert hours(Under(), {"0": Shown(40, 6)}, MINUTES) is None
