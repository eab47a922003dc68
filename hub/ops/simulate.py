"""What an organisation of a given size needs, from measured unit costs. Pure; `make simulate` prints it.

A model and no promise: it multiplies what one machine was measured to do with how much people do, and says which
part is used up first. What `make bench` measures is read from its page, so `make bench`, then `make simulate` gives the
table of your own machine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from pathlib import Path

UTILISED = 0.6
"""The part of a core that a plan may use: above it, whoever waits waits much longer."""
PEAK = 20
"""How many times a day's average its busiest moment is."""


@dataclass(frozen=True)
class Costs:
    """Unit costs of one core: milliseconds of a page, redirects and counted clicks a second, bytes of a row.

    Those without a value are read from docs/benchmarks.md; the others are of `python -m tests.bench.large`.
    """

    redirects_per_second: float
    clicks_counted_per_second: float
    link_bytes_in_memory: float
    page_ms: float = 20.0
    mails_per_second: float = 20.0
    link_bytes: float = 351.0
    click_day_bytes: float = 67.0
    click_month_bytes: float = 126.0
    released_cell_bytes: float = 189.0
    pending_cell_bytes: float = 160.0


@dataclass(frozen=True)
class Habits:
    """What people do. The peaks decide, so they are generous."""

    ambassadors: float = 0.15
    pages_in_peak_hour: float = 0.6
    """Pages for each employee in the busiest hour: a letter from the top has gone out."""
    kits_a_week_per_1000: float = 0.64
    links_of_a_kit: int = 48
    weeks_live: int = 8
    clicked_links_a_day: float = 0.09
    """The part of a live kit's links that somebody follows on a given day."""
    followers_of_an_ambassador: int = 300
    share_of_ambassadors: float = 0.08
    """The part of the ambassadors who share one kit."""
    click_rate: float = 0.02
    in_the_peak_minute: float = 0.05
    """The part of a post's clicks that comes in its busiest minute."""
    goes_round: int = 10_000
    """People who follow a post in its busiest minute when it goes round, whoever posted it."""
    years: int = 5


@dataclass(frozen=True)
class Need:
    """What one organisation needs."""

    employees: int
    pages_a_second: float
    redirects_a_second: float
    web_cores: int
    link_processes: int
    workers: int
    links_mb: int
    database_gb: float
    counts_mb: int
    letter_minutes: int
    day_of_clicks_seconds: float


SIZES = (5_000, 50_000, 800_000)


def need(employees: int, costs: Costs, habits: Habits | None = None) -> Need:
    """What an organisation with so many employees needs."""
    habits = habits or Habits()
    ambassadors = employees * habits.ambassadors
    pages = employees * habits.pages_in_peak_hour / 3600
    posts = ambassadors * habits.share_of_ambassadors
    clicks = posts * habits.followers_of_an_ambassador * habits.click_rate
    redirects = max(clicks * habits.in_the_peak_minute, habits.goes_round) / 60
    kits_a_week = habits.kits_a_week_per_1000 * employees / 1000
    live_links = kits_a_week * habits.weeks_live * habits.links_of_a_kit
    rows_a_day = live_links * habits.clicked_links_a_day
    days, links = 365 * habits.years, kits_a_week * 52 * habits.years * habits.links_of_a_kit
    months = links * 2.5
    cells = kits_a_week * 52 * habits.years * (habits.weeks_live + 1)
    database = (
        links * costs.link_bytes
        + rows_a_day * days * costs.click_day_bytes
        + months * costs.click_month_bytes
        + cells * costs.released_cell_bytes
    )
    clicks_a_day = clicks * kits_a_week / 7 / (1 - habits.in_the_peak_minute)
    return Need(
        employees=employees,
        pages_a_second=pages,
        redirects_a_second=redirects,
        web_cores=_whole(pages * costs.page_ms / 1000 / UTILISED),
        link_processes=_whole(redirects / costs.redirects_per_second / UTILISED),
        workers=_whole(clicks_a_day / 86_400 * PEAK / costs.clicks_counted_per_second / UTILISED),
        links_mb=ceil(links * costs.link_bytes_in_memory / 1e6),
        database_gb=round(database / 1e9, 1),
        counts_mb=ceil(kits_a_week * habits.weeks_live * 1.2 * costs.pending_cell_bytes / 1e6),
        letter_minutes=ceil(ambassadors / costs.mails_per_second / 60),
        day_of_clicks_seconds=round(clicks_a_day / costs.clicks_counted_per_second, 1),
    )


def table(costs: Costs, sizes: Sequence[int] = SIZES, habits: Habits | None = None) -> str:
    """The sizing table, as Markdown."""
    needs = [need(size, costs, habits) for size in sizes]
    rows = [
        ("pages a second in the busiest hour", [f"{each.pages_a_second:.1f}" for each in needs]),
        ("redirects a second in a post's busiest minute", [f"{each.redirects_a_second:,.0f}" for each in needs]),
        ("cores for pages", [str(each.web_cores) for each in needs]),
        ("`hub links` processes", [str(each.link_processes) for each in needs]),
        ("workers that count", [str(each.workers) for each in needs]),
        ("seconds to count a busy day's clicks", [f"{each.day_of_clicks_seconds:,.1f}" for each in needs]),
        ("links in each redirect process, MB", [f"{each.links_mb:,}" for each in needs]),
        ("pending counts, MB", [str(each.counts_mb) for each in needs]),
        ("database after five years, GB", [f"{each.database_gb:,.1f}" for each in needs]),
        ("minutes to mail the letter to every ambassador", [f"{each.letter_minutes:,}" for each in needs]),
    ]
    head = ["Employees", *(f"{size:,}" for size in sizes)]
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * len(sizes)]
    return "\n".join([*lines, *("| " + " | ".join([name, *values]) + " |" for name, values in rows)])


def first_to_end(employees: int, cores: int, costs: Costs, habits: Habits | None = None) -> str:
    """What is used up first on one machine with so many cores: pages, redirects or counting."""
    found = need(employees, costs, habits)
    used = {
        "pages": found.pages_a_second * costs.page_ms / 1000 / cores,
        "redirects": found.redirects_a_second / costs.redirects_per_second / cores,
        "counting": found.day_of_clicks_seconds * PEAK / 86_400 / cores,
    }
    return max(used, key=lambda name: used[name])


def _whole(share: float) -> int:
    """Whole processes, at least one."""
    return max(1, ceil(share))


def slower(costs: Costs, times: float) -> Costs:
    """The unit costs of a machine that is so many times slower."""
    return replace(
        costs,
        page_ms=costs.page_ms * times,
        redirects_per_second=costs.redirects_per_second / times,
        clicks_counted_per_second=costs.clicks_counted_per_second / times,
    )


@dataclass(frozen=True)
class Bench:
    """What `make bench` has written into docs/benchmarks.md."""

    redirects_per_second: float
    clicks_per_second: dict[str, tuple[float, float]]
    """By database: at its worst (nearly every click opens a row), and as clicks usually come."""
    link_bytes: float

    @property
    def costs(self) -> Costs:
        """The unit costs to plan with: counting at its worst, on the database that large organisations take."""
        return Costs(self.redirects_per_second, self.clicks_per_second["PostgreSQL"][0], self.link_bytes)


def measured(page: str) -> Bench:
    """The figures of a page that `make bench` has written.

    Raises:
        ValueError: one of them is not there.
    """
    number = r"\|\s*([\d,]+)\s*"
    (redirects,) = _found(rf"^\| \*\*our redirect\*\*[^|]*{number}", page)
    counting = {name: _found(rf"^\| {name} {number}{number}", page) for name in ("SQLite", "PostgreSQL")}
    links, after, before = _found(
        r"^Memory of the process with ([\d,]+) links: (\d+) MB after the load; "
        r"with the application and no links: (\d+) MB",
        page,
    )
    return Bench(
        redirects,
        {name: (uniform, skewed) for name, (skewed, uniform) in counting.items()},
        (after - before) * 1024 * 1024 / links,
    )


def units(bench: Bench) -> str:
    """The table of what `make bench` measures, as Markdown, each figure to two digits."""
    counting = ", ".join(
        f"{_rounded(worst)} to {_rounded(usual)} a second on {name}"
        for name, (worst, usual) in bench.clicks_per_second.items()
    )
    rows = [
        ("a redirect, recorded and answered", f"{_rounded(bench.redirects_per_second)} a second and process"),
        ("a click counted, its visitor included, at worst and as clicks usually come", counting),
        (
            "a link in the memory of a redirect process",
            f"{_rounded(bench.link_bytes)} bytes; 1,000,000 links take {_rounded(bench.link_bytes)} MB",
        ),
    ]
    return "\n".join(["| Unit | Measured |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def written(page: str, bench: Bench) -> str:
    """A page with both tables between their marks.

    Raises:
        ValueError: it has no marks.
    """
    for name, text in (("units", units(bench)), ("sizes", table(bench.costs))):
        begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, after = page.index(begin) + len(begin), page.index(end)
        page = f"{page[:before]}{text}\n{page[after:]}"
    return page


def main(docs: Path) -> None:
    """Print the table, and what is used up first on a machine with 2 cores; write both tables into docs/scale.md."""
    bench = measured((docs / "benchmarks.md").read_text(encoding="utf-8"))
    print(table(bench.costs))
    for size in SIZES:
        print(f"{size:>9,} employees on 2 cores: {first_to_end(size, 2, bench.costs)} are used up first")
    page = docs / "scale.md"
    page.write_text(written(page.read_text(encoding="utf-8"), bench), encoding="utf-8")


def _found(pattern: str, page: str) -> list[float]:
    match = re.search(pattern, page, re.MULTILINE)
    if match is None:
        raise ValueError(f"docs/benchmarks.md has no line like {pattern}")
    return [float(each.replace(",", "")) for each in match.groups()]


def _rounded(value: float) -> str:
    return f"{float(f'{value:.2g}'):,.0f}"


if __name__ == "__main__":
    main(Path(__file__).parents[2] / "docs")
