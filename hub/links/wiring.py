"""Putting the redirect in front of the application, with its links, its spool and the day's salt."""

from __future__ import annotations

from flask import Flask

from hub.core.config import Settings
from hub.counting.pending import daily_salt
from hub.links.recorder import Recorder
from hub.links.redirect import RedirectPath
from hub.links.table import LinkTable

SPOOL = "spool"


def with_redirects(app: Flask, settings: Settings) -> RedirectPath:
    """The application to serve: `/r/…` from memory, all else by Flask. Nothing starts before a request."""
    counts = app.extensions["hub_counts_redis"]
    recorder = Recorder(
        settings.data_dir / SPOOL, app.extensions["hub_queue_redis"], lambda day: daily_salt(counts, day)
    )
    table = LinkTable(app.extensions["hub_sessions"])
    return RedirectPath(app, table, recorder, settings.trusted_proxies)
