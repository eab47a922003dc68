"""`make bench`: measure everything in one run, print the table, write docs/benchmarks.md.

`QUICK=1` measures a small installation for a moment each and writes nothing.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

from hub.core import config, redis
from hub.ops import embedded, simulate
from tests import servers
from tests.bench import handler, ingest, naive, pages, redirect, report
from tests.bench.report import Counting, Findings
from tests.bench.world import world

ROOT = Path(__file__).parents[2]


def main() -> int:
    """Measure; 1 when an account does not balance, or the docs were asked for and could not be written."""
    quick = bool(os.environ.get("QUICK"))
    links, rounds, seconds = (20_000, 1, 1.0) if quick else (1_000_000, 3, 2.0)
    began = time.monotonic()
    print(f"Making an installation with {links:,} links …", flush=True)
    with world(links) as made:
        _say(began, "redirects")
        redirects = redirect.measure(made, links, 3 * rounds, seconds)
        _say(began, "pages")
        shown = pages.measure(made, rounds, 2.0 if quick else 3.0)
    counting = {}
    with servers.short_folder() as folder:
        _say(began, "counting on SQLite")
        counting["SQLite"] = _counting(f"sqlite:///{folder}/bench.db", quick)
    _say(began, "counting on PostgreSQL")
    with servers.postgres(durable=True) as address, servers.fresh_database(address) as url:
        counting["PostgreSQL"] = _counting(url, quick)
    found = Findings(links, rounds, redirects, handler.measure(), shown, counting)
    print(report.table(found))
    print(f"Finished after {time.monotonic() - began:.0f} seconds.")
    if not quick:
        report.write(found, ROOT / "docs")
        simulate.main(ROOT / "docs")
        print("Written: docs/benchmarks.md, and what docs/scale.md works out from it")
    return 0


def _counting(url: str, quick: bool) -> Counting:
    clicks, rounds, batches = (100_000, 1, 6) if quick else (1_000_000, 3, 30)
    with servers.short_folder() as folder:
        settings = config.load({"HUB_DATA_DIR": str(folder), "HUB_SECRET_KEY": "b" * 40, "HUB_ORG_NAME": "Fjordby"})
        server = embedded.start(settings, embedded.QUEUE)
        client = redis.connect(settings.redis_url)
        try:
            sessions = ingest.prepared(url)
            rates: dict[bool, list[float]] = {True: [], False: []}
            for turn in range(rounds):
                for skewed in (True, False):
                    rates[skewed].append(ingest.rate(sessions, client, clicks, skewed=skewed, seed=turn))
            sizes = [clicks // 8, clicks // 4, clicks // 2, clicks * 3 // 4, clicks]
            linear = ingest.linear(sessions, client, sizes, rounds)
            history = ingest.history(sessions, client, batches, clicks * 2 // 15)
            found = Counting(
                skewed=statistics.median(rates[True]),
                uniform=statistics.median(rates[False]),
                row_per_click=naive.row_per_click(url, 200 if quick else 1000),
                job_per_click=naive.job_per_click(url, client, 200 if quick else 1000),
                linear=linear,
                history=history,
            )
            sessions.kw["bind"].dispose()
        finally:
            client.close()
            server.terminate()
            server.wait(20)
    return found


def _say(began: float, what: str) -> None:
    print(f"{time.monotonic() - began:4.0f} s  {what} …", flush=True)


if __name__ == "__main__":
    sys.exit(main())
