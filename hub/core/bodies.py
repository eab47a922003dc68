"""Bodies of requests are waited for by half of a process's threads, and never by all of them.

A form that comes slowly, or never ends, holds the thread that reads it; the server knows no time limit for that. As
many of them as there are threads would keep everybody out, those who only follow a link included. Whoever sends a form
while all places are taken is asked to try again; whoever reads notices nothing.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import ServiceUnavailable

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATIENCE = 0.1
"""Seconds to wait for a place. A body that has come already, as almost all have, is read in far less."""


class Bodies:
    """WSGI middleware for a process with so many `threads`."""

    def __init__(self, app: WSGIApplication, threads: int) -> None:
        self._app = app
        self._places = threading.Semaphore(max(1, threads // 2))

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        environ["wsgi.input"] = _Body(environ["wsgi.input"], self._places)
        return self._app(environ, start_response)


class _Body(io.RawIOBase):
    """A body that is read only from a place.

    Raises:
        ServiceUnavailable: when read while all places are taken.
    """

    def __init__(self, body: Any, places: threading.Semaphore) -> None:
        self._body = body
        self._places = places

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._places.acquire(timeout=PATIENCE):
            raise ServiceUnavailable
        try:
            read = self._body.read(len(buffer))
        finally:
            self._places.release()
        buffer[: len(read)] = read
        return len(read)
