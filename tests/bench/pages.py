"""What pages cost beside an empty one, and whether they make redirects wait."""

from __future__ import annotations

import http.client
import re
import statistics
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from tests.bench import steady, wrk
from tests.bench.world import World, codes

PAGES = {"/": "front page", "/kits/kit-1": "a kit", "/results": "results"}
CONNECTIONS = 8
REDIRECTS_A_SECOND, PAGES_A_SECOND = 400, 20
MIXED = ("constant", "links", "web")
"""Who answers the redirects of the mixed load. The constant answer shows what the machine allows."""


@dataclass(frozen=True)
class Mixed:
    """A round of the mixed load: milliseconds and answers a second of the redirects, and of the pages beside them."""

    p50: float
    p99: float
    rate: float
    page_p50: float
    page_p99: float
    page_rate: float


@dataclass
class Pages:
    """Median answers a second of an empty Flask page and of ours; and the mixed load by who answers the redirects."""

    empty: float = 0.0
    rates: dict[str, float] = field(default_factory=dict)
    heaviest: str = ""
    mixed: dict[str, Mixed] = field(default_factory=dict)


def measure(world: World, rounds: int, seconds: float) -> Pages:
    """Pages in turn with the empty one; then redirects at a steady rate beside the heaviest."""
    for name in ("empty_flask", *MIXED):
        world.start(name)
    cookie = sign_in(world.url("web"), "employee")
    files = {path: world.folder / f"page{place}" for place, path in enumerate(PAGES)}
    for path, file in files.items():
        wrk.write_page(file, path, cookie)
    nothing = world.folder / "nothing"
    wrk.write_page(nothing, "/", "")
    found = Pages()
    loads: dict[str, list[float]] = {name: [] for name in ("empty", *PAGES)}
    for _ in range(rounds):
        loads["empty"].append(wrk.run(world.url("empty_flask"), nothing, seconds, CONNECTIONS).rate)
        for path, file in files.items():
            load = wrk.run(world.url("web"), file, seconds, CONNECTIONS)
            if load.refused or load.broken:
                raise AssertionError(f"{load.refused + load.broken} answers of {path} were errors")
            loads[path].append(load.rate)
    found.empty = statistics.median(loads["empty"])
    found.rates = {path: statistics.median(loads[path]) for path in PAGES}
    found.heaviest = min(found.rates, key=lambda path: found.rates[path])
    world.stop("empty_flask")
    redirects = world.folder / "mixed"
    wrk.write_requests(redirects, codes(200) * 10, unknown=0)
    turns: dict[str, list[Mixed]] = {name: [] for name in MIXED}
    for name in MIXED:
        wrk.run(world.url(name), redirects, 1.0)
    for _ in range(rounds):
        for name in MIXED:
            turns[name].append(_mixed(world, name, redirects, files[found.heaviest], seconds * 2))
    # A round as it was, the one with the middle p99: its figures belong together.
    found.mixed = {name: sorted(turn, key=lambda each: each.p99)[len(turn) // 2] for name, turn in turns.items()}
    for name in MIXED:
        world.stop(name)
    return found


def _mixed(world: World, name: str, redirects: Path, page: Path, seconds: float) -> Mixed:
    """Both loads at once, each from a process of its own and at a rate of its own."""
    loads = [
        steady.begin(world.url(name), redirects, REDIRECTS_A_SECOND, seconds),
        steady.begin(world.url("web"), page, PAGES_A_SECOND, seconds),
    ]
    followed, beside = (steady.finished(load) for load in loads)
    return Mixed(
        followed.percentile(50), followed.percentile(99), followed.rate,
        beside.percentile(50), beside.percentile(99), beside.rate,
    )  # fmt: skip


def sign_in(url: str, persona: str) -> str:
    """Sign a persona in; the cookies to send."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
    connection.request("GET", "/sign-in")
    page = connection.getresponse()
    cookies = _cookies(page)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
    if token is None:
        raise AssertionError("the sign-in page has no token")
    form = urlencode({"persona": persona, "csrf_token": token[1]})
    head = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": ";".join(cookies)}
    connection.request("POST", "/sign-in/demo", form, head)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    if answer.status != 303:
        raise AssertionError(f"signing in was answered {answer.status}")
    return ";".join({each.partition("=")[0]: each for each in [*cookies, *_cookies(answer)]}.values())


def _cookies(answer: http.client.HTTPResponse) -> list[str]:
    return [each.partition(";")[0] for each in answer.headers.get_all("Set-Cookie") or []]
