"""The desk: where communications write kits, look at them as networks will show them, and send them on their
way.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.datastructures import CombinedMultiDict

from hub.ambassadors import queries as ambassadors
from hub.ambassadors.permissions import can_edit_themes
from hub.core import config, db, i18n
from hub.core.errors import Conflict, HubError, Invalid
from hub.kits import assets, forms, notes, previews, queries, service, theme_views, workflow
from hub.kits.forms import KitForm
from hub.kits.models import Kit
from hub.kits.permissions import approves_own, check_can_create, check_can_edit, why_not, why_not_edit
from hub.kits.rules import CATEGORY_LABELS, LOCALES, PURPOSE_LABELS, lines
from hub.kits.service import NotReady, Stale
from hub.kits.workflow import Action, KitState
from hub.networks.rules import NETWORKS, WITH_SUGGESTIONS
from hub.networks.rules import get as network_rules

blueprint = Blueprint("desk", __name__, url_prefix="/desk")
theme_views.add_to(blueprint)
MAX_FORM_BYTES = 64 * 1024 * 1024
"""Largest form with a picture that is read at all. A picture that is too large is told beside its field, and nothing
typed is lost: for that, the form must be read."""


@blueprint.url_value_preprocessor
def _read_large_forms(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    # Here, because the check of the form's token reads the form before any view or `before_request` of ours.
    request.max_content_length = MAX_FORM_BYTES


@blueprint.get("")
def index() -> str:
    """Kits by state."""
    wanted = request.args.get("state", "")
    state = wanted if wanted in set(KitState) else ""
    page = queries.desk_list(db.session(), state or None, request.args.get("page", 1, int))
    return render_template(
        "desk/index.html",
        page=page,
        state=state,
        states=workflow.STATES,
        counts=queries.counts_by_state(db.session()),
        category_labels=CATEGORY_LABELS,
        may_edit_themes=can_edit_themes(current_user),
    )


@blueprint.get("/kits/new")
def create() -> str:
    """An empty form."""
    check_can_create(current_user)
    return _form_page(_form(), None)


@blueprint.post("/kits/new")
def create_submit() -> ResponseReturnValue:
    """Write a draft, or show the form again with everything that was typed."""
    check_can_create(current_user)
    form = _posted_form()
    if _only_looking():
        return _form_page(form, None)
    if not form.is_valid(service.sample_link(), service.own_host()):
        return _form_page(form, None), 422
    try:
        kit = service.create_draft(db.session(), current_user, form.to_data())
    except Invalid as refusal:
        return _refused(form, None, refusal)
    db.commit()
    flash(_("The draft is saved."))
    return redirect(url_for("desk.show", slug=kit.slug), 303)


@blueprint.get("/kits/<slug>/edit")
def edit(slug: str) -> str:
    """The form, filled."""
    kit = queries.get(db.session(), slug)
    check_can_edit(current_user, kit, service.approver_ids(db.session()))
    return _form_page(_form(kit), kit)


@blueprint.post("/kits/<slug>/edit")
def edit_submit(slug: str) -> ResponseReturnValue:
    """Write what was typed, unless somebody else was faster: then show what they changed, and keep what was
    typed.
    """
    kit = queries.get(db.session(), slug)
    check_can_edit(current_user, kit, service.approver_ids(db.session()))
    form = _posted_form(kit)
    if _only_looking():
        return _form_page(form, kit)
    if form.seen_version != kit.version:
        return _stale_page(form, kit)
    if not form.is_valid(service.sample_link(), service.own_host()):
        return _form_page(form, kit), 422
    try:
        service.update(db.session(), current_user, kit, form.seen_version, form.to_data())
        db.commit()
    except Stale:
        db.session().rollback()
        return _stale_page(form, queries.get(db.session(), slug))
    except NotReady as refusal:
        db.session().rollback()
        form.blame(refusal.checks)
        return _form_page(form, queries.get(db.session(), slug)), 422
    except Invalid as refusal:
        db.session().rollback()
        return _refused(form, queries.get(db.session(), slug), refusal)
    flash(_("Saved."))
    return redirect(url_for("desk.show", slug=slug), 303)


@blueprint.post("/preview")
def preview() -> str:
    """The card beside the form, for what is typed right now. Nothing is written."""
    form = _form(posted=True)
    return render_template("desk/_preview.html", preview=_preview(form))


@blueprint.get("/kits/<slug>")
def show(slug: str) -> str:
    """A kit as the networks will show it, what is missing, and what can be done with it."""
    return _show_page(queries.get(db.session(), slug))


@blueprint.get("/kits/<slug>/preview")
def as_colleagues(slug: str) -> str:
    """The kit's page as colleagues see it or will see it, in either language; nothing can be shared from here."""
    kit = queries.get(db.session(), slug)
    wanted = request.args.get("lang", "")
    return render_template(
        "kits/show.html",
        preview=True,
        kit=kit,
        text=kit.text(wanted if wanted in LOCALES else i18n.locale()),
        languages=[(text.locale, forms.LANGUAGES[text.locale]) for text in kit.texts],
        networks=NETWORKS,
        category_labels=CATEGORY_LABELS,
        lines=lines,
    )


@blueprint.post("/kits/<slug>/submit")
def submit_submit(slug: str) -> ResponseReturnValue:
    """Send a draft for approval."""
    return _act(
        slug,
        lambda kit: service.submit(db.session(), current_user, kit),
        _("Sent for approval."),
        _("This kit has already been sent for approval."),
    )


@blueprint.post("/kits/<slug>/send-back")
def send_back_submit(slug: str) -> ResponseReturnValue:
    """Give a kit back to its author with a note."""
    note = request.form.get("note", "")
    return _act(
        slug,
        lambda kit: service.send_back(db.session(), current_user, kit, note),
        _("Sent back."),
        _("This kit is already back with its author."),
    )


@blueprint.post("/kits/<slug>/publish")
def publish_submit(slug: str) -> ResponseReturnValue:
    """Let everybody see and share the kit, as the approver read it."""
    version = request.form.get("version", type=int)
    return _act(
        slug,
        lambda kit: service.publish(db.session(), current_user, kit, version),
        _("The kit is live."),
        _("This kit is already published."),
    )


@blueprint.post("/kits/<slug>/end")
def end_submit(slug: str) -> ResponseReturnValue:
    """End the sharing of a kit."""
    return _act(
        slug,
        lambda kit: service.end(db.session(), current_user, kit),
        _("The kit has ended."),
        _("This kit has already ended."),
    )


@blueprint.post("/kits/<slug>/withdraw")
def withdraw_submit(slug: str) -> ResponseReturnValue:
    """Take a kit back."""
    wanted = request.form.get("after_url", "")
    return _act(
        slug,
        lambda kit: service.withdraw(db.session(), current_user, kit, wanted),
        _("The kit is withdrawn."),
        _("This kit is already withdrawn."),
    )


def _act(slug: str, action: Callable[[Kit], bool], done: str, already: str) -> ResponseReturnValue:
    """Do one move and come back to the kit's page; a refusal shows its reason there. A move that was made before,
    such as in another tab, says `already`.
    """
    kit = queries.get(db.session(), slug)
    try:
        if action(kit):
            db.commit()
            flash(done)
        else:
            flash(already)
    except (Conflict, Invalid) as refusal:
        db.session().rollback()
        db.session().expire_all()
        return _show_page(queries.get(db.session(), slug), refusal), 422 if isinstance(refusal, Invalid) else 409
    return redirect(url_for("desk.show", slug=slug), 303)


def _show_page(kit: Kit, refusal: HubError | None = None) -> str:
    approvers, last_hand = service.approver_ids(db.session()), queries.last_hand(db.session(), kit.id)
    state = KitState(kit.state)
    return render_template(
        "desk/show.html",
        kit=kit,
        notes=notes.notes_of(db.session(), kit),
        refusal=refusal,
        typed=request.form,
        state=workflow.STATES[state],
        steps=previews.steps(state),
        checks=service.checks_of(kit),
        field_labels=forms.labels_of(_form(kit)),
        moves=[(move, why_not(current_user, kit, move.action, approvers, last_hand)) for move in workflow.MOVES],
        fitting={move.action for move in workflow.moves_from(state)},
        why_not_edit=why_not_edit(current_user, kit, approvers),
        lines=lines,
        languages=forms.LANGUAGES,
        approves_own=state is KitState.IN_REVIEW and approves_own(current_user, kit, approvers),
        previews=previews.of_kit(kit),
        category_labels=CATEGORY_LABELS,
        purpose_labels=PURPOSE_LABELS,
        Action=Action,
    )


def _form(kit: Kit | None = None, *, posted: bool = False) -> KitForm:
    sent: CombinedMultiDict[str, Any] | None = None
    if posted:
        sent = CombinedMultiDict([request.files, request.form])
    themes = ambassadors.themes(db.session(), kit.theme_id if kit else None)
    campaigns = queries.campaign_titles(db.session(), kit.campaign_id if kit else None)
    return forms.build(themes, i18n.locale(), sent, kit, campaigns)


def _posted_form(kit: Kit | None = None) -> KitForm:
    """The form as sent. Its picture is kept at once, so that a mistake elsewhere does not lose it."""
    form = _form(kit, posted=True)
    upload = request.files.get("image")
    if upload is None or not upload.filename:
        return form
    data = upload.read(assets.MAX_FILE_BYTES + 1)
    upload.close()
    try:
        stored = assets.store(db.session(), data, config.current().data_dir / "assets")
    except Invalid as refusal:
        form.image_problem = refusal.reason
        form.show_image_problem()
        return form
    db.commit()
    form.asset_id.data = str(stored.id)
    return form


def _only_looking() -> bool:
    """Whether the form was sent to see more of itself, and not to be saved."""
    return "preview" in request.form or "add" in request.form


def _refused(form: KitForm, kit: Kit | None, refusal: Invalid) -> ResponseReturnValue:
    field = form._fields.get(refusal.field, form.title_da)
    field.errors = [*field.errors, refusal.reason]
    return _form_page(form, kit), 422


def _stale_page(form: KitForm, kit: Kit) -> ResponseReturnValue:
    changes = forms.changed_by_others(form, kit)
    # From here on the person has seen the other's version: saving again is their decision.
    form.version.data = str(kit.version)
    form.seen.data = forms.values_of(kit)["seen"]
    return _form_page(form, kit, changes=changes), 409


def _preview(form: KitForm) -> Any:
    asset = queries.find_asset(db.session(), form.chosen_asset)
    return previews.of_form(form, asset, request.values.get("preview_network", ""))


def _form_page(form: KitForm, kit: Kit | None, changes: list[forms.Difference] | None = None) -> str:
    return render_template(
        "desk/form.html",
        form=form,
        kit=kit,
        notes=notes.notes_of(db.session(), kit),
        changes=changes,
        asset=queries.find_asset(db.session(), form.chosen_asset),
        preview=_preview(form),
        locales=[(locale, forms.LANGUAGES[locale]) for locale in LOCALES],
        networks=[network_rules(network) for network in WITH_SUGGESTIONS],
        added=request.form.get("add", ""),
    )
