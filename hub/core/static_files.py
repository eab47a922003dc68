"""Static files in front of Flask: from memory, compressed beforehand, and for good where the address names the content.

A file is found by its whole name in a dictionary, so that no path can lead out of the folder. What is not there, or
has changed since, goes on to Flask.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

import brotli  # type: ignore[import-untyped]
from flask import Flask

from hub.core.config import Settings
from hub.core.security import fixed_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/static/"
FOLDER = "static"
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
SMALLEST = 256
"""Bytes below which compressing saves nothing: the answer fits into one packet anyway."""
BEST_FIRST = ("br", "gzip", "identity")
_COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda data: bytes(brotli.compress(data, quality=11)),
    "gzip": lambda data: gzip.compress(data, 9, mtime=0),
}


@dataclass(frozen=True)
class StaticFile:
    """One file: its bodies by content coding, the fingerprint of its content, and what the disk said of it."""

    path: Path
    stamp: tuple[int, int]
    fingerprint: str
    content_type: str
    bodies: Mapping[str, bytes]


class StaticFiles:
    """Answers GET and HEAD for the files it holds; everything else is the application's."""

    def __init__(self, app: WSGIApplication, files: Mapping[str, StaticFile], headers: Mapping[str, str]) -> None:
        self._app = app
        self._files = files
        self._headers = list(headers.items())

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        path: str = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX) or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._app(environ, start_response)
        file = self._files.get(path[len(PREFIX) :])
        if file is None or _stamp(file.path) != file.stamp:
            return self._app(environ, start_response)
        coding = choose(environ.get("HTTP_ACCEPT_ENCODING", ""), file.bodies)
        if coding is None:
            start_response("406 Not Acceptable", [*self._headers, ("Content-Length", "0"), _VARY])
            return []
        body, tag = file.bodies[coding], f'"{file.fingerprint}-{coding}"'
        asked = parse_qs(environ.get("QUERY_STRING", "")).get("v")
        headers = [
            *self._headers,
            ("Cache-Control", FOR_GOOD if asked == [file.fingerprint] else ASK_AGAIN),
            ("ETag", tag),
            _VARY,
        ]
        if has(environ.get("HTTP_IF_NONE_MATCH", ""), tag):
            start_response("304 Not Modified", headers)
            return []
        headers += [("Content-Type", file.content_type), ("Content-Length", str(len(body)))]
        if coding != "identity":
            headers.append(("Content-Encoding", coding))
        start_response("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


_VARY = ("Vary", "Accept-Encoding")
_LAST = 0.0001
"""The weight of no coding where nobody speaks of it: below any that can be written, which has three decimals."""


def put_in_front(app: Flask, settings: Settings) -> None:
    """Serve the application's static folder without it. Compressed files are kept in the data folder."""
    files = load(Path(app.static_folder or ""), settings.data_dir / FOLDER)
    app.wsgi_app = StaticFiles(app.wsgi_app, files, fixed_headers(settings))  # type: ignore[method-assign]


def load(folder: Path, kept: Path) -> dict[str, StaticFile]:
    """Every file below a folder by its name there, compressed; what was compressed before is found in `kept`."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            found[path.relative_to(folder).as_posix()] = _read(path, kept)
    return found


def choose(accept: str, offered: Iterable[str]) -> str | None:
    """The content coding to answer with, by RFC 9110, 12.5.3; None when nothing that is offered is acceptable.

    Of equal weights the smaller body wins. What is not named is refused, except that no coding at all is always
    accepted unless it is refused by its name or by `*;q=0`.
    """
    weights = _weights(accept)
    rest = weights.get("*")
    best, chosen = 0.0, None
    for coding in BEST_FIRST:
        if coding not in set(offered):
            continue
        weight = weights.get(coding, rest)
        if weight is None:
            weight = _LAST if coding == "identity" else 0.0
        if weight > best:
            best, chosen = weight, coding
    return chosen


def has(if_none_match: str, tag: str) -> bool:
    """Whether the browser has this answer already (RFC 9110, 13.1.2: compared weakly)."""
    named = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    return tag in named or named == ["*"]


def _weights(accept: str) -> dict[str, float]:
    found = {}
    for part in accept.split(","):
        coding, *parameters = (each.strip().lower() for each in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                # A weight that is none refuses: sending what somebody cannot read is worse than a longer answer.
                try:
                    weight = min(1.0, max(0.0, float(parameter[2:])))
                except ValueError:
                    weight = 0.0
        if coding:
            found["gzip" if coding == "x-gzip" else coding] = weight
    return found


def _read(path: Path, kept: Path) -> StaticFile:
    stamp, data = _stamp(path), path.read_bytes()
    fingerprint = hashlib.sha256(data).hexdigest()[:12]
    bodies = {"identity": data}
    if len(data) >= SMALLEST:
        for coding in _COMPRESS:
            body = _compressed(data, coding, kept / f"{fingerprint}.{coding}")
            if len(body) < len(data):
                bodies[coding] = body
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind.endswith(("javascript", "json", "xml")):
        kind += "; charset=utf-8"
    return StaticFile(path, stamp, fingerprint, kind, bodies)


def _compressed(data: bytes, coding: str, kept: Path) -> bytes:
    with suppress(OSError):
        return kept.read_bytes()
    body = _COMPRESS[coding](data)
    # Another process may do the same, and a disk may be full: the file appears whole or not at all.
    with suppress(OSError):
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, draft = tempfile.mkstemp(dir=kept.parent)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(body)
        Path(draft).replace(kept)
    return body


def _stamp(path: Path) -> tuple[int, int]:
    try:
        status = path.stat()
    except OSError:
        return (0, 0)
    return status.st_mtime_ns, status.st_size
