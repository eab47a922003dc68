"""Pages of the guidelines: the policy in its versions, channel guides, the fact sheet and the crisis plan."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from hub.accounts.access import requires
from hub.accounts.rules import Role
from hub.core import db, i18n
from hub.core.errors import Conflict, Invalid, NotFound
from hub.guidelines import permissions, queries, rules, service
from hub.guidelines.forms import PageForm, VersionForm
from hub.networks import rules as networks

blueprint = Blueprint("guidelines", __name__)


@blueprint.get("/guidelines")
def index() -> ResponseReturnValue:
    """The policy in effect, and the way to everything beside it."""
    session = db.session()
    version = queries.current_policy(session)
    return render_template(
        "guidelines/index.html",
        version=version,
        text=queries.policy_text(version, i18n.locale()),
        versions=queries.policy_versions(session),
        networks=queries.networks_with_guide(session),
        may_publish=permissions.can_publish(current_user),
    )


@blueprint.get("/guidelines/versions/<int:number>")
def version(number: int) -> ResponseReturnValue:
    """One version, as it was accepted."""
    session = db.session()
    found = queries.policy_by_number(session, number)
    return render_template(
        "guidelines/version.html",
        version=found,
        text=queries.policy_text(found, i18n.locale()),
        current=queries.current_policy(session),
    )


@blueprint.get("/guidelines/channels/<network>")
def channel(network: str) -> ResponseReturnValue:
    """The guide of one network."""
    try:
        found = networks.get(network)
    except Invalid as error:
        raise NotFound() from error
    session = db.session()
    return render_template(
        "guidelines/channel.html",
        network=found,
        page=queries.get_page(session, rules.channel_kind(found.name.value), i18n.locale()),
        networks=queries.networks_with_guide(session),
        may_publish=permissions.can_publish(current_user),
    )


@blueprint.get("/guidelines/facts")
def facts() -> ResponseReturnValue:
    """Facts for those who are asked about the organisation."""
    return _page(rules.FACTS, _("Facts about us"))


@blueprint.get("/crisis")
def crisis() -> ResponseReturnValue:
    """What to do when something goes wrong."""
    return _page(rules.CRISIS, _("If something goes wrong"))


def _page(name: str, fallback: str) -> str:
    return render_template(
        "guidelines/page.html",
        page=queries.get_page(db.session(), name, i18n.locale()),
        name=name,
        fallback=fallback,
        may_publish=permissions.can_publish(current_user),
    )


@blueprint.get("/guidelines/edit/<name>")
@requires(Role.EDITOR, Role.APPROVER)
def edit_page(name: str) -> ResponseReturnValue:
    """A page of guidance, ready to be edited; one that nobody has written is empty."""
    bodies = queries.page_bodies(db.session(), _kind(name))
    form = PageForm(formdata=None, seen=rules.mark(bodies), body_da=bodies.get("da", ""), body_en=bodies.get("en", ""))
    return _edit_page(name, form)


@blueprint.post("/guidelines/edit/<name>")
@requires(Role.EDITOR, Role.APPROVER)
def edit_page_submit(name: str) -> ResponseReturnValue:
    """Show the preview, or save."""
    form, kind = PageForm(), _kind(name)
    if "preview" in request.form:
        return _edit_page(
            name, form, [(locale, rules.split_title(text)) for locale, text in _texts(form) if text.strip()]
        )
    if not form.validate_on_submit():
        return _edit_page(name, form), 422
    bodies = dict(_texts(form))
    try:
        service.edit_page(
            db.session(), current_user, kind, seen=form.seen.data or "", body_da=bodies["da"], body_en=bodies["en"]
        )
    except (Conflict, Invalid) as error:
        getattr(form, getattr(error, "field", "body_da")).errors = [error.reason]
        # From here on the person knows of the other's text: saving again is their decision.
        form.seen.data = rules.mark(queries.page_bodies(db.session(), kind))
        return _edit_page(name, form), error.status
    db.commit()
    flash(_("Saved."))
    return redirect(_address(name), 303)


def _edit_page(name: str, form: PageForm, preview: list[tuple[str, tuple[str, str]]] | None = None) -> str:
    return render_template("guidelines/edit_page.html", form=form, name=name, back=_address(name), preview=preview)


def _kind(name: str) -> str:
    kind = rules.page_kind(name)
    if kind is None:
        raise NotFound()
    return kind


def _address(name: str) -> str:
    own = {rules.FACTS: "guidelines.facts", rules.CRISIS: "guidelines.crisis"}
    return url_for(own[name]) if name in own else url_for("guidelines.channel", network=name)


@blueprint.get("/guidelines/new-version")
@requires(Role.EDITOR, Role.APPROVER)
def new_version() -> ResponseReturnValue:
    """The version in effect, ready to be edited."""
    current = queries.find_current_policy(db.session())
    form = VersionForm(
        formdata=None,
        after=str(current.number if current else 0),
        body_da=current.body_da if current else "",
        body_en=current.body_en if current else "",
    )
    return render_template("guidelines/new_version.html", form=form, preview=None)


@blueprint.post("/guidelines/new-version")
@requires(Role.EDITOR, Role.APPROVER)
def new_version_submit() -> ResponseReturnValue:
    """Show the preview, or publish."""
    form = VersionForm()
    if "preview" in request.form:
        preview = [(locale, rules.split_title(text)) for locale, text in _texts(form) if text.strip()]
        return render_template("guidelines/new_version.html", form=form, preview=preview)
    if not form.validate_on_submit():
        return render_template("guidelines/new_version.html", form=form, preview=None), 422
    try:
        made = service.publish_version(
            db.session(),
            current_user,
            after=form.after_number,
            body_da=form.body_da.data,
            body_en=form.body_en.data or "",
        )
    except (Conflict, Invalid) as error:
        getattr(form, getattr(error, "field", "body_da")).errors = [error.reason]
        return render_template("guidelines/new_version.html", form=form, preview=None), error.status
    db.commit()
    flash(_("Version %(number)s is published. Ambassadors are asked to read it.", number=made.number))
    return redirect(url_for("guidelines.index"), 303)


def _texts(form: VersionForm | PageForm) -> tuple[tuple[str, str], ...]:
    return (("da", form.body_da.data or ""), ("en", form.body_en.data or ""))
