"""A colleague tells, if they like, how far a post of theirs got. What is told is counted, and not who told it.

The report has a page of its own, away from any kit: the address of the page that a form stands on travels with it.
"""

from __future__ import annotations

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from hub.ambassadors import flags
from hub.core import clock, config, db
from hub.counting import acts
from hub.counting.scales import REACH_BANDS
from hub.kits import queries as kits
from hub.reach.forms import ReportForm
from hub.reach.rules import ASKED_ABOUT, asked

blueprint = Blueprint("reach", __name__)


@blueprint.get("/reach")
def report() -> ResponseReturnValue:
    """The form. It says what this browser has told this month; the server does not know."""
    return _page(ReportForm())


@blueprint.post("/reach")
def report_submit() -> ResponseReturnValue:
    """Count the report. The answer is the same for everybody, whatever was told and whether it was counted before."""
    form = ReportForm()
    if not form.validate_on_submit():
        return _page(form), 422
    cells = acts.report_cells(
        network=form.network.data, band=form.band.data, networks=ASKED_ABOUT, local_date=clock.local_today()
    )
    sent = flags.read(request, config.current(), current_user)
    new = acts.record(current_app.extensions["hub_pending"], cells, sent.counted)
    current_app.extensions["hub_retry"]()
    response = make_response(redirect(url_for("reach.thanks"), 303))
    flags.write(response, config.current(), current_user, sent.with_counted(new), kits.live_kit_ids(db.session()))
    return response


@blueprint.get("/reach/thanks")
def thanks() -> ResponseReturnValue:
    """Thank you, in the same words for everybody."""
    return render_template("reach/thanks.html")


def _page(form: ReportForm) -> str:
    counted = flags.read(request, config.current(), current_user).counted
    today, lowest = clock.local_today(), REACH_BANDS[0].key
    told = [
        row.label
        for row in asked()
        if acts.is_counted(
            acts.report_cells(network=row.name, band=lowest, networks=ASKED_ABOUT, local_date=today), counted
        )
    ]
    return render_template("reach/report.html", form=form, told=told)
