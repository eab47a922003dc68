"""The one page behind `/r/…`. People are redirected before Flask is asked (`links.redirect`)."""

from __future__ import annotations

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from hub.core import config, db
from hub.core.errors import NotFound
from hub.links import previews

blueprint = Blueprint("links", __name__)


@blueprint.get("/r/<path:code>")
def card(code: str) -> ResponseReturnValue:
    """The Open Graph page of a link; a page for the public, with 404, for a code that nobody was given."""
    try:
        shown = previews.card_of(db.session(), code, config.current())
    except NotFound:
        return render_template("links/gone.html"), 404
    response = make_response(render_template("links/card.html", card=shown))
    # People get another answer at the same address, so that nobody on the way may keep this one.
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/r/")
def no_code() -> ResponseReturnValue:
    """Somebody cut the code off."""
    return card("")
