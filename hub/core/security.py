"""Headers that every answer carries. The policy allows no inline script or style, and frames only for the teaser."""

from __future__ import annotations

from flask import Flask, Response, request

from hub.core import config
from hub.core.config import Settings

_BASE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; manifest-src 'self'; "
)
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


def policy(*, framable: bool, ancestors: tuple[str, ...]) -> str:
    """The Content-Security-Policy of a page; a framable one names who may frame it."""
    allowed = " ".join(("'self'", *ancestors)) if framable else "'none'"
    return f"{_BASE}frame-ancestors {allowed}"


def fixed_headers(settings: Settings) -> dict[str, str]:
    """The headers that are the same for every answer but the teaser, whose policy names who may frame it."""
    headers = {
        "Content-Security-Policy": policy(framable=False, ancestors=()),
        "X-Content-Type-Options": "nosniff",
        # Flask-WTF checks the Referer of posts over HTTPS, so it must reach our own pages, and nobody else.
        "Referrer-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    if settings.secure_cookies:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return headers


def init_app(app: Flask) -> None:
    """Add the headers after each request. Pages are personal unless a view has said otherwise."""

    @app.after_request
    def _headers(response: Response) -> Response:
        framable = request.endpoint == "intranet.teaser"
        for name, value in fixed_headers(config.current()).items():
            response.headers[name] = value
        if framable:
            response.headers["Content-Security-Policy"] = policy(
                framable=True, ancestors=config.current().frame_ancestors
            )
        # A static file may be kept, but not the news that it is missing: the next server may have it already.
        is_file = request.endpoint == "static" and response.status_code < 400
        if "Cache-Control" not in response.headers and not is_file:
            response.headers["Cache-Control"] = "no-store"
        response.vary.add("HX-Request")
        return response
