"""A steady load: so many requests a second, whether the server keeps up or not, from a process of its own.

`python -m tests.bench.steady ADDRESS FILE RATE SECONDS` asks for the requests of a file (as `wrk` gets them) one after
another, and prints how long each took as JSON.
"""

from __future__ import annotations

import http.client
import json
import statistics
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.wrk import asked

CONNECTIONS = 16


@dataclass
class Steady:
    """Milliseconds of each answer, from the moment it was due; how many were errors; and the seconds it all took."""

    times: list[float] = field(default_factory=list)
    refused: int = 0
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Answers a second that were really given."""
        return len(self.times) / self.seconds

    def percentile(self, of: int) -> float:
        """Milliseconds that so many of a hundred answers stay below."""
        return statistics.quantiles(self.times, n=100)[of - 1]


def begin(url: str, requests: Path, rate: float, seconds: float) -> subprocess.Popen[str]:
    """Start the load in a process of its own; `finished` waits for it."""
    command = [sys.executable, "-m", "tests.bench.steady", url, str(requests), str(rate), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def finished(load: subprocess.Popen[str]) -> Steady:
    """What a load has measured.

    Raises:
        AssertionError: it broke, or was answered with an error.
    """
    told, _ = load.communicate()
    if load.returncode:
        raise AssertionError("a steady load broke")
    found = Steady(**json.loads(told))
    if found.refused:
        raise AssertionError(f"{found.refused} answers of a steady load were errors")
    return found


def send(url: str, requests: Path, rate: float, seconds: float) -> Steady:
    """Ask at a steady rate, on kept-alive connections that take turns."""
    found, lines = Steady(), requests.read_text().splitlines()
    started = time.perf_counter() + 0.2

    def follow(place: int) -> None:
        connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=30)
        connection.connect()
        for turn in range(place, int(rate * seconds), CONNECTIONS):
            due = started + turn / rate
            early = due - time.perf_counter()
            if early > 0:
                time.sleep(early)
            # Waking late is this process's fault; a connection that still waits for an answer is the server's.
            since = due if early < 0 else time.perf_counter()
            method, path, headers = asked(lines[turn % len(lines)])
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            answer.read()
            found.times.append((time.perf_counter() - since) * 1000)
            found.refused += answer.status >= 400
        connection.close()

    threads = [threading.Thread(target=follow, args=(place,)) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.seconds = time.perf_counter() - started
    return found


if __name__ == "__main__":
    done = send(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]))
    print(json.dumps(vars(done)))
