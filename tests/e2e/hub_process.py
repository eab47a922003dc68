"""A demonstration that runs for real: `hub up --demo` in a folder of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import servers

ROOT = Path(__file__).parents[2]
START_SECONDS = 1200


@dataclass(frozen=True)
class Hub:
    """A running demonstration."""

    url: str
    data_dir: Path
    log: Path


@contextmanager
def running() -> Iterator[Hub]:
    """Start everything, wait until it says that it runs, and stop it again."""
    with servers.short_folder() as folder:
        port, log = servers.free_port(), folder / "log"
        env = {name: value for name, value in os.environ.items() if not name.startswith("HUB_")}
        env |= {"HUB_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
        command = [sys.executable, "-m", "hub.cli", "up", "--demo", "--port", str(port)]
        with log.open("wb") as output:
            process = subprocess.Popen(command, cwd=folder, env=env, stdout=output, stderr=output)
        try:
            _wait(process, log)
            yield Hub(f"http://127.0.0.1:{port}", folder, log)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(120)


def _wait(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if "is running at" in log.read_text(errors="replace"):
            return
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise RuntimeError(f"hub up did not start:\n{log.read_text(errors='replace')[-4000:]}")


def get(url: str) -> str:
    """The text behind an address."""
    with urllib.request.urlopen(url, timeout=60) as answer:
        text: str = answer.read().decode()
        return text


def first(pattern: str, text: str) -> str:
    """The first group of the first match."""
    found = re.search(pattern, text)
    if found is None:
        raise AssertionError(f"{pattern} is not in the page")
    return found[1]
