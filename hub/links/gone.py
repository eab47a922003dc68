"""The page for a code that nobody was given, kept as Flask made it: guessing codes must cost us next to nothing.

It is the same for everybody who reads the same language, and asks for no session.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEPT_SECONDS = 60.0
LANGUAGES = 64
"""Different wishes for languages whose page is kept. There are few, and somebody may invent many."""
LONGEST_WISH = 128
_ADDRESS = "/r/"

Page = tuple[float, str, list[tuple[str, str]], bytes]


class GonePage:
    """Answers for `app`, which has the page at `/r/`."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._pages: dict[str, Page] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes] | None:
        """The page; None when it cannot be told without asking Flask: a cookie may choose the language."""
        wish = environ.get("HTTP_ACCEPT_LANGUAGE", "")
        if "HTTP_COOKIE" in environ or environ.get("QUERY_STRING") or len(wish) > LONGEST_WISH:
            return None
        page = self._pages.get(wish)
        if page is None or page[0] < time.monotonic():
            page = self._made(environ, wish)
        _, status, headers, body = page
        start_response(status, list(headers))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _made(self, environ: WSGIEnvironment, wish: str) -> Page:
        # Nothing of the request but the wish goes into a page that others get.
        asked = {
            name: value
            for name, value in environ.items()
            if name.startswith(("wsgi.", "SERVER_")) or name == "REMOTE_ADDR"
        }
        asked |= {"REQUEST_METHOD": "GET", "PATH_INFO": _ADDRESS, "SCRIPT_NAME": "", "QUERY_STRING": ""}
        asked["HTTP_ACCEPT_LANGUAGE"] = wish
        got: list[tuple[str, list[tuple[str, str]]]] = []

        def start(status: str, headers: list[tuple[str, str]], _error: object = None) -> object:
            got.append((status, headers))
            return lambda _: None

        answer = self._app(asked, start)  # type: ignore[arg-type]
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        status, headers = got[-1]
        page = (time.monotonic() + KEPT_SECONDS, status, headers, body)
        # An error is not kept: the next visitor may have more luck.
        if status.startswith("404"):
            if len(self._pages) >= LANGUAGES:
                self._pages.clear()
            self._pages[wish] = page
        return page
