"""What links cost, at the desk. HR sees and enters the costs of job kits; the desk those of every kit and campaign."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from wtforms import SelectChoice

from hub.core import db, i18n
from hub.core.errors import Invalid
from hub.sources import queries, service, subjects
from hub.sources.forms import CostForm
from hub.sources.models import Cost
from hub.sources.permissions import can_handle, check_can_handle
from hub.sources.rules import kroner
from hub.sources.service import CostData
from hub.sources.subjects import Kind, Subject
from hub.sources.views import blueprint

__all__ = ["blueprint"]


@dataclass(frozen=True)
class Entry:
    """One cost as the page lists it."""

    cost: Cost
    about: str
    source: str
    amount: str


@blueprint.get("/desk/kits/<slug>/costs")
def costs_of_kit(slug: str) -> ResponseReturnValue:
    """The page of costs, narrowed to one kit."""
    return redirect(url_for("sources.costs", of=f"{Kind.KIT}:{slug}"), 302)


@blueprint.get("/desk/costs")
def costs() -> ResponseReturnValue:
    """What has been spent, of everything or of one kit or campaign, and the form for one more."""
    about = _about()
    form = _form(about)
    if about is not None:
        form.subject.data = about.value
    return _page(form, about)


@blueprint.post("/desk/costs")
def costs_submit() -> ResponseReturnValue:
    """Enter a cost."""
    about = _about()
    form = _form(about)
    if form.validate_on_submit():
        subject = subjects.get(db.session(), form.subject.data, i18n.locale())
        data = CostData(form.source.data, form.ore, form.spent_on.data, form.note.data, form.form_key.data)
        try:
            made = service.add_cost(db.session(), current_user, subject, data)
        except Invalid as refusal:
            form[refusal.field].errors = [refusal.reason]
        else:
            db.commit()
            flash(_("The cost is saved.") if made else _("This cost was saved already."))
            return redirect(url_for("sources.costs", of=about.value if about else None), 303)
    return _page(form, about), 422


@blueprint.post("/desk/costs/<int:cost_id>/remove")
def cost_remove_submit(cost_id: int) -> ResponseReturnValue:
    """Take away a cost that was entered by mistake."""
    if service.remove_cost(db.session(), current_user, cost_id):
        db.commit()
        flash(_("The cost is removed."))
    return redirect(url_for("sources.costs", of=request.args.get("of"), page=request.args.get("page", type=int)), 303)


def _about() -> Subject | None:
    """What the address narrows the page to."""
    value = request.args.get("of", "")
    if not value:
        return None
    subject = subjects.get(db.session(), value, i18n.locale())
    check_can_handle(current_user, subject.kit)
    return subject


def _form(about: Subject | None) -> CostForm:
    form = CostForm()
    offered = subjects.subjects(db.session(), current_user, i18n.locale(), about.kit if about else None)
    groups = {Kind.CAMPAIGN: _("Campaigns"), Kind.KIT: _("Share kits")}
    form.subject.choices = [SelectChoice(each.value, each.title, optgroup=groups[each.kind]) for each in offered]
    labels = queries.labels(db.session(), i18n.locale())
    form.source.choices = [SelectChoice(key, label) for key, label in labels.items()]
    if not form.is_submitted():
        form.source.data = "paid"
    return form


def _page(form: CostForm, about: Subject | None) -> str:
    session = db.session()
    locale = i18n.locale()
    of_campaign = about.id if about is not None and about.kind is Kind.CAMPAIGN else None
    of_kit = about.id if about is not None and about.kind is Kind.KIT else None
    jobs_only = not can_handle(current_user, None)
    number = request.args.get("page", 1, int)
    found = queries.costs(session, number, kit_id=of_kit, campaign_id=of_campaign, jobs_only=jobs_only)
    shown = found.page.items
    titles = subjects.titles(session, locale, sorted({cost.kit_id for cost in shown if cost.kit_id is not None}))
    labels = {choice.value: choice.label for choice in form.source.choices}
    entries = [
        Entry(cost, titles.get(_key(cost), "–"), labels.get(cost.source, cost.source), kroner(cost.amount_ore, locale))
        for cost in shown
    ]
    total = kroner(found.ore, locale)
    return render_template("sources/costs.html", form=form, about=about, page=found.page, entries=entries, total=total)


def _key(cost: Cost) -> tuple[Kind, int]:
    return (Kind.KIT, cost.kit_id) if cost.kit_id is not None else (Kind.CAMPAIGN, cost.campaign_id or 0)
