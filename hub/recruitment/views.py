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
from hub.recruitment import queries, rules, service
from hub.recruitment.forms import CountsForm, JobForm, choices, counts_form
from hub.recruitment.models import Job

blueprint = Blueprint("recruitment", __name__)


@blueprint.get("/recruitment")
def index() -> ResponseReturnValue:
    """Jobs, a page at a time; with `?archived=1` those that are put away."""
    archived = request.args.get("archived") == "1"
    return render_template(
        "recruitment/index.html",
        page=queries.jobs_page(db.session(), request.args.get("page", 1, int), archived=archived),
        archived=archived,
        today=clock.local_today(),
    )


@blueprint.get("/recruitment/new")
def create() -> ResponseReturnValue:
    """The form for a new job."""
    return _form_page(_job_form(), None)


@blueprint.post("/recruitment/new")
def create_submit() -> ResponseReturnValue:
    """Create the job."""
    form = _job_form()
    if not form.validate_on_submit():
        return _form_page(form, None), 422
    job = service.create_job(db.session(), current_user, form.data)
    db.commit()
    return redirect(url_for("recruitment.show", slug=job.slug), 303)


@blueprint.get("/recruitment/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """One job: its kits, its counts, its funnel."""
    job = queries.get_job(db.session(), slug)
    return _page(job, _counts_form(job))


@blueprint.get("/recruitment/<slug>/edit")
def edit(slug: str) -> ResponseReturnValue:
    """The form for a job that is there."""
    job = queries.get_job(db.session(), slug)
    return _form_page(_job_form(job), job)


@blueprint.post("/recruitment/<slug>/edit")
def edit_submit(slug: str) -> ResponseReturnValue:
    """Change the job; its kits follow."""
    job = queries.get_job(db.session(), slug)
    form = _job_form(job)
    if not form.validate_on_submit():
        return _form_page(form, job), 422
    service.update_job(db.session(), current_user, job, form.data)
    db.commit()
    flash(_("The job is saved."))
    return redirect(url_for("recruitment.show", slug=slug), 303)


@blueprint.post("/recruitment/<slug>/applications")
def applications_submit(slug: str) -> ResponseReturnValue:
    """Record what HR has counted."""
    job = queries.get_job(db.session(), slug)
    form = _counts_form(job)
    if form.validate_on_submit():
        try:
            service.record_applications(db.session(), current_user, job, form.counts())
        except Invalid as error:
            form[error.field].errors = [error.reason]
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


@blueprint.post("/recruitment/<slug>/remove")
def remove_submit(slug: str) -> ResponseReturnValue:
    """Delete a job that nothing hangs on; archive any other one."""
    job = queries.get_job(db.session(), slug)
    deleted = service.put_away(db.session(), current_user, job)
    db.commit()
    flash(_("The job is deleted.") if deleted else _("The job is archived. Its share kits and numbers are kept."))
    return redirect(url_for("recruitment.index"), 303)


@blueprint.post("/recruitment/<slug>/restore")
def restore_submit(slug: str) -> ResponseReturnValue:
    """Put an archived job back on the list."""
    job = queries.get_job(db.session(), slug)
    service.take_back(db.session(), current_user, job)
    db.commit()
    flash(_("The job is on the list again."))
    return redirect(url_for("recruitment.show", slug=slug), 303)


def _job_form(job: Job | None = None) -> JobForm:
    form = JobForm(job=job)
    units = [(unit.id, unit.name(i18n.locale())) for unit in accounts.units(db.session())]
    form.unit_id.choices = choices(_("The whole organisation"), units)
    return form


def _form_page(form: JobForm, job: Job | None) -> str:
    return render_template(
        "recruitment/edit.html",
        form=form,
        job=job,
        official_from=_official_label(),
        system=rules.system_of(job.apply_url) if job is not None else None,
    )


def _counts_form(job: Job) -> CountsForm:
    used = {row.source for row in job.counts}
    return counts_form(job, queries.source_labels(db.session(), i18n.locale(), used))


def _official_label() -> object:
    """The lowest level that goes on the official page, as words; None when none does."""
    return rules.LEVEL_LABELS.get(queries.official_from(db.session()))


def _page(job: Job, form: CountsForm) -> str:
    session = db.session()
    own = kits.kits_of_job(session, job.id)
    return render_template(
        "recruitment/show.html",
        job=job,
        kits=own,
        form=form,
        stages=rules.STAGE_LABELS,
        level=rules.LEVEL_LABELS[job.level],
        official=rules.goes_official(job.level, queries.official_from(session)),
        official_from=_official_label(),
        definition=queries.definition(session),
        over=job.deadline is not None and job.deadline < clock.local_today(),
        open_kits=len(queries.open_kits(session, job.id)),
        state_labels={state.value: row.label for state, row in STATES.items()},
        at_desk=works_at_desk(current_user),
    )
