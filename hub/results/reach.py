"""Reach with evidence: measured, reported and estimated, each in a table of its own."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from hub.core import db
from hub.metrics import reports
from hub.reach.rules import FEWEST, FIELD_LABELS, INSIDE, OPEN_END, ROUNDS, WhyNot
from hub.results.frame import blueprint, figures

FILTERED_LABELS = {
    "preview": _l("Networks that fetched a preview of a post"),
    "bot": _l("Bots that say they are one"),
    "prefetch": _l("Browsers that looked ahead without anybody clicking"),
    "head": _l("Programs that only asked whether the page is there"),
    "no_agent": _l("Programs that do not say what they are"),
}
WHY_NOT = {
    WhyNot.TOO_FEW: _l("fewer than 10 have told"),
    WhyNot.TOO_UNCERTAIN: _l("so few have told that the inaccuracy is larger than the number"),
    WhyNot.LOST: _l("part of the count was lost"),
}


@blueprint.get("/results/reach")
def reach() -> ResponseReturnValue:
    """How far posts get, in three kinds of evidence."""
    found = reports.reach_figures(db.session())
    return figures(
        "results/reach.html",
        "results/_reach.html",
        reach=found,
        next_release=reports.next_release(found.released_on),
        filtered_labels=FILTERED_LABELS,
        why_not=WHY_NOT,
        field_labels={field.value: label for field, label in FIELD_LABELS.items()},
        model={"fewest": FEWEST, "inside": INSIDE, "open_end": OPEN_END, "rounds": ROUNDS},
    )
