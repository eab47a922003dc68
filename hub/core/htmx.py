"""Fragments for htmx, whole pages for everybody else."""

from __future__ import annotations

from flask import current_app, request
from flask_htmx import HTMX

extension = HTMX()


def wants_fragment() -> bool:
    """Whether the answer should be a fragment: asked for by htmx, and not a boosted or restored page."""
    htmx = current_app.htmx  # type: ignore[attr-defined]  # set by flask-htmx
    return "HX-Request" in request.headers and not htmx.boosted and not htmx.history_restore_request
