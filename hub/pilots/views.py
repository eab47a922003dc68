"""Pilots: opened by a coordinator, joined by their link, shown to everybody."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub.accounts.access import requires
from hub.accounts.rules import Role
from hub.ambassadors import queries as ambassadors
from hub.core import clock, config, db
from hub.core.errors import Invalid
from hub.counting.cells import MIN_PILOT
from hub.pilots import queries, service
from hub.pilots.forms import PilotForm

blueprint = Blueprint("pilots", __name__)


@blueprint.get("/pilots")
def index() -> ResponseReturnValue:
    """Every pilot, for everybody."""
    return render_template("pilots/index.html", pilots=queries.pilots(db.session()), today=clock.local_today())


@blueprint.get("/pilots/new")
@requires(Role.PILOT)
def create() -> ResponseReturnValue:
    """The form for a new pilot."""
    return render_template("pilots/create.html", form=PilotForm(), minimum=MIN_PILOT)


@blueprint.post("/pilots/new")
@requires(Role.PILOT)
def create_submit() -> ResponseReturnValue:
    """Open the pilot."""
    form = PilotForm()
    if form.validate_on_submit():
        try:
            values = {name: form.data[name] for name in ("title", "purpose", "starts_on", "ends_on")}
            pilot = service.open_pilot(db.session(), current_user, **values)
        except Invalid as error:
            form[error.field].errors = [error.reason]
        else:
            db.commit()
            flash(_("The pilot is open. Send the invitation link to colleagues."))
            return redirect(url_for("pilots.show", slug=pilot.slug), 303)
    return render_template("pilots/create.html", form=form, minimum=MIN_PILOT), 422


@blueprint.get("/pilots/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """What the pilot is for, and its released figures."""
    session = db.session()
    pilot = queries.get_pilot(session, slug)
    return render_template(
        "pilots/show.html",
        pilot=pilot,
        today=clock.local_today(),
        member=pilot.id in ambassadors.pilot_ids_of(session, current_user.id),
        minimum=MIN_PILOT,
        invitation=config.current().base_url + url_for("pilots.join", invite_code=pilot.invite_code),
    )


@blueprint.get("/pilots/join/<invite_code>")
def join(invite_code: str) -> ResponseReturnValue:
    """What joining means; nothing happens before the button is pressed."""
    pilot = queries.get_by_invite(db.session(), invite_code)
    must_join_hub = not ambassadors.is_ambassador(db.session(), current_user.id)
    return render_template(
        "pilots/join.html", pilot=pilot, must_join_hub=must_join_hub, today=clock.local_today(), minimum=MIN_PILOT
    )


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
