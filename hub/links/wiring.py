"""Putting the redirect in front of the application, with its links, its spool and the day's salt."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from hub.core.config import Settings
from hub.counting.pending import daily_salt
from hub.links.recorder import Recorder
from hub.links.redirect import PREFIX, RedirectPath
from hub.links.table import LinkTable

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

SPOOL = "spool"
ALSO_ON_A_HOST_OF_LINKS = ("/static/", "/healthz", "/readyz", "/favicon.ico")


def with_redirects(app: Flask, settings: Settings) -> RedirectPath:
    """The application to serve: `/r/…` from memory, all else by Flask. Nothing starts before `warm` or a request."""
    counts = app.extensions["hub_counts_redis"]
    recorder = Recorder(
        settings.data_dir / SPOOL, app.extensions["hub_queue_redis"], lambda day: daily_salt(counts, day)
    )
    table = LinkTable(app.extensions["hub_sessions"])
    return RedirectPath(app, table, recorder, settings.trusted_proxies)


class OnlyLinks:
    """The same for a process, and perhaps a host, of its own: everything else leads to the hub's public address."""

    def __init__(self, front: RedirectPath, settings: Settings) -> None:
        self._front = front
        self._elsewhere = [
            ("Location", f"{settings.base_url}/"),
            ("Content-Length", "0"),
            ("Cache-Control", "no-store"),
        ]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        path: str = environ.get("PATH_INFO", "")
        if path.startswith(PREFIX) or path.startswith(ALSO_ON_A_HOST_OF_LINKS):
            return self._front(environ, start_response)
        start_response("302 Found", self._elsewhere)
        return []
