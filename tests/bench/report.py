"""The table of ratios, and docs/benchmarks.md made of it."""

from __future__ import annotations

import datetime as dt
import os
import platform
import sqlite3
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.bench.ingest import History
from tests.bench.pages import PAGES, Pages
from tests.bench.plot import Panel, svg
from tests.bench.redirect import Redirects
from tests.bench.wrk import CONNECTIONS

PLOT = "img/benchmark-counting.svg"
PEERS = (
    ("GoatCounter 2.7 `/count`", 5.3, 5),
    ("Kutt 3.2 (SQLite + Redis)", 33, 30),
    ("Kutt 3.2 (PostgreSQL + Redis)", 40, 30),
    ("YOURLS 1.10 (MariaDB)", 66, 60),
    ("Umami 3.1 links (Redis)", 240, None),
)
"""Peer, how many times its rate the prototype reached beside it (recorded 2026-11-21), and what we want to reach."""
PROTOTYPE = 0.95
"""The prototype's share of its server's constant answer in that recording: by it, today's share is carried over."""
WAYS = {
    "constant": "constant 302, the same server: the limit",
    "links": "**our redirect**, recorded (`hub links`)",
    "web": "our redirect in front of the pages (`hub web`, 8 threads)",
    "through_flask": "the same work in a Flask view",
    "naive": "Flask + ORM: look up, insert a row, commit",
}


@dataclass(frozen=True)
class Counting:
    """Clicks a second on one database, and the proofs beside them."""

    skewed: float
    uniform: float
    row_per_click: float
    job_per_click: float
    linear: list[tuple[int, float]]
    history: History


@dataclass(frozen=True)
class Findings:
    """One run."""

    links: int
    rounds: int
    redirects: Redirects
    pages: Pages
    counting: dict[str, Counting]


def table(found: Findings) -> str:
    """What the terminal shows."""
    return "\n".join([*_redirects(found), *_account(found), *_counting(found), *_pages(found)])


def write(found: Findings, docs: Path) -> None:
    """Write docs/benchmarks.md and its plot."""
    (docs / PLOT).write_text(_plot(found))
    lines = [
        "# Benchmarks", "",
        "<!-- Written by `make bench`. Run it again; do not change figures by hand. -->", "",
        "Absolute figures drift by a quarter and more with the machine and what else it does. Read the ratios: all",
        f"in a table was measured in one run, in turn, and each figure is the median of {found.rounds} rounds.", "",
        *_machine(), "",
        *_redirects(found), *_account(found), *_peers(found), *_counting(found),
        f"![Left: seconds against new clicks. Right: clicks a second against rows counted before]({PLOT})", "",
        *_history(found), *_pages(found),
        "## Measure it yourself", "",
        "`make bench` takes about eight minutes; `make bench QUICK=1` a small installation, without writing this",
        "page; `make bench FAULTS=1` runs the faults at full length. Nothing else should run on the machine.", "",
    ]  # fmt: skip
    (docs / "benchmarks.md").write_text("\n".join(lines))


def _machine() -> list[str]:
    model = next((line.partition(":")[2].strip() for line in _cpu() if line.startswith("model name")), "unknown")
    load = (
        subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False).stdout.split("\n")[0].split(" [")[0]
    )
    names = ("granian", "flask", "sqlalchemy", "psycopg", "redis", "rq", "numpy", "datasketches")
    libraries = ", ".join(f"{name} {version(name)}" for name in names)
    return [
        f"{dt.datetime.now(dt.UTC).date().isoformat()}. {os.cpu_count()} cores ({model}), {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {libraries}. "
        f"Load: {load}, {CONNECTIONS} connections, on the same cores.",
    ]  # fmt: skip


def _cpu() -> Iterator[str]:
    try:
        yield from Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return


def _redirects(found: Findings) -> list[str]:
    redirects = found.redirects
    limit = redirects.rate("constant")
    ours = redirects.rate("links")
    rows = [
        (
            title,
            f"{redirects.rate(way):,.0f}",
            f"{redirects.rate(way) / limit:.1%}",
            f"{redirects.p99(way):.1f}",
            f"{ours / redirects.rate(way):.1f} ×",
        )
        for way, title in WAYS.items()
    ]
    return [
        "## Following a link", "",
        f"{found.links:,} links, 100,000 of them asked for without a favourite; 300 browsers and 30 robots, some",
        "without a user agent; 1 % HEAD; 5 % unknown codes; two kits pointed elsewhere every second while it runs.",
        "Each redirect is classified, gets its visitor's hash, and is on disk before it is answered.", "",
        *_lines(("Way", "Answers/s", "Of the limit", "p99 ms", "Ours is"), rows), "",
        f"Wanted: at least 80 % of the limit, at least 40 × the naive way, p99 at most 2 × the limit's. "
        f"Reached: {ours / limit:.0%}, {ours / redirects.rate('naive'):.0f} ×, "
        f"{redirects.p99('links') / redirects.p99('constant'):.1f} ×.", "",
        f"Memory of the process with {found.links:,} links: {redirects.memory['links after']:.0f} MB after the load; "
        f"with the application and no links: {redirects.memory['constant']:.0f} MB. A change of a link was "
        f"followed after {redirects.slowest_edit:.1f} s at most (wanted: 2 s).", "",
    ]  # fmt: skip


def _account(found: Findings) -> list[str]:
    redirects = found.redirects
    return [
        f"**Nothing lost.** {redirects.answered:,} redirects were answered, and {redirects.counted:,} clicks and "
        f"filtered requests are in the database. The difference, {redirects.counted - redirects.answered:,}, is what "
        f"the load generator had asked and not read when it hung up (at most {redirects.in_flight:,}). "
        "The run fails when this does not balance.", "",
    ]  # fmt: skip


def _peers(found: Findings) -> list[str]:
    share = found.redirects.rate("links") / found.redirects.rate("constant")
    rows = [
        (name, f"{recorded:g} ×", f"{recorded * share / PROTOTYPE:.1f} ×", f"{wanted} ×" if wanted else "")
        for name, recorded, wanted in PEERS
    ]
    return [
        "### Beside others", "",
        "The others were not run today. On 2026-11-21 they were measured in turn with a prototype of this redirect on",
        "the same kind of machine; the prototype reached 95 % of its server's constant answer. The third column is",
        "that recording, carried over by today's share of the limit.", "",
        *_lines(("Peer", "Recorded: prototype ÷ peer", "Ours ÷ peer, carried over", "Wanted"), rows), "",
    ]  # fmt: skip


def _counting(found: Findings) -> list[str]:
    rows = [
        (
            name, f"{each.skewed:,.0f}", f"{each.uniform:,.0f}", f"{each.row_per_click:,.0f}",
            f"{each.job_per_click:,.0f}", f"{each.uniform / each.row_per_click:,.0f} ×",
        )
        for name, each in found.counting.items()
    ]  # fmt: skip
    return [
        "## Counting clicks", "",
        "Clicks a second of one process, from the stream in Redis to committed counts, visitors included. Skewed:",
        "Zipf's law, a million clicks on 190,000 links × days. Uniform is the worst case: 800,000 links × days, so",
        "that nearly every click opens a row.", "",
        *_lines(
            ("Database", "Skewed", "Uniform", "Naive: a row and a commit", "Naive: a job", "Uniform ÷ row"), rows
        ), "",
        "Wanted: SQLite 500,000 and 200,000, PostgreSQL 250,000 and 100,000.", "",
    ]  # fmt: skip


def _history(found: Findings) -> list[str]:
    lines = []
    for name, each in found.counting.items():
        rates, memory = each.history.rates, each.history.memory
        lines.append(
            f"- {name}: {rates[1]:,.0f} clicks/s with {each.history.rows[1]:,} rows counted before, {rates[-1]:,.0f} "
            f"with {each.history.rows[-1]:,}. Memory: {memory[1]:.0f} MB then, {memory[-1]:.0f} MB at the end."
        )
    return ["What was counted before does not matter: rows are ordered by day, so new ones touch the table's end.", "",
            *lines, ""]  # fmt: skip


def _pages(found: Findings) -> list[str]:
    pages = found.pages
    rows = [
        (f"{title} (`{path}`)", f"{pages.rates[path]:,.0f}", f"{pages.empty / pages.rates[path]:.0f} ×")
        for path, title in PAGES.items()
    ]
    mixed = [
        (
            "a process of its own" if name == "links" else "the process of the pages",
            f"{p50:.1f}", f"{p99:.1f}", f"{pages.beside[name]:,.0f}",
        )
        for name, (p50, p99) in pages.mixed.items()
    ]  # fmt: skip
    return [
        "## Pages", "",
        f"Of an empty Flask page the same server makes {pages.empty:,.0f} a second. One process, signed in.", "",
        *_lines(("Page", "Pages/s", "An empty page is faster by"), rows), "",
        "400 redirects a second beside the heaviest page, asked for without a pause:", "",
        *_lines(("Redirects served by", "p50 ms", "p99 ms", "Pages/s beside them"), mixed), "",
        "Wanted: p99 at most 10 ms from the process of its own.", "",
    ]  # fmt: skip


def _plot(found: Findings) -> str:
    return svg(
        [
            Panel(
                "Cost is linear in new clicks", "new clicks", "seconds",
                {name: [(0, 0), *each.linear] for name, each in found.counting.items()},
            ),
            Panel(
                "… and independent of history", "rows counted before", "clicks/s",
                {
                    name: list(zip(each.history.rows, each.history.rates, strict=True))
                    for name, each in found.counting.items()
                },
            ),
        ]
    )  # fmt: skip


def _lines(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, tuple("---" for _ in head), *rows)]
