"""The log: what happened, how many and how long, from lists of words that stand here. It has no way to name anybody.

A line is JSON with the fields of `write` and no others, and at most one number that counts. No address, no id, no text
of a request, and no text of an error can come into it: an error is told by its type and by the lines of code it went
through. What a library logs is cut down to where it stands in the library's code.
"""

from __future__ import annotations

import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any

from hub.core.config import ConfigError

ROOT = Path(__file__).parents[2]
FRAMES = 25
_OURS = "hub_line"
_log = logging.getLogger("hub.log")


class Part(StrEnum):
    """The processes that write a log."""

    WEB = "web"
    LINKS = "links"
    WORKER = "worker"
    TICK = "tick"


class Event(StrEnum):
    """Everything that can be said. A new event is a new line here."""

    REQUEST_FAILED = "a request failed"
    JOB_FAILED = "a job failed"
    PROCESS_FAILED = "a process stopped because of an error"
    THREAD_FAILED = "a thread stopped because of an error"
    QUEUE_AWAY_JOB = "the queue is away: a job was not asked for"
    QUEUE_AWAY_TICK = "the queue is away; asking again in a second"
    MAIL_SERVER_AWAY = "the mail server went away: messages were not sent"
    MAIL_REFUSED = "the mail server refused a message"
    COUNT_HELD_BACK = "a count is impossible and was held back; see the table blocked_cell"
    STREAM_GAP = "the click stream has a gap: bytes never arrived"
    RECORDS_UNKNOWN = "records of unknown links or classes were left out"
    SPOOL_HELD = "the click spool cannot be written: clicks are held in memory"
    SPOOL_FULL = "the disk of the click spool is full: clicks are answered but not counted"
    SPOOL_BOUND = "the click spool has reached its bound: clicks are answered but not counted"
    SPOOL_CLOSED = "the click spool cannot be opened: clicks are answered but not counted"
    CLICKS_LOST = "requests on tracking links were answered but could not be recorded"
    SPOOL_UNREADABLE = "the click spool cannot be read; shipping goes on in a moment"
    LINKS_STALE = "the database is away: tracking links are as they were"
    LINK_UNKNOWN = "the database is away: an unknown tracking code could not be looked up"
    SALTS_AWAY = "the store of the daily salts is away: visitors are told apart in this process only"


def write(
    event: Event,
    *,
    level: int = logging.WARNING,
    count: int | None = None,
    seconds: float | None = None,
    job: StrEnum | None = None,
    error: BaseException | None = None,
) -> None:
    """Write one line. `count` is how many, never which one. Raises `ValueError` for an event that is not listed."""
    event = Event(event)
    line: dict[str, Any] = {"event": event.name.lower(), "says": event.value}
    if count is not None:
        line["count"] = int(count)
    if seconds is not None:
        line["seconds"] = round(float(seconds), 3)
    if job is not None:
        line["job"] = job.name.lower()
    if error is not None:
        line["error"], line["trace"] = _kind(error), list(_frames(error.__traceback__))
        if because := [_because(each) for each in _causes(error)]:
            line["because"] = because
    # The line is the record's whole message, so that any handler writes this and nothing else.
    _log.log(level, _as_text(line, level), extra={_OURS: True})


def described(error: BaseException) -> str:
    """An error as the log tells it, for the places where a library keeps it: its type and the lines of code."""
    causes = (f"because of {_because(each)}" for each in _causes(error))
    return "\n".join([*_frames(error.__traceback__), _kind(error), *causes])


def configure(part: Part) -> None:
    """Let this process write lines as above, and nothing else: libraries, warnings and last words included."""
    _state["part"] = part
    handler = _Handler()
    handler.setFormatter(_Formatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    # A library's own handlers would write its lines as they are.
    for logger in root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.propagate = True
    logging.captureWarnings(True)
    sys.excepthook = _last_words
    threading.excepthook = _thread_failed
    sys.unraisablehook = _unraisable


_state: dict[str, Part] = {}


class _Formatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        if getattr(record, _OURS, False):
            return str(record.msg)
        line: dict[str, Any] = {
            "event": "library",
            "logger": record.name,
            "where": f"{_short(record.pathname)}:{record.lineno}",
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line["error"], line["trace"] = _kind(error), list(_frames(error.__traceback__))
        return _as_text(line, record.levelno)


class _Handler(logging.StreamHandler[Any]):
    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  the name in the standard library
        """Say nothing: the standard library would print the message and its arguments as they are."""


def _as_text(line: dict[str, Any], level: int) -> str:
    head = {"level": logging.getLevelName(level).lower(), "part": _state.get("part", "")}
    return json.dumps({**head, **line}, ensure_ascii=False)


def _kind(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _frames(trace: TracebackType | None) -> Iterator[str]:
    found = traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False, capture_locals=False)
    for frame in found[-FRAMES:]:
        yield f"{_short(frame.filename)}:{frame.lineno} {frame.name}"


def _because(error: BaseException) -> str:
    last = list(_frames(error.__traceback__))[-1:]
    return " at ".join([_kind(error), *last])


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen = {id(error)}
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)


def _short(filename: str) -> str:
    """A file's path from the project's or the library's folder on."""
    for marker in ("site-packages/", f"{ROOT}/"):
        _before, found, after = filename.rpartition(marker)
        if found:
            return after
    return "/".join(Path(filename).parts[-2:])


def _last_words(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    if isinstance(error, ConfigError):
        # It names a setting and what is allowed, for whoever is starting the program.
        print(error, file=sys.stderr)
    write(Event.PROCESS_FAILED, level=logging.CRITICAL, error=error.with_traceback(trace))


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    write(Event.THREAD_FAILED, level=logging.ERROR, error=failed.exc_value)


def _unraisable(failed: sys.UnraisableHookArgs) -> None:
    write(Event.THREAD_FAILED, level=logging.ERROR, error=failed.exc_value)
