from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from hub.counting.cells import FAMILIES, KIT_WEEK, Family
from hub.metrics import method, wording
from hub.metrics.disclosure import Band, Lost, NotReported, Over, Reason, Shown, TooUncertain, Under


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Words need an application to know their language."""
    app = Flask("words")
    Babel(app, default_locale="en")
    with app.app_context():
        yield


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_the_chances_of_all_noises_add_up_to_one(family: Family) -> None:
    assert sum(method.chance(noise, family) for noise in range(-300, 301)) == pytest.approx(1)


def test_the_odds_of_small_counts_are_those_the_design_states() -> None:
    assert method.odds_of_number(1) == pytest.approx(0.02, abs=0.003)
    assert method.odds_of_number(4) == pytest.approx(0.08, abs=0.005)
    assert method.odds_of_number(0) < method.odds_of_number(1) < method.odds_of_number(10)


def test_the_mean_error_is_that_of_noise_and_rounding() -> None:
    # The mean of |noise| alone is 2a / (1 - a²), about 1.9 for ε = 0.5; rounding to 5 adds a little.
    for true in (20, 50, 200):
        assert 1.9 < method.mean_error(true) < 2.6


def test_round_counts_do_not_flatter_the_mean_error() -> None:
    assert method.mean_error(50) == pytest.approx(method.mean_error(51), rel=0.01)


def test_the_table_has_a_line_for_each_family() -> None:
    assert len(method.families()) == len(FAMILIES)
    assert method.families()[0].noise_sd == "2.8"


def test_every_kind_of_figure_has_words() -> None:
    shown = [Shown(1240, 10), Under(), Over(380), TooUncertain(), Lost(), Band(10, 15), Band(0, 5), Band(95, 100)]
    assert [wording.text(figure) for figure in shown] == [
        "about 1,240 ± 10",
        "under 10",
        "over 380",
        "too uncertain to show",
        "the count was lost",
        "10–15%",
        "under 5%",
        "over 95%",
    ]
    assert all(wording.text(NotReported(reason)) for reason in Reason)


def test_a_bar_for_a_hidden_figure_has_no_height() -> None:
    assert wording.point("47", Under()).value is None
    assert wording.point("47", Lost()).note == "the count was lost"
    assert wording.point("47", Shown(45, 6)).margin == 6
    assert KIT_WEEK.round_to == 5
