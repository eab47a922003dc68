"""The blueprint that every page of results joins, and how figures are served: whole, or as a fragment."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from hub.core.htmx import wants_fragment
from hub.metrics import wording

blueprint = Blueprint("results", __name__)


def figures(page: str, fragment_name: str, **values: Any) -> ResponseReturnValue:
    """The fragment for htmx, and the page that includes it for everybody else."""
    if wants_fragment():
        return fragment(fragment_name, **values)
    return render_template(page, **values, wording=wording)


def fragment(template: str, **values: Any) -> ResponseReturnValue:
    """A fragment without anything personal: browsers may keep it, and ask whether it has changed."""
    response = make_response(render_template(template, **values, wording=wording))
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(["Cookie", "Accept-Language"])
    response.add_etag()
    return response.make_conditional(request)
