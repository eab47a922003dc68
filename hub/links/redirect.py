"""The hot path: following a tracking link, in front of Flask.

One look-up in memory, one append, one answer. No session, no cookie, no log line and no database on the way;
nothing of the request is kept but the record (see `links.events`). Preview crawlers go on to Flask, and so does the
first visitor with an unknown code; the next ones get the same page from memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from hub.links.agents import KIND_OF, LONGEST, PURPOSES, classify
from hub.links.events import Kind
from hub.links.gone import GonePage
from hub.links.recorder import Recorder
from hub.links.table import LinkTable

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/r/"
_CODE = len(PREFIX)
_HEAD, _PREVIEW = Kind.HEAD, Kind.PREVIEW
"""Asking an enumeration for its member costs as much as finding the link."""
_FOUND = [
    ("Content-Length", "0"),
    ("Cache-Control", "no-store"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex"),
]
_NOT_ALLOWED = [("Allow", "GET, HEAD"), ("Content-Length", "0"), ("Cache-Control", "no-store")]


class RedirectPath:
    """WSGI middleware that answers `/r/<code>` and hands everything else to `app`.

    `trusted_proxies` is the number of proxies in front that each add an address to `X-Forwarded-For`.
    """

    def __init__(self, app: WSGIApplication, table: LinkTable, recorder: Recorder, trusted_proxies: int = 0) -> None:
        self._app = app
        self._table = table
        self._recorder = recorder
        self._gone = GonePage(app)
        self._proxies = trusted_proxies

    def warm(self) -> None:
        """Read the links before the first visitor waits for them, and ship what a process before this one has left."""
        self._table.start()
        self._recorder.start()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request.

        What almost every request needs stands here in a row, because a call of a function costs several times here
        what it costs alone (docs/decisions/0017). What is rare is called.
        """
        path: str = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX):
            return self._app(environ, start_response)
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD"):
            start_response("405 Method Not Allowed", _NOT_ALLOWED)
            return []
        code = path[_CODE:]
        link = self._table.recent.get(code) or self._table.get(code) or self._table.ask(code)
        if link is None:
            gone = self._gone(environ, start_response)
            return self._app(environ, start_response) if gone is None else gone
        link_id, location = link
        agent = environ.get("HTTP_USER_AGENT", "")[:LONGEST]
        if method == "HEAD":
            kind = _HEAD
        elif environ.keys().isdisjoint(PURPOSES):
            kind = KIND_OF.get(agent) or classify(agent, environ)
        else:
            kind = classify(agent, environ)
        # The visitor's address, as far as trusted proxies can tell. It is used for the hash, and not kept.
        address = environ.get("REMOTE_ADDR", "")
        if proxies := self._proxies:
            hops = environ.get("HTTP_X_FORWARDED_FOR", "").split(",")
            if len(hops) >= proxies:
                address = hops[-proxies].strip() or address
        self._recorder.record(link_id, kind, address, agent)
        if kind is _PREVIEW:
            return self._app(environ, start_response)
        start_response("302 Found", [("Location", location), *_FOUND])
        return []
