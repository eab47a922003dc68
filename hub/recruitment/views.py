"""HR's rooms: jobs, and how many applied from where."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub.accounts import queries as accounts
from hub.core import clock, db, i18n
from hub.core.errors import Invalid
from hub.kits import queries as kits
from hub.kits.permissions import works_at_desk
from hub.kits.workflow import STATES
from hub.recruitment import queries, service
from hub.recruitment.forms import JobForm, counts_form

blueprint = Blueprint("recruitment", __name__)


@blueprint.get("/recruitment")
def index() -> ResponseReturnValue:
    """All jobs."""
    return render_template("recruitment/index.html", jobs=queries.jobs(db.session()), today=clock.local_today())


@blueprint.get("/recruitment/new")
def create() -> ResponseReturnValue:
    """The form for a new job."""
    return render_template("recruitment/create.html", form=_job_form())


@blueprint.post("/recruitment/new")
def create_submit() -> ResponseReturnValue:
    """Create the job."""
    form = _job_form()
    if not form.validate_on_submit():
        return render_template("recruitment/create.html", form=form), 422
    job = service.create_job(db.session(), current_user, form.data)
    db.commit()
    return redirect(url_for("recruitment.show", slug=job.slug), 303)


@blueprint.get("/recruitment/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """One job: its kits, its counts, its funnel."""
    job = queries.get_job(db.session(), slug)
    return _page(job, counts_form(job))


@blueprint.post("/recruitment/<slug>/applications")
def applications_submit(slug: str) -> ResponseReturnValue:
    """Record what HR has counted."""
    job = queries.get_job(db.session(), slug)
    form = counts_form(job)
    if form.validate_on_submit():
        try:
            service.record_applications(db.session(), current_user, job, form.counts())
        except Invalid as error:
            form[f"{error.field}-qualified"].errors = [error.reason]
        else:
            db.commit()
            flash(_("The numbers are saved."))
            return redirect(url_for("recruitment.show", slug=slug), 303)
    return _page(job, form), 422


@blueprint.post("/recruitment/<slug>/kit")
def kit_submit(slug: str) -> ResponseReturnValue:
    """Start a kit that belongs to the job; the desk finishes it."""
    job = queries.get_job(db.session(), slug)
    kit = service.start_kit(db.session(), current_user, job, request.form.get("known", 0, type=int))
    if kit is None:
        flash(_("There is a share kit for this job already. See it below."))
        return redirect(url_for("recruitment.show", slug=slug), 303)
    db.commit()
    flash(_("The desk has a draft now: %(title)s.", title=kit.text("da").title))
    return redirect(url_for("recruitment.show", slug=slug), 303)


def _job_form() -> JobForm:
    form = JobForm()
    units = [(unit.id, unit.name(i18n.locale())) for unit in accounts.units(db.session())]
    form.unit_id.choices = [("", _("The whole organisation")), *units]
    return form


def _page(job: object, form: object) -> str:
    own = kits.kits_of_job(db.session(), job.id)  # type: ignore[attr-defined]
    return render_template(
        "recruitment/show.html",
        job=job,
        kits=own,
        form=form,
        open_kits=len(queries.open_kits(db.session(), job.id)),  # type: ignore[attr-defined]
        state_labels={state.value: row.label for state, row in STATES.items()},
        at_desk=works_at_desk(current_user),
    )
