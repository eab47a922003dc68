"""The web server: granian, chosen by measurement (docs/decisions), over the WSGI applications."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hub.core import config, logs, static_files
from hub.core.config import Settings

if TYPE_CHECKING:
    from hub.links.redirect import RedirectPath

ROOT = Path(__file__).parent.parent.parent
LINK_THREADS = 1
"""More would only wait for one another: a redirect never waits, and a preview's page takes milliseconds."""


def web_command(settings: Settings, host: str, port: int) -> list[str]:
    """The command that serves pages and tracking links. No access log: it would tell who opened which kit, and when."""
    return [*_granian(host, port, settings.web_threads), "wsgi:app"]


def links_command(host: str, port: int) -> list[str]:
    """The command that serves tracking links alone. No access log here either."""
    return [*_granian(host, port, LINK_THREADS), "--factory", f"{__name__}:links_app"]


def links_app() -> RedirectPath:
    """The WSGI application of `hub links`, with the links in memory."""
    # Whoever only wants a command line does not wait for the application.
    from hub.app import create_app
    from hub.links.wiring import OnlyLinks, with_redirects

    logs.configure(logs.Part.LINKS)
    settings = config.load(demo=os.environ.get("HUB_DEMO") == "1")
    app = create_app(settings)
    static_files.put_in_front(app, settings)
    front = with_redirects(app, settings, behind=OnlyLinks(app, settings))
    front.warm()
    # What was loaded stays for good; looking through it for garbage would make visitors wait for nothing.
    gc.collect()
    gc.freeze()
    return front


def _granian(host: str, port: int, threads: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", "1", "--blocking-threads", str(threads), "--backpressure", "256",
        "--http", "1", "--no-ws", "--log-level", "error", "--no-access-log", "--working-dir", str(ROOT),
        "--workers-kill-timeout", "5",
    ]  # fmt: skip
