"""Pilots: opened by a coordinator, joined by their link, shown to everybody."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub.accounts.access import requires
from hub.accounts.rules import Role
from hub.ambassadors import flags
from hub.ambassadors import queries as ambassadors
from hub.core import clock, config, db
from hub.core.errors import Invalid
from hub.counting import acts
from hub.counting.cells import MIN_PILOT, THRESHOLD
from hub.counting.scales import CHECK_IN
from hub.pilots import (
    member_views,  # noqa: F401  its pages join the blueprint
    permissions,
    queries,
    service,
)
from hub.pilots.forms import MaterialForm, PilotForm
from hub.pilots.frame import blueprint
from hub.pilots.models import Pilot
from hub.pilots.rules import DECISIONS, Decision, is_running

__all__ = ["blueprint"]


@blueprint.context_processor
def _limits() -> dict[str, object]:
    return {"minimum": MIN_PILOT, "least_answers": THRESHOLD}


@blueprint.get("/pilots")
def index() -> ResponseReturnValue:
    """Every pilot, for everybody."""
    session = db.session()
    return render_template(
        "pilots/index.html",
        pilots=queries.pilots(session),
        today=clock.local_today(),
        waiting=queries.waiting_questions(session) if permissions.can_answer(current_user) else {},
        decided=_decided,
    )


@blueprint.get("/pilots/new")
@requires(Role.PILOT)
def create() -> ResponseReturnValue:
    """The form for a new pilot."""
    return render_template("pilots/create.html", form=PilotForm())


@blueprint.post("/pilots/new")
@requires(Role.PILOT)
def create_submit() -> ResponseReturnValue:
    """Open the pilot."""
    form = PilotForm()
    if form.validate_on_submit():
        try:
            values = {name: value for name, value in form.data.items() if name != "csrf_token"}
            pilot = service.open_pilot(db.session(), current_user, **values)
        except Invalid as error:
            form[error.field].errors = [error.reason]
        else:
            db.commit()
            flash(_("The pilot is open. Send the invitation link to colleagues."))
            return redirect(url_for("pilots.show", slug=pilot.slug), 303)
    return render_template("pilots/create.html", form=form), 422


@blueprint.get("/pilots/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """What the pilot is for, its released figures, and for members what only members do."""
    session, today = db.session(), clock.local_today()
    pilot = queries.get_pilot(session, slug)
    running = is_running(pilot.starts_on, pilot.ends_on, today)
    return render_template(
        "pilots/show.html",
        pilot=pilot,
        today=today,
        running=running,
        member=queries.is_member(session, pilot.id, current_user.id),
        shown=queries.is_shown(session, pilot.id, current_user.id),
        others=queries.shown_members(session, pilot.id, current_user.id),
        answered=running and _has_answered(pilot),
        decided=_decided(pilot),
        can_coordinate=permissions.can_coordinate(current_user),
        can_answer=permissions.can_answer(current_user),
        invitation=config.current().base_url + url_for("pilots.join", invite_code=pilot.invite_code),
    )


@blueprint.get("/pilots/<slug>/material")
def material(slug: str) -> ResponseReturnValue:
    """The form for what coordinators change while the pilot runs."""
    permissions.check_can_coordinate(current_user)
    pilot = queries.get_pilot(db.session(), slug)
    return render_template("pilots/material.html", pilot=pilot, form=MaterialForm(obj=pilot))


@blueprint.post("/pilots/<slug>/material")
def material_submit(slug: str) -> ResponseReturnValue:
    """Change it."""
    permissions.check_can_coordinate(current_user)
    session, form = db.session(), MaterialForm()
    pilot = queries.get_pilot(session, slug)
    if not form.validate_on_submit():
        return render_template("pilots/material.html", pilot=pilot, form=form), 422
    values = {name: value for name, value in form.data.items() if name != "csrf_token"}
    service.update_material(session, current_user, pilot, **values)
    db.commit()
    flash(_("Saved."))
    return redirect(url_for("pilots.show", slug=slug), 303)


@blueprint.get("/pilots/join/<invite_code>")
def join(invite_code: str) -> ResponseReturnValue:
    """What joining means; nothing happens before the button is pressed."""
    pilot = queries.get_by_invite(db.session(), invite_code)
    must_join_hub = not ambassadors.is_ambassador(db.session(), current_user.id)
    return render_template("pilots/join.html", pilot=pilot, must_join_hub=must_join_hub, today=clock.local_today())


@blueprint.post("/pilots/join/<invite_code>")
def join_submit(invite_code: str) -> ResponseReturnValue:
    """Become a member."""
    pilot = queries.get_by_invite(db.session(), invite_code)
    if not ambassadors.is_ambassador(db.session(), current_user.id):
        here = url_for("pilots.join", invite_code=invite_code)
        return redirect(url_for("ambassadors.join", next=here), 303)
    service.join(db.session(), current_user, pilot)
    db.commit()
    flash(_("You are in the pilot. Thank you."))
    return redirect(url_for("pilots.show", slug=pilot.slug), 303)


def _has_answered(pilot: Pilot) -> bool:
    """Whether this browser has answered every question this week, by its own cookie alone."""
    sent = flags.read(request, config.current(), current_user)
    any_answers = {question.key: question.options[0] for question in CHECK_IN}
    cells = acts.answer_cells(pilot=pilot.id, answers=any_answers, local_date=clock.local_today())
    return acts.is_counted(cells, sent.counted)


def _decided(pilot: Pilot) -> object:
    """The decision in words; empty while there is none."""
    return DECISIONS[Decision(pilot.decision)] if pilot.decision else ""
