"""What one redirect costs beside its server: each thing it must do, alone, in microseconds of this process's time."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from redis import Redis
from sqlalchemy.orm import sessionmaker

from hub.core import clock
from hub.links.agents import classify
from hub.links.compact import CompactLinks
from hub.links.events import NO_LINK, NOBODY, RECORD, Kind
from hub.links.recorder import Recorder
from hub.links.redirect import PREFIX, RedirectPath
from hub.links.table import LinkTable
from tests.bench import wrk
from tests.bench.world import codes

LINKS, REQUESTS, TIMES = 100_000, 20_000, 5
_LOCATION = (
    "https://job.fjordby.example/stilling/{0}?utm_source=linkedin&utm_medium=employee_advocacy&utm_campaign=kit-{0}"
)
_ADDRESS = "10.1.2.3"


def measure() -> dict[str, float]:
    """Microseconds of the whole and of its parts: the quickest of some rounds each, because others share the cores."""
    clock.configure("Europe/Copenhagen")
    every = codes(LINKS)
    table = LinkTable(sessionmaker())
    table._links = CompactLinks((code, number, _LOCATION.format(number // 50)) for number, code in enumerate(every, 1))
    chosen = random.Random(3)
    agents = wrk.agents(chosen)
    requests = [
        {
            "REQUEST_METHOD": "GET", "PATH_INFO": PREFIX + chosen.choice(every), "REMOTE_ADDR": "127.0.0.1",
            "HTTP_X_FORWARDED_FOR": _ADDRESS, "HTTP_USER_AGENT": chosen.choice(agents),
        }
        for _ in range(REQUESTS)
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        recorder = Recorder(Path(folder), Redis(unix_socket_path=f"{folder}/nothing"), lambda _day: bytes(32))
        front = RedirectPath(_nothing, table, recorder, trusted_proxies=1)
        found = _parts(front, table, recorder, requests)
        recorder.stop()
    return found


def _parts(front: Any, table: LinkTable, recorder: Recorder, requests: Sequence[dict[str, str]]) -> dict[str, float]:
    front(requests[0], _told)
    work = recorder.start()
    if work is None:
        raise AssertionError("the spool could not be opened")
    append, packed = work.spool.append, RECORD.pack(NO_LINK, 20_000, Kind.BOT, NOBODY)
    found = {
        "the whole": _each(lambda request: front(request, _told), requests),
        "find the link": _each(lambda request: table.get(request["PATH_INFO"][3:]), requests),
        "classify the visitor": _each(lambda request: classify(request["HTTP_USER_AGENT"], request), requests),
        "append to the file": _each(lambda _: append(packed), requests),
    }
    record = _each(lambda request: recorder.record(1, Kind.CLICK, _ADDRESS, request["HTTP_USER_AGENT"]), requests)
    found["make the visitor's hash and look at the day"] = record - found["append to the file"]
    return found


def _each(work: Callable[[dict[str, str]], object], requests: Sequence[dict[str, str]]) -> float:
    best = float("inf")
    for _ in range(TIMES):
        began = time.process_time()
        for request in requests:
            work(request)
        best = min(best, time.process_time() - began)
    return best / len(requests) * 1e6


def _nothing(_environ: dict[str, Any], _start: Any) -> Iterable[bytes]:
    return []


def _told(_status: str, _headers: object) -> None:
    return None
