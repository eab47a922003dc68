"""Running `wrk`, the load generator, with a file of requests."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from crawleruseragents import CRAWLER_USER_AGENTS_DATA

from hub.links.agents import by_agent
from hub.links.events import Kind

SCRIPT = Path(__file__).parent / "wrk.lua"
CONNECTIONS = 48
UNKNOWN = 0.05


@dataclass(frozen=True)
class Load:
    """What `wrk` measured. `refused` are answers of 400 and above; latencies in milliseconds."""

    requests: int
    refused: int
    broken: int
    seconds: float
    p50: float
    p99: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds


def run(url: str, requests: Path, seconds: float, connections: int = CONNECTIONS, seed: int = 1) -> Load:
    """One round of load with one thread, because the server needs the other core."""
    command = [
        "wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "10s", "-s", str(SCRIPT),
        url, "--", str(requests), str(seed),
    ]  # fmt: skip
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = json.loads(told.rpartition("JSON ")[2])
    return Load(**found)


def agents(random_: random.Random) -> list[str]:
    """A mixture of user agents: three hundred browsers to thirty bots, and nothing."""
    browsers = [
        f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{major}.0.{minor}.0 Safari/537.36"
        for system in ("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "Linux; Android 10; K")
        for major in range(120, 140)
        for minor in range(5)
    ]
    bots = [
        agent
        for entry in random_.sample(CRAWLER_USER_AGENTS_DATA, 200)
        for agent in entry["instances"][:1]
        if by_agent(agent) is Kind.BOT and agent.isascii() and agent.strip() == agent
    ]
    return [*browsers, *bots[:30], ""]


def write_requests(file: Path, codes: Iterable[str], unknown: float = UNKNOWN) -> None:
    """Requests for these codes by many visitors with mixed agents; `unknown`: the share of codes that do not exist."""
    random_ = random.Random(20261122)
    mixed = agents(random_)
    with file.open("w") as out:
        for code in codes:
            exists = random_.random() >= unknown
            asked_for = code if exists else "".join(random_.choices("23456789abcdef", k=8))
            address = f"10.{random_.randrange(256)}.{random_.randrange(256)}.{random_.randrange(256)}"
            # wrk waits for good for a body where HEAD is answered with a length, as for the page of an unknown code.
            method = "HEAD" if exists and random_.random() < 0.01 else "GET"
            out.write(f"{method} /r/{asked_for} {address} - {random_.choice(mixed)}\n")


def write_page(file: Path, path: str, cookie: str) -> None:
    """One request again and again."""
    agent = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
    file.write_text(f"GET {path} 192.0.2.1 {cookie or '-'} {agent}\n")


def asked(line: str) -> tuple[str, str, dict[str, str]]:
    """Method, path and headers of one written request."""
    method, path, address, cookie, agent = line.split(" ", 4)
    headers = {"X-Forwarded-For": address}
    if agent:
        headers["User-Agent"] = agent
    if cookie != "-":
        headers["Cookie"] = cookie
    return method, path, headers
