"""Keeps a set of processes running: restarts one that dies, stops all cleanly."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

STOP_SECONDS = 10


@dataclass
class Child:
    """A process that should be running."""

    name: str
    command: list[str]
    env: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C reaches the supervisor alone."""
        self.process = subprocess.Popen(self.command, env={**os.environ, **self.env}, start_new_session=True)
        self.started = time.monotonic()

    def pause(self) -> float:
        """Seconds to wait before a restart: longer for one that keeps dying young."""
        young = time.monotonic() - self.started < 10
        self.deaths = self.deaths + 1 if young else 0
        return min(0.2 * 2.0**self.deaths, 10.0)


@dataclass
class Supervisor:
    """Runs children in order and stops them in reverse order."""

    children: list[Child] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    def add(self, name: str, command: list[str], env: dict[str, str], ready: Callable[[], None] | None = None) -> Child:
        """Start a child, and wait until `ready` returns."""
        child = Child(name, command, env)
        child.start()
        self.children.append(child)
        if ready:
            ready()
        return child

    def install_signals(self) -> None:
        """Stop on SIGTERM and Ctrl-C."""
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, lambda *_: self.stopping.set())

    def run(self) -> None:
        """Watch until asked to stop."""
        while not self.stopping.wait(0.3):
            for child in self.children:
                if child.process is not None and child.process.poll() is not None:
                    print(f"{child.name} stopped ({child.process.returncode}); starting it again", file=sys.stderr)
                    if self.stopping.wait(child.pause()):
                        break
                    child.start()

    def stop(self, *names: str) -> None:
        """Stop the named children, or all: the last started first."""
        for child in reversed(self.children):
            if (not names or child.name in names) and child.process is not None:
                _end(child.process)
        self.children = [child for child in self.children if names and child.name not in names]


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        # Its session is its own, so this reaches what it has started too, and nobody else.
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
