"""Campaigns: everybody reads them, editors and approvers write them."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub.accounts.access import requires
from hub.campaigns import parts, queries, service, workflow
from hub.campaigns.forms import CampaignForm, campaign_form, campaign_values
from hub.campaigns.models import Campaign
from hub.campaigns.page import page_of
from hub.campaigns.permissions import STAFF, can_write
from hub.campaigns.service import Stale
from hub.campaigns.workflow import Action
from hub.core import db
from hub.core.errors import Conflict, Invalid, NotFound

blueprint = Blueprint("campaigns", __name__)
parts.add_to(blueprint)


@blueprint.get("/campaigns")
def index() -> ResponseReturnValue:
    """All campaigns."""
    page = queries.campaigns(db.session(), request.args.get("page", 1, int))
    return render_template(
        "campaigns/index.html", page=page, may_write=can_write(current_user), states=workflow.STATE_LABELS,
        chips=workflow.CHIPS,
    )  # fmt: skip


@blueprint.get("/learnings")
def learnings() -> ResponseReturnValue:
    """What worked and what did not, for everybody."""
    page = queries.lessons(db.session(), request.args.get("page", 1, int))
    return render_template("campaigns/learnings.html", page=page)


@blueprint.get("/campaigns/new")
@requires(*STAFF)
def create() -> ResponseReturnValue:
    """The form for a new campaign."""
    return render_template("campaigns/form.html", form=_form(None), campaign=None, changes=None)


@blueprint.post("/campaigns/new")
@requires(*STAFF)
def create_submit() -> ResponseReturnValue:
    """Begin the campaign."""
    form = _form(None)
    if form.validate_on_submit():
        try:
            campaign = service.create(db.session(), current_user, form.values())
        except Invalid as refusal:
            form[refusal.field].errors = [refusal.reason]
        else:
            db.commit()
            flash(_("The campaign is planned. Next: its goals, its kits and the checklist."))
            return redirect(url_for("campaigns.show", slug=campaign.slug), 303)
    return render_template("campaigns/form.html", form=form, campaign=None, changes=None), 422


@blueprint.get("/campaigns/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """Everything about one campaign."""
    return page_of(queries.get(db.session(), slug))


@blueprint.get("/campaigns/<slug>/edit")
@requires(*STAFF)
def edit(slug: str) -> ResponseReturnValue:
    """The form, filled."""
    campaign = queries.get(db.session(), slug)
    return render_template("campaigns/form.html", form=_form(campaign), campaign=campaign, changes=None)


@blueprint.post("/campaigns/<slug>/edit")
@requires(*STAFF)
def edit_submit(slug: str) -> ResponseReturnValue:
    """Write what was typed, unless somebody else was faster: then say what they wrote, and keep what was typed."""
    campaign = queries.get(db.session(), slug)
    form = _form(campaign)
    if form.validate_on_submit():
        try:
            service.update(db.session(), current_user, campaign, form.seen_version, form.values())
            db.commit()
        except Stale:
            db.session().rollback()
            return _stale_page(form, queries.get(db.session(), slug))
        except Invalid as refusal:
            db.session().rollback()
            form[refusal.field].errors = [refusal.reason]
        else:
            flash(_("Saved."))
            return redirect(url_for("campaigns.show", slug=slug), 303)
    return render_template("campaigns/form.html", form=form, campaign=campaign, changes=None), 422


@blueprint.post("/campaigns/<slug>/state")
@requires(*STAFF)
def state_submit(slug: str) -> ResponseReturnValue:
    """Move the campaign on, or back."""
    campaign = queries.get(db.session(), slug)
    action = request.form.get("action", "")
    if action not in set(Action):
        return page_of(campaign, Conflict(_("Choose what is to happen."))), 409
    try:
        moved = service.move(db.session(), current_user, campaign, Action(action))
        db.commit()
    except Conflict as refusal:
        db.session().rollback()
        return page_of(queries.get(db.session(), slug), refusal), 409
    if moved:
        flash(_("The campaign is now: %(state)s.", state=workflow.STATE_LABELS[workflow.get(action).target]))
    return redirect(url_for("campaigns.show", slug=slug), 303)


@blueprint.post("/campaigns/<slug>/delete")
@requires(*STAFF)
def delete_submit(slug: str) -> ResponseReturnValue:
    """Delete a campaign that nothing hangs on; one that is gone changes nothing."""
    try:
        campaign = queries.get(db.session(), slug)
    except NotFound:
        return redirect(url_for("campaigns.index"), 303)
    try:
        service.delete(db.session(), current_user, campaign)
        db.commit()
    except Conflict as refusal:
        db.session().rollback()
        return page_of(queries.get(db.session(), slug), refusal), 409
    flash(_("The campaign is deleted."))
    return redirect(url_for("campaigns.index"), 303)


def _form(campaign: Campaign | None) -> CampaignForm:
    named = (campaign.owner_id, campaign.substitute_id) if campaign is not None else ()
    return campaign_form(queries.staff(db.session(), *named), campaign)


def _stale_page(form: CampaignForm, campaign: Campaign) -> ResponseReturnValue:
    changes = form.differences(campaign_values(campaign))
    # From here on the person has seen the other's version: saving again is their decision.
    form.version.data = str(campaign.version)
    return render_template("campaigns/form.html", form=form, campaign=campaign, changes=changes), 409
