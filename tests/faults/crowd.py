"""Visitors who follow links all the time, and remember what they were answered."""

from __future__ import annotations

import http.client
import os
import threading
import time
from dataclasses import dataclass, field

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0"
FULL = bool(os.environ.get("FAULTS"))
"""Whether the faults last as long as they may in life (`make bench FAULTS=1`), or as long as a test may."""


@dataclass
class Crowd:
    """Follows the links of `codes` at `url` from some kept-alive connections until it is told to stop."""

    url: str
    codes: list[str]
    connections: int = 4
    a_second: float = 400.0
    answered: int = 0
    errors: list[str] = field(default_factory=list)
    slowest: float = 0.0
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> Crowd:
        """Begin."""
        for number in range(self.connections):
            thread = threading.Thread(target=self._follow, args=(number,))
            self._threads.append(thread)
            thread.start()
        return self

    def stop(self) -> Crowd:
        """Stop, once everybody has their last answer."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        return self

    def _follow(self, number: int) -> None:
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=60)
        turn = 0
        while not self._stop.wait(self.connections / self.a_second):
            turn += 1
            headers = {"User-Agent": BROWSER, "X-Forwarded-For": f"10.0.{number}.{turn % 250}"}
            asked = time.perf_counter()
            try:
                connection.request("GET", f"/r/{self.codes[turn % len(self.codes)]}", headers=headers)
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException) as error:
                with self._lock:
                    self.errors.append(type(error).__name__)
                connection.close()
                continue
            with self._lock:
                self.slowest = max(self.slowest, time.perf_counter() - asked)
                if answer.status == 302:
                    self.answered += 1
                else:
                    self.errors.append(str(answer.status))
        connection.close()
