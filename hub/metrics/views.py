"""The method behind the figures, for everybody."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from hub.core import i18n
from hub.metrics import method as methods

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/privacy/method")
def method() -> ResponseReturnValue:
    """How figures are made, from the registry of counts."""
    return render_template(
        "metrics/method.html",
        sections=methods.sections(),
        families=methods.families(),
        odds=methods.odds(),
        errors=methods.errors(),
        exact_percent=i18n.exact_percent,
    )
