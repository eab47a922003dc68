from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hub.ops import simulate
from hub.ops.simulate import SIZES, Costs, Habits, first_to_end, measured, need, slower, units, written

DOCS = Path(__file__).parents[3] / "docs"
COSTS = Costs(redirects_per_second=20_000, clicks_counted_per_second=100_000, link_bytes_in_memory=100)
BENCH = """
| Way | Answers/s | Of the limit |
| --- | --- | --- |
| constant 302, the same server: the limit | 40,000 | 100% |
| **our redirect**, recorded (`hub links`) | 32,499 | 81% |
| our redirect in front of the pages (`hub web`, 8 threads) | 9,000 | 22% |

Memory of the process with 2,000,000 links: 330 MB after the load; with the application and no links: 130 MB. And so on.

| Database | Skewed | Uniform | Naive |
| --- | --- | --- | --- |
| SQLite | 800,100 | 300,100 | 7 |
| PostgreSQL | 400,100 | 200,100 | 7 |
"""


def test_the_page_shows_what_was_measured_and_what_the_model_says() -> None:
    page = (DOCS / "scale.md").read_text(encoding="utf-8")
    bench = measured((DOCS / "benchmarks.md").read_text(encoding="utf-8"))
    assert written(page, bench) == page, "after make bench comes make simulate"


def test_unit_costs_are_read_from_what_the_benchmark_wrote() -> None:
    bench = measured(BENCH)
    assert bench.costs == replace(
        COSTS, redirects_per_second=32_499, clicks_counted_per_second=200_100, link_bytes_in_memory=104.8576
    )
    assert bench.clicks_per_second["SQLite"] == (300_100, 800_100)
    shown = units(bench)
    assert "| 32,000 a second and process |" in shown
    assert "300,000 to 800,000 a second on SQLite, 200,000 to 400,000 a second on PostgreSQL" in shown
    assert "100 bytes; 1,000,000 links take 100 MB" in shown


@pytest.mark.parametrize("line", ["| **our redirect**", "| SQLite", "| PostgreSQL", "Memory of the process"])
def test_a_figure_that_the_benchmark_did_not_write_is_not_guessed(line: str) -> None:
    without = "\n".join(each for each in BENCH.splitlines() if not each.startswith(line))
    with pytest.raises(ValueError, match="has no line"):
        measured(without)


def test_simulating_writes_both_tables_and_says_what_ends_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    marks = "".join(f"<!-- {name} -->\nold\n<!-- /{name} -->\n" for name in ("units", "sizes"))
    (tmp_path / "scale.md").write_text(f"# Scale\n{marks}The end.\n")
    (tmp_path / "benchmarks.md").write_text(BENCH)
    simulate.main(tmp_path)
    page = (tmp_path / "scale.md").read_text()
    assert "old" not in page
    assert "32,000 a second" in page
    assert "| Employees | 5,000 | 50,000 | 800,000 |" in page
    assert page.endswith("The end.\n")
    assert "are used up first" in capsys.readouterr().out


def test_a_larger_organisation_needs_more_of_everything_that_grows() -> None:
    small, middle, large = (need(size, COSTS) for size in SIZES)
    for name in ("pages_a_second", "links_mb", "database_gb", "letter_minutes", "day_of_clicks_seconds"):
        values = [getattr(each, name) for each in (small, middle, large)]
        assert values == sorted(values)
        assert values[2] > values[0]


def test_a_post_that_goes_round_decides_for_small_organisations() -> None:
    assert need(5_000, COSTS).redirects_a_second == pytest.approx(10_000 / 60)
    assert need(5_000, COSTS, Habits(goes_round=0)).redirects_a_second < 1


def test_pages_are_cores_times_milliseconds() -> None:
    assert need(36_000, replace(COSTS, page_ms=600), Habits(pages_in_peak_hour=1)).web_cores == 10


def test_nobody_gets_less_than_one_of_each() -> None:
    tiny = need(1, COSTS)
    assert (tiny.web_cores, tiny.link_processes, tiny.workers) == (1, 1, 1)


def test_a_slower_machine_needs_more() -> None:
    assert need(800_000, slower(COSTS, 4)).web_cores > need(800_000, COSTS).web_cores


def test_what_is_used_up_first_follows_the_costs() -> None:
    assert first_to_end(800_000, 2, replace(COSTS, page_ms=1000)) == "pages"
    assert first_to_end(5_000, 2, replace(COSTS, page_ms=0.01)) == "redirects"
