"""A pilot's figures, where its members come from, and what was decided about it. The same for every reader."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length

from hub.core import clock, db
from hub.core.errors import Invalid
from hub.counting.cells import MIN_PILOT, THRESHOLD
from hub.metrics import reports, wording
from hub.pilots import permissions, service
from hub.pilots import queries as pilots
from hub.pilots.models import Pilot
from hub.pilots.rules import DECISIONS, Decision
from hub.results.frame import blueprint, figures


class DecisionForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no types
    """What becomes of the pilot."""

    decision = RadioField(
        _l("Decision"),
        [InputRequired(_l("Choose a decision."))],
        choices=[SelectChoice(each.value, label) for each, label in DECISIONS.items()],
    )
    reason = TextAreaField(_l("Reason"), [InputRequired(_l("Write the reason. Everybody reads it.")), Length(max=8000)])


@blueprint.get("/results/pilots/<slug>")
def pilot(slug: str) -> ResponseReturnValue:
    """The figures of one pilot."""
    session = db.session()
    found = pilots.get_pilot(session, slug)
    return figures(
        "results/pilot.html",
        "results/_pilot.html",
        pilot=found,
        table=reports.pilot_figures(session, found.id),
        minimum=MIN_PILOT,
        next_release=reports.next_release(),
    )


@blueprint.get("/results/pilots/<slug>/spread")
def pilot_spread(slug: str) -> ResponseReturnValue:
    """Where the pilot's members come from, in bands, as it was counted last."""
    session = db.session()
    found = pilots.get_pilot(session, slug)
    return figures(
        "results/pilot_spread.html",
        "results/_pilot_spread.html",
        pilot=found,
        spread=reports.pilot_spread(session, found.id),
        minimum=MIN_PILOT,
    )


@blueprint.get("/pilots/<slug>/decision")
def pilot_decision(slug: str) -> ResponseReturnValue:
    """What was decided about the pilot, why, and what it rests on: for everybody."""
    found = pilots.get_pilot(db.session(), slug)
    form = DecisionForm(data={"decision": found.decision, "reason": found.decision_reason})
    return _decision(found, form)


@blueprint.post("/pilots/<slug>/decision")
def pilot_decision_submit(slug: str) -> ResponseReturnValue:
    """Write the decision down."""
    permissions.check_can_coordinate(current_user)
    session, form = db.session(), DecisionForm()
    found = pilots.get_pilot(session, slug)
    if form.validate_on_submit():
        try:
            service.decide(session, current_user, found, Decision(form.decision.data), form.reason.data)
        except Invalid as error:
            form[error.field].errors = [error.reason]
        else:
            db.commit()
            return redirect(url_for("results.pilot_decision", slug=slug), 303)
    return _decision(found, form), 422


def _decision(found: Pilot, form: DecisionForm) -> str:
    return render_template(
        "results/pilot_decision.html",
        pilot=found,
        form=form,
        decided=DECISIONS[Decision(found.decision)] if found.decision else None,
        may_decide=permissions.can_coordinate(current_user) and clock.local_today() >= found.starts_on,
        evidence=reports.pilot_evidence(db.session(), found.id, found.starts_on, found.ends_on),
        wording=wording,
        minimum=MIN_PILOT,
        least=THRESHOLD,
    )
