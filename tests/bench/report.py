"""The table of ratios, and docs/benchmarks.md made of it."""

from __future__ import annotations

import datetime as dt
import os
import platform
import sqlite3
import statistics
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.bench.ingest import History
from tests.bench.pages import PAGES, PAGES_A_SECOND, REDIRECTS_A_SECOND, Pages
from tests.bench.plot import Line, Panel, svg
from tests.bench.redirect import Redirects
from tests.bench.world import LINKS_OF_A_KIT
from tests.bench.wrk import CONNECTIONS

PLOT = "img/benchmark-counting.svg"
PEERS = (
    ("GoatCounter 2.7 `/count`", 5.3, 5),
    ("Kutt 3.2 (SQLite + Redis)", 33, 30),
    ("Kutt 3.2 (PostgreSQL + Redis)", 40, 30),
    ("YOURLS 1.10 (MariaDB)", 66, 60),
    ("Umami 3.1 links (Redis)", 240, None),
)
"""Peer, how many times its rate the prototype reached beside it (recorded 2026-11-21), and what was wished."""
WANTED = 0.80
"""The share of the least that a redirect must do which ours must reach (docs/decisions/0017)."""
WANTED_NAIVE = 28
PROTOTYPE = 0.95
"""The prototype's share of its server's constant answer in that recording: by it, today's share is carried over."""
WAYS = {
    "constant": "constant 302, the same server: the limit",
    "look_up": "a look-up among the links, and nothing else",
    "least": "each thing that must be done, as plainly as Python can",
    "links": "**our redirect**, recorded (`hub links`)",
    "scattered": "the same, when no link is asked for more than another",
    "web": "our redirect in front of the pages (`hub web`, 8 threads)",
    "through_flask": "the same work in a Flask view",
    "naive": "Flask + ORM: look up, insert a row, commit",
}
MIXED = {
    "constant": "the constant 302, a process of its own: the limit",
    "links": "**a process of its own** (`hub links`)",
    "web": "the process of the pages (`hub web`)",
}
MOST_MS = 10
"""Milliseconds that 99 of 100 redirects may take beside pages."""


@dataclass(frozen=True)
class Counting:
    """Clicks a second on one database, and the proofs beside them."""

    skewed: float
    uniform: float
    row_per_click: float
    job_per_click: float
    linear: dict[int, list[float]]
    history: History


@dataclass(frozen=True)
class Findings:
    """One run."""

    links: int
    rounds: int
    redirects: Redirects
    handler: dict[str, float]
    pages: Pages
    counting: dict[str, Counting]


def table(found: Findings) -> str:
    """What the terminal shows."""
    return "\n".join([*_redirects(found), *_handler(found), *_account(found), *_counting(found), *_pages(found)])


def write(found: Findings, docs: Path) -> None:
    """Write docs/benchmarks.md and its plot."""
    (docs / PLOT).write_text(_plot(found))
    lines = [
        "# Benchmarks", "",
        "<!-- Written by `make bench`. Run it again; do not change figures by hand. -->", "",
        "For IT operations. Absolute figures drift by a quarter and more with the machine and what else it does.",
        "Read the ratios: all in a table was measured in one run, in turn, and each figure is the median of",
        f"{found.rounds} rounds, of redirects {3 * found.rounds} short ones.", "",
        *_machine(), "",
        *_redirects(found), *_handler(found), *_account(found), *_peers(found), *_counting(found),
        f"![Left: seconds against new clicks, straight lines through zero. Right: seconds for the same number of new "
        f"clicks against rows counted before, level lines]({PLOT})", "",
        *_history(found), *_pages(found),
        "## Measure it yourself", "",
        "`make bench` takes about ten minutes; `make bench QUICK=1` a small installation, without writing this page;",
        "`make bench FAULTS=1` runs the faults at full length, a quarter of an hour, ten minutes of it without Redis.",
        "Nothing else should run on the machine.", "",
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
        f"{found.links:,} links, asked for after Zipf's law; 300 browsers and 30 robots, some without a user agent;",
        "1 % HEAD; 5 % unknown codes; two kits pointed elsewhere every second while it runs. Each redirect is",
        "classified, gets its visitor's hash, and would survive `kill -9` before it is answered.", "",
        *_lines(("Way", "Answers/s", "Of the limit", "p99 ms", "Ours is"), rows), "",
        f"Wanted: at least {WANTED:.0%} of the least, at least {WANTED_NAIVE} × the naive way, p99 at most 2 × the "
        f"limit's. Reached: {ours / redirects.rate('least'):.0%}, {ours / redirects.rate('naive'):.0f} ×, "
        f"{redirects.p99('links') / redirects.p99('constant'):.1f} ×.", "",
        f"The wish was 80 % of the limit. The least that does everything comes to "
        f"{redirects.rate('least') / limit:.0%}: load, server and Python share the same two cores, so that each "
        "microsecond of ours is one that the others wait. So the least is the measure (docs/decisions/0017).", "",
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


def _handler(found: Findings) -> list[str]:
    redirects = found.redirects
    limit, ours = (1e6 / redirects.rate(way) for way in ("constant", "links"))
    parts = ", ".join(f"{name} {took:.1f}" for name, took in found.handler.items())
    return [
        f"**Where it goes.** The constant answer takes {limit:.0f} µs, ours {ours:.0f}: {ours - limit:.0f} more. "
        f"Alone, without a server, our handler takes (µs of its process): {parts}. Beside a server and a load that "
        "want the same cores it takes about twice as long; the rest is the page of an unknown code, which 5 % get, and "
        "the threads that sync, ship and follow changes.", "",
    ]  # fmt: skip


def _peers(found: Findings) -> list[str]:
    share = found.redirects.rate("links") / found.redirects.rate("constant")
    rows = [
        (name, f"{recorded:g} ×", f"{recorded * share / PROTOTYPE:.1f} ×", f"{wished} ×" if wished else "")
        for name, recorded, wished in PEERS
    ]
    needed = max(wished * PROTOTYPE / recorded for _, recorded, wished in PEERS if wished)
    return [
        "### Beside others", "",
        "The others were not run today. On 2026-11-21 they were measured in turn with a prototype of this redirect on",
        "the same kind of machine; the prototype reached 95 % of its server's constant answer. The third column is",
        "that recording, carried over by today's share of the limit.", "",
        *_lines(("Peer", "Recorded: prototype ÷ peer", "Ours ÷ peer, carried over", "Wished"), rows), "",
        f"Together the wishes ask for {needed:.0%} of the limit: what the prototype passed, which knew few links and "
        "classified nobody.", "",
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
        (few, quick), *_, (many, slow) = ((size, statistics.median(taken)) for size, taken in each.linear.items())
        past, memory = each.history, each.history.memory
        third = len(past.rows) // 3
        lines += [
            f"- {name}, new clicks: {quick / few * 1e6:.1f} µs for each of {few:,}, {slow / many * 1e6:.1f} µs for "
            f"each of {many:,}.",
            f"- {name}, history: {past.rate(slice(1, third)):,.0f} clicks/s while the first {past.rows[third]:,} rows "
            f"came, {past.rate(slice(-third, None)):,.0f} after {past.rows[-third]:,}. Memory: {memory[1]:.0f} MB "
            f"then, {memory[-1]:.0f} MB at the end.",
        ]
    return ["What was counted before does not matter: rows are ordered by day, so new ones touch the table's end. Dots",
            "are single measurements, lines their medians (right: of three in a row), dashes what exact proportion and",
            "no change at all would look like.", "", *lines, ""]  # fmt: skip


def _pages(found: Findings) -> list[str]:
    pages = found.pages
    rows = [
        (f"{title} (`{path}`)", f"{pages.rates[path]:,.0f}", f"{pages.empty / pages.rates[path]:.0f} ×")
        for path, title in PAGES.items()
    ]
    mixed = [
        (
            MIXED[name], f"{each.p50:.1f}", f"{each.p99:.1f}", f"{each.rate:.0f}",
            f"{each.page_rate:.0f}", f"{each.page_p50:.0f} / {each.page_p99:.0f}",
        )
        for name, each in pages.mixed.items()
    ]  # fmt: skip
    ours, limit = pages.mixed["links"].p99, pages.mixed["constant"].p99
    return [
        "## Pages", "",
        f"Of an empty Flask page the same server makes {pages.empty:,.0f} a second. One process, signed in; "
        f"{found.links // LINKS_OF_A_KIT:,} kits, all of them live.", "",
        *_lines(("Page", "Pages/s", "An empty page is faster by"), rows), "",
        f"{REDIRECTS_A_SECOND} redirects a second beside {PAGES_A_SECOND} pages a second, the heaviest "
        f"(`{pages.heaviest}`). Both loads keep their rate, whether the server keeps up or not:", "",
        *_lines(
            ("Redirects served by", "p50 ms", "p99 ms", "Redirects/s", "Pages/s", "A page's p50 / p99 ms"), mixed
        ), "",
        f"Wanted: p99 at most {MOST_MS} ms from the process of its own. Reached: {ours:.1f} ms, where the constant "
        f"answer takes {limit:.1f} ms.", "",
    ]  # fmt: skip


def _plot(found: Findings) -> str:
    each = found.counting.items()
    batch = next(iter(found.counting.values())).history.size
    return svg(
        [
            Panel("Cost is linear in new clicks", "new clicks", "seconds", [_linear(*one) for one in each]),
            Panel(
                "… and independent of history", "rows counted before", f"seconds for {batch:,} new clicks",
                [_past(*one) for one in each],
            ),
        ]
    )  # fmt: skip


def _linear(name: str, counting: Counting) -> Line:
    dots = [(size, took) for size, taken in counting.linear.items() for took in taken]
    middle = [(0.0, 0.0), *((size, statistics.median(taken)) for size, taken in counting.linear.items())]
    far = max(counting.linear)
    return Line(name, dots, middle, [(0, 0), (far, far * statistics.median(took / size for size, took in dots))])


def _past(name: str, counting: Counting) -> Line:
    past = counting.history
    dots = list(zip(past.rows, past.seconds, strict=True))
    threes = [dots[at : at + 3] for at in range(0, len(dots), 3)]
    middle = [(part[len(part) // 2][0], statistics.median(took for _, took in part)) for part in threes]
    same = statistics.median(past.seconds)
    return Line(name, dots, middle, [(0, same), (past.rows[-1], same)])


def _lines(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    return [f"| {' | '.join(cells)} |" for cells in (head, tuple("---" for _ in head), *rows)]
