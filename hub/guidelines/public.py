"""Pages that the law wants open to everybody, signed in or not."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from hub.core import config

blueprint = Blueprint("public_pages", __name__)


@blueprint.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    """The accessibility statement (directive (EU) 2016/2102, EN 301 549)."""
    return render_template("guidelines/accessibility.html", contact=config.current().admin_email)
