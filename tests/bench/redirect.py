"""Redirects a second against the server's limit, with nothing lost: every 302 that was answered is in the database."""

from __future__ import annotations

import http.client
import random
import statistics
import threading
import time
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from sqlalchemy import update

from hub.links import service
from hub.links.models import TrackingLink
from tests.bench import wrk
from tests.bench.world import World, codes
from tests.bench.wrk import Load

WAYS = ("constant", "look_up", "least", "links", "scattered", "web", "through_flask", "naive")
SCATTERED = "scattered"
"""The process of `links` again, asked for every link as often as for any other."""
PROCESSES = tuple(way for way in WAYS if way != SCATTERED)
COUNTED = ("links", SCATTERED, "web", "through_flask")
PREPARED = 100_000
"""Requests that are prepared: twice as many as links that a process remembers as answered."""


@dataclass
class Redirects:
    """The rounds of each way, and the account of what was answered and counted."""

    rounds: dict[str, list[Load]] = field(default_factory=dict)
    answered: int = 0
    counted: int = 0
    in_flight: int = 0
    edits: int = 0
    slowest_edit: float = 0.0
    memory: dict[str, float] = field(default_factory=dict)

    def rate(self, way: str) -> float:
        """Median answers a second."""
        return statistics.median(load.rate for load in self.rounds[way])

    def p99(self, way: str) -> float:
        """Median of the rounds' 99th percentiles, in milliseconds."""
        return statistics.median(load.p99 for load in self.rounds[way])


def measure(world: World, links: int, rounds: int, seconds: float) -> Redirects:
    """All ways in turn, `rounds` times; then the account.

    Raises:
        AssertionError: the database does not hold what was answered, or a change was not followed in time.
    """
    found = Redirects(rounds={way: [] for way in WAYS})
    files = _requests(world.folder, codes(links))
    for way in PROCESSES:
        world.start(way)
    found.memory = {way: world.memory(way) for way in ("constant", "links")}
    for way in PROCESSES:
        # Every user agent is looked up once in the list of crawlers, and every page made once.
        warm = wrk.run(world.url(way), files[way], 1.0)
        if way in COUNTED:
            found.answered += warm.requests - warm.refused
            found.in_flight += wrk.CONNECTIONS
    editor = _Editor(world)
    editor.start()
    for turn in range(rounds):
        for way in WAYS:
            load = wrk.run(world.url("links" if way == SCATTERED else way), files[way], seconds, seed=turn)
            found.rounds[way].append(load)
            if load.broken:
                raise AssertionError(f"{load.broken} connections to {way} broke")
            if way in COUNTED:
                found.answered += load.requests - load.refused
                # `wrk` hangs up on what it has asked last; those are recorded and never read.
                found.in_flight += wrk.CONNECTIONS
    editor.stop()
    found.edits, found.slowest_edit = editor.edits, editor.slowest(world.url("links"))
    found.answered += editor.asked
    found.answered += _exactly(world.url("links"), files[SCATTERED], 2000 if links < 100_000 else 10_000)
    found.memory["links after"] = world.memory("links")
    _account(world, found)
    for way in PROCESSES:
        world.stop(way)
    return found


def _requests(folder: Path, every: list[str]) -> dict[str, Path]:
    """By way, the file of its requests: most people follow a few of the links there are, after Zipf's law."""
    chosen = random.Random(7)
    shares = list(accumulate(1 / place for place in range(1, len(every) + 1)))
    wrk.write_requests(folder / "requests", chosen.choices(every, cum_weights=shares, k=PREPARED))
    wrk.write_requests(folder / SCATTERED, chosen.choices(every, k=PREPARED))
    return {way: folder / (SCATTERED if way == SCATTERED else "requests") for way in WAYS}


def _account(world: World, found: Redirects) -> None:
    found.counted = -1
    while found.counted != (now := world.counted()):
        found.counted = now
        time.sleep(1.0)
    if not found.answered <= found.counted <= found.answered + found.in_flight:
        raise AssertionError(f"{found.answered} redirects were answered, and {found.counted} are in the database")


def _exactly(url: str, file: Path, requests: int) -> int:
    """Send requests one by one on kept-alive connections and read every answer; how many were 302."""
    lines = file.read_text().splitlines()[:requests]
    found: list[int] = []

    def send(part: list[str]) -> None:
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
        answered = 0
        for line in part:
            method, path, headers = wrk.asked(line)
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            answered += answer.status == 302
        connection.close()
        found.append(answered)

    threads = [threading.Thread(target=send, args=(lines[at::4],)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(found) != len(threads):
        raise AssertionError("a connection of the exact account broke")
    return sum(found)


class _Editor:
    """Points a kit's links elsewhere all the time, and looks how soon that is followed."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._edit)
        self.edits = 0
        self.asked = 0

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def _edit(self) -> None:
        while not self._stop.wait(0.5):
            self._repoint()

    def _repoint(self) -> str:
        where = f"https://fjordby.example/tak/{self.edits}"
        with self._world.sessions() as session:
            service.repoint(session, 1 + self.edits % 50, where)
            session.commit()
        self.edits += 1
        return where

    def slowest(self, url: str, times: int = 3) -> float:
        """Seconds until the process under test led to the new page, in the worst of some cases."""
        worst = 0.0
        code = codes(1)[0]
        with self._world.sessions() as session:
            session.execute(update(TrackingLink).where(TrackingLink.code == code).values(kit_id=1, source="edited"))
            session.commit()
        for turn in range(times):
            self.edits = 50 * (turn + 1)
            where = self._repoint()
            begin = time.perf_counter()
            while self._location(url, code) != where:
                if time.perf_counter() - begin > 5:
                    raise AssertionError("a changed link was not followed within five seconds")
                time.sleep(0.02)
            worst = max(worst, time.perf_counter() - begin)
        return worst

    def _location(self, url: str, code: str) -> str:
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=10)
        connection.request("HEAD", f"/r/{code}", headers={"User-Agent": "Mozilla/5.0 (X11; Linux x86_64)"})
        answer = connection.getresponse()
        self.asked += answer.status == 302
        connection.close()
        return answer.getheader("Location", "")
