"""The only clock. Everything asks the time here, so that the demonstration can live through two quarters.

A demonstration's seed runs the real web and worker processes at simulated times: it writes a moment into the file
named by `HUB_CLOCK_FILE`, which only a process started with `--demo` may have. Elsewhere it is the system clock.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

_state: dict[str, Path | ZoneInfo | None] = {"file": None, "zone": ZoneInfo("Europe/Copenhagen")}

seconds: Callable[[], float] = time.time
"""The present moment as seconds since 1 January 1970, for who asks at every visitor."""


def configure(timezone: str, clock_file: Path | None = None) -> None:
    """Set the organisation's time zone and, for a demonstration only, the file that holds the simulated time."""
    _state["zone"] = ZoneInfo(timezone)
    _state["file"] = clock_file
    global seconds
    seconds = time.time if clock_file is None else lambda: now().timestamp()


def zone() -> ZoneInfo:
    """The organisation's time zone."""
    value = _state["zone"]
    assert isinstance(value, ZoneInfo)
    return value


def now() -> dt.datetime:
    """The present moment, aware, in UTC."""
    file = _state["file"]
    if isinstance(file, Path):
        try:
            return dt.datetime.fromisoformat(file.read_text().strip()).astimezone(dt.UTC)
        except FileNotFoundError:
            pass
    return dt.datetime.now(dt.UTC)


def local_now() -> dt.datetime:
    """The present moment on the organisation's wall clock."""
    return now().astimezone(zone())


def local_today() -> dt.date:
    """Today's date where the organisation is."""
    return local_now().date()
