"""The parts of a campaign's page that have forms of their own: kits, checklist, goals and evaluation."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub.accounts.access import requires
from hub.campaigns import goals, queries, service
from hub.campaigns.forms import (
    EvaluationForm,
    GoalForm,
    evaluation_form,
    evaluation_values,
    goal_form,
    goal_values,
)
from hub.campaigns.models import Campaign, Goal
from hub.campaigns.page import checklist, page_of
from hub.campaigns.permissions import STAFF, can_write
from hub.campaigns.service import Stale
from hub.core import db, i18n
from hub.core.errors import Conflict, Invalid
from hub.core.htmx import wants_fragment
from hub.kits import queries as kits


def kit_submit(slug: str) -> ResponseReturnValue:
    """Put a kit into the campaign, or take it out again."""
    campaign = queries.get(db.session(), slug)
    kit = kits.get_by_id(db.session(), request.form.get("kit", 0, type=int))
    act = service.remove_kit if "remove" in request.form else service.add_kit
    return _done(slug, lambda: act(db.session(), current_user, campaign, kit), "kits")


def checklist_submit(slug: str) -> ResponseReturnValue:
    """Put something on the checklist."""
    campaign = queries.get(db.session(), slug)
    part, text = request.form.get("part", ""), request.form.get("text", "")
    return _done(slug, lambda: service.add_check(db.session(), current_user, campaign, part, text), "checklist")


def check_submit(slug: str, item_id: int) -> ResponseReturnValue:
    """Tick, untick or remove something on the checklist: `do` says which."""
    campaign = queries.get(db.session(), slug)
    wanted = request.form.get("do", "")
    if wanted == "remove":
        service.remove_check(db.session(), current_user, campaign, item_id)
    elif wanted in ("tick", "untick"):
        service.set_check(db.session(), current_user, campaign, item_id, wanted == "tick")
    db.commit()
    if wants_fragment():
        return render_template(
            "campaigns/_checklist.html", campaign=campaign, parts=checklist(campaign), may_write=can_write(current_user)
        )
    return redirect(url_for("campaigns.show", slug=slug, _anchor="checklist"), 303)


def goal(slug: str) -> ResponseReturnValue:
    """The form for a new goal."""
    return _goal_page(queries.get(db.session(), slug), _goal_form(), None)


def goal_submit(slug: str) -> ResponseReturnValue:
    """Set a goal."""
    campaign = queries.get(db.session(), slug)
    form = _goal_form()
    if form.validate_on_submit():
        return _write_goal(
            campaign, form, None, lambda: goals.add_goal(db.session(), current_user, campaign, form.to_data())
        )
    return _goal_page(campaign, form, None), 422


def goal_edit(slug: str, goal_id: int) -> ResponseReturnValue:
    """The form, filled with a goal."""
    campaign = queries.get(db.session(), slug)
    found = queries.get_goal(db.session(), campaign, goal_id)
    goals.check_open(found)
    return _goal_page(campaign, _goal_form(found), found)


def goal_edit_submit(slug: str, goal_id: int) -> ResponseReturnValue:
    """Change a goal, unless somebody else was faster."""
    campaign = queries.get(db.session(), slug)
    found = queries.get_goal(db.session(), campaign, goal_id)
    form = _goal_form(found)
    if form.validate_on_submit():
        return _write_goal(
            campaign,
            form,
            found,
            lambda: goals.update_goal(db.session(), current_user, found, form.seen_version, form.to_data()),
        )
    return _goal_page(campaign, form, found), 422


def goal_remove_submit(slug: str, goal_id: int) -> ResponseReturnValue:
    """Give a goal up."""
    campaign = queries.get(db.session(), slug)
    return _done(slug, lambda: goals.remove_goal(db.session(), current_user, campaign, goal_id), "goals")


def evaluation(slug: str) -> ResponseReturnValue:
    """The evaluation's form."""
    campaign = queries.get(db.session(), slug)
    return _evaluation_page(campaign, evaluation_form(campaign))


def evaluation_submit(slug: str) -> ResponseReturnValue:
    """Write the evaluation, unless somebody else was faster."""
    campaign = queries.get(db.session(), slug)
    form = evaluation_form(campaign)
    if form.validate_on_submit():
        try:
            goals.save_evaluation(db.session(), current_user, campaign, form.seen_version, form.values())
            db.commit()
        except Stale:
            db.session().rollback()
            campaign = queries.get(db.session(), slug)
            saved = evaluation_values(campaign.evaluation, campaign.learnings)
            changes = form.differences(saved)
            form.version.data = saved["version"]
            return _evaluation_page(campaign, form, changes), 409
        except Invalid as refusal:
            db.session().rollback()
            form[refusal.field].errors = [refusal.reason]
        else:
            flash(_("Saved."))
            return redirect(url_for("campaigns.show", slug=slug, _anchor="learnings"), 303)
    return _evaluation_page(queries.get(db.session(), slug), form), 422


def add_to(blueprint: Blueprint) -> None:
    """Give the parts their addresses. All of them are for editors and approvers."""
    place = "/campaigns/<slug>"
    for rule, view, method in (
        (f"{place}/kits", kit_submit, "POST"),
        (f"{place}/checklist", checklist_submit, "POST"),
        (f"{place}/checklist/<int:item_id>", check_submit, "POST"),
        (f"{place}/goals/new", goal, "GET"),
        (f"{place}/goals/new", goal_submit, "POST"),
        (f"{place}/goals/<int:goal_id>", goal_edit, "GET"),
        (f"{place}/goals/<int:goal_id>", goal_edit_submit, "POST"),
        (f"{place}/goals/<int:goal_id>/remove", goal_remove_submit, "POST"),
        (f"{place}/evaluation", evaluation, "GET"),
        (f"{place}/evaluation", evaluation_submit, "POST"),
    ):
        blueprint.add_url_rule(rule, view.__name__, requires(*STAFF)(view), methods=[method])


def _done(slug: str, act: Callable[[], object], anchor: str) -> ResponseReturnValue:
    """Do it and come back to the page; a refusal shows its reason there, with what was typed."""
    try:
        act()
        db.commit()
    except (Conflict, Invalid) as refusal:
        db.session().rollback()
        status = 422 if isinstance(refusal, Invalid) else 409
        return page_of(queries.get(db.session(), slug), refusal), status
    return redirect(url_for("campaigns.show", slug=slug, _anchor=anchor), 303)


def _goal_form(found: Goal | None = None) -> GoalForm:
    return goal_form(queries.unit_choices(db.session(), i18n.locale()), found)


def _write_goal(
    campaign: Campaign, form: GoalForm, found: Goal | None, write: Callable[[], object]
) -> ResponseReturnValue:
    slug, goal_id = campaign.slug, found.id if found is not None else None
    if goal_id is None or form.seen_version == (found.version if found else 0):
        for field, reason in goals.problems(db.session(), form.to_data()):
            form.blame(field, reason)
    changes = None
    if not form.errors:
        try:
            write()
            db.commit()
            flash(_("The goal is set."))
            return redirect(url_for("campaigns.show", slug=slug, _anchor="goals"), 303)
        except Stale:
            db.session().rollback()
            saved = goal_values(queries.get_goal(db.session(), queries.get(db.session(), slug), goal_id or 0))
            changes = form.differences(saved)
            form.version.data = saved["version"]
        except Conflict as refusal:
            db.session().rollback()
            form.blame("measure", refusal.reason)
    campaign = queries.get(db.session(), slug)
    shown = queries.get_goal(db.session(), campaign, goal_id) if goal_id is not None else None
    return _goal_page(campaign, form, shown, changes), 422 if changes is None else 409


def _goal_page(campaign: Campaign, form: GoalForm, found: Goal | None, changes: object = None) -> str:
    return render_template(
        "campaigns/goal.html",
        campaign=campaign,
        form=form,
        goal=found,
        changes=changes,
        overlapping=queries.overlapping(db.session(), campaign),
    )


def _evaluation_page(campaign: Campaign, form: EvaluationForm, changes: object = None) -> str:
    return render_template("campaigns/evaluation.html", campaign=campaign, form=form, changes=changes)
