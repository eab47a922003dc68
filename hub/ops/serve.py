"""The web server: granian, chosen by measurement (docs/decisions), over the WSGI application."""

from __future__ import annotations

import sys
from pathlib import Path

from hub.core.config import Settings

ROOT = Path(__file__).parent.parent.parent


def web_command(settings: Settings, host: str, port: int) -> list[str]:
    """The command that serves pages and tracking links. No access log: it would tell who opened which kit, and when."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", "1", "--blocking-threads", str(settings.web_threads), "--backpressure", "256",
        "--http", "1", "--no-ws", "--log-level", "error", "--no-access-log", "--working-dir", str(ROOT),
        "--workers-kill-timeout", "5", "wsgi:app",
    ]  # fmt: skip
