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
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SPOOL = "spool"
ON_A_HOST_OF_LINKS = (PREFIX, "/static/", "/healthz", "/readyz", "/favicon.ico")


def with_redirects(app: Flask, settings: Settings, behind: WSGIApplication | None = None) -> RedirectPath:
    """The application to serve: `/r/…` from memory, all else by `behind`, which is mostly Flask itself.

    Nothing starts before `warm` or a request.
    """
    counts = app.extensions["hub_counts_redis"]
    recorder = Recorder(
        settings.data_dir / SPOOL, app.extensions["hub_queue_redis"], lambda day: daily_salt(counts, day)
    )
    table = LinkTable(app.extensions["hub_sessions"])
    return RedirectPath(behind or app, table, recorder, settings.trusted_proxies)


class OnlyLinks:
    """What stands behind the redirect of a process, and perhaps a host, of its own.

    The pages about links are answered; everything else leads to the hub's public address.
    """

    def __init__(self, app: WSGIApplication, settings: Settings) -> None:
        self._app = app
        self._elsewhere = [
            ("Location", f"{settings.base_url}/"),
            ("Content-Length", "0"),
            ("Cache-Control", "no-store"),
        ]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if environ.get("PATH_INFO", "").startswith(ON_A_HOST_OF_LINKS):
            return self._app(environ, start_response)
        start_response("302 Found", self._elsewhere)
        return []
