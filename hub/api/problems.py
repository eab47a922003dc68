"""Refusals that a program can read (RFC 9457)."""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Response

MEDIA_TYPE = "application/problem+json"


def problem(status: int, detail: str, *, parameter: str | None = None, **headers: str) -> Response:
    """An answer with this status. `headers` have underscores for hyphens."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if parameter is not None:
        body["parameter"] = parameter
    response = Response(json.dumps(body), status, mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return response
