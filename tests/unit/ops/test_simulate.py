from __future__ import annotations

from pathlib import Path

import pytest

from hub.ops.simulate import SIZES, Costs, Habits, first_to_end, need, slower, table, written

PAGE = Path(__file__).parents[3] / "docs" / "scale.md"


def test_the_page_shows_what_the_model_says() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert table() in page
    assert written(page) == page


def test_a_larger_organisation_needs_more_of_everything_that_grows() -> None:
    small, middle, large = (need(size) for size in SIZES)
    for name in ("pages_a_second", "links_mb", "database_gb", "letter_minutes", "day_of_clicks_seconds"):
        values = [getattr(each, name) for each in (small, middle, large)]
        assert values == sorted(values)
        assert values[2] > values[0]


def test_a_post_that_goes_round_decides_for_small_organisations() -> None:
    assert need(5_000).redirects_a_second == pytest.approx(10_000 / 60)
    assert need(5_000, habits=Habits(goes_round=0)).redirects_a_second < 1


def test_pages_are_cores_times_milliseconds() -> None:
    costs, habits = Costs(page_ms=600), Habits(pages_in_peak_hour=1)
    assert need(36_000, costs, habits).web_cores == 10


def test_nobody_gets_less_than_one_of_each() -> None:
    tiny = need(1)
    assert (tiny.web_cores, tiny.link_processes, tiny.workers) == (1, 1, 1)


def test_a_slower_machine_needs_more() -> None:
    assert need(800_000, slower(Costs(), 4)).web_cores > need(800_000).web_cores


def test_what_is_used_up_first_follows_the_costs() -> None:
    assert first_to_end(800_000, 2, Costs(page_ms=1000)) == "pages"
    assert first_to_end(5_000, 2, Costs(page_ms=0.01)) == "redirects"
