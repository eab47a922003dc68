"""What pages cost beside an empty one, and whether they make redirects wait."""

from __future__ import annotations

import http.client
import re
import statistics
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.bench import wrk
from tests.bench.world import World, codes

PAGES = {"/": "front page", "/kits/kit-1": "a kit", "/results": "results"}
CONNECTIONS = 8
REDIRECTS_A_SECOND = 400


@dataclass
class Pages:
    """Median answers a second of an empty Flask page and of ours; redirect latencies under mixed load in ms."""

    empty: float = 0.0
    rates: dict[str, float] = field(default_factory=dict)
    mixed: dict[str, tuple[float, float]] = field(default_factory=dict)
    beside: dict[str, float] = field(default_factory=dict)


def measure(world: World, rounds: int, seconds: float) -> Pages:
    """Pages in turn with the empty one; then redirects at a steady rate beside the heaviest."""
    for name in ("empty_flask", "web", "links"):
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
    heaviest = files[min(found.rates, key=lambda path: found.rates[path])]
    for name in ("links", "web"):
        _mixed(world, name, heaviest, seconds * 2, found)
    for name in ("empty_flask", "web", "links"):
        world.stop(name)
    return found


def _mixed(world: World, name: str, page: object, seconds: float, found: Pages) -> None:
    beside: list[float] = []
    # Two visitors who ask for the next page as soon as they have one: as many as the process can make.
    load = threading.Thread(
        target=lambda: beside.append(wrk.run(world.url("web"), page, seconds, 2).rate)  # type: ignore[arg-type]
    )
    load.start()
    time.sleep(0.3)
    times = steadily(world.url(name), codes(200), REDIRECTS_A_SECOND, seconds - 1)
    load.join()
    found.mixed[name] = (statistics.median(times), statistics.quantiles(times, n=100)[98])
    found.beside[name] = beside[0]


def steadily(url: str, some: list[str], a_second: int, seconds: float) -> list[float]:
    """Follow links at a steady rate from four connections; milliseconds of each."""
    found: list[float] = []
    begin = time.perf_counter()

    def send(number: int) -> None:
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
        for turn in range(int(a_second / 4 * seconds)):
            due = begin + (turn + number / 4) * 4 / a_second
            time.sleep(max(0.0, due - time.perf_counter()))
            asked = time.perf_counter()
            connection.request("GET", f"/r/{some[turn % len(some)]}", headers={"User-Agent": "Mozilla/5.0 (X11)"})
            connection.getresponse().read()
            found.append((time.perf_counter() - asked) * 1000)
        connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


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
