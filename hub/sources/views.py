"""The desk's pages for who carries a kit's links: the links, and the sources themselves."""

from __future__ import annotations

import io
from dataclasses import dataclass

import segno
from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user

from hub.core import config, db, i18n
from hub.core.errors import Conflict, HubError, Invalid, NotFound
from hub.kits import queries as kits
from hub.kits.models import Kit
from hub.kits.permissions import works_at_desk
from hub.links import queries as links
from hub.links import rules as links_rules
from hub.links.models import TrackingLink
from hub.sources import queries, service
from hub.sources.forms import LabelForm, SourceForm
from hub.sources.models import Source
from hub.sources.permissions import can_name, check_can_handle, check_can_name

blueprint = Blueprint("sources", __name__)
QR_FORMATS = {"svg": "image/svg+xml", "png": "image/png"}
QR_SCALE = 16
"""Pixels of one module: a code of some 600 pixels, sharp in print on an A5 leaflet."""


@dataclass(frozen=True)
class Carried:
    """One link as the page shows it."""

    link: TrackingLink
    url: str
    parameters: list[tuple[str, str]]


@blueprint.get("/desk/kits/<slug>/links")
def links_of_kit(slug: str) -> ResponseReturnValue:
    """Every link of a kit by source and place, and which can be made."""
    return _links_page(_kit(slug))


@blueprint.post("/desk/kits/<slug>/links")
def links_of_kit_submit(slug: str) -> ResponseReturnValue:
    """Make the links that were chosen."""
    kit = _kit(slug)
    chosen = request.form.getlist("link")
    try:
        pairs = [(source, place) for source, _colon, place in (each.partition(":") for each in chosen)]
        made = service.make_links(db.session(), current_user, kit, pairs)
    except (Invalid, Conflict) as refusal:
        return _links_page(kit, refusal, chosen), 422 if isinstance(refusal, Invalid) else 409
    db.commit()
    flash(ngettext("%(num)d link was made.", "%(num)d links were made.", made) if made else _("You had those links."))
    return redirect(url_for("sources.links_of_kit", slug=slug, _anchor="links"), 303)


@blueprint.get("/desk/kits/<slug>/links/<code>.<form>")
def qr(slug: str, code: str, form: str) -> ResponseReturnValue:
    """A link as a QR code to download, for a poster or a slide."""
    kit = _kit(slug)
    link = links.find_link(db.session(), code)
    if link is None or link.kit_id != kit.id or form not in QR_FORMATS:
        raise NotFound()
    drawn = io.BytesIO()
    address = links.share_url(config.current(), link.code)
    segno.make(address, error="m", micro=False).save(drawn, kind=form, scale=QR_SCALE, border=4)
    response = make_response(drawn.getvalue())
    response.mimetype = QR_FORMATS[form]
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{link.source}-{link.network}.{form}"'
    return response


@blueprint.get("/desk/sources")
def index() -> ResponseReturnValue:
    """All sources, and the form for one more."""
    return _sources_page(SourceForm())


@blueprint.post("/desk/sources")
def index_submit() -> ResponseReturnValue:
    """Add a source."""
    form = SourceForm()
    if form.validate_on_submit():
        try:
            source = service.add_source(
                db.session(), current_user, form.kind.data, form.label_da.data, form.label_en.data
            )
        except Invalid as refusal:
            form[refusal.field].errors = [refusal.reason]
        else:
            db.commit()
            flash(_("%(source)s can carry links now.", source=source.label(i18n.locale())))
            return redirect(url_for("sources.index"), 303)
    check_can_name(current_user)
    return _sources_page(form), 422


@blueprint.get("/desk/sources/<key>")
def edit(key: str) -> ResponseReturnValue:
    """Rename, retire or delete a source."""
    source = queries.get(db.session(), key)
    return _source_page(source, LabelForm(obj=source))


@blueprint.post("/desk/sources/<key>")
def edit_submit(key: str) -> ResponseReturnValue:
    """Rename a source."""
    source = queries.get(db.session(), key)
    form = LabelForm()
    if form.validate_on_submit():
        try:
            service.rename_source(db.session(), current_user, source, form.label_da.data, form.label_en.data)
        except Invalid as refusal:
            form[refusal.field].errors = [refusal.reason]
        else:
            db.commit()
            flash(_("The new name is saved. History stays with the source."))
            return redirect(url_for("sources.index"), 303)
    check_can_name(current_user)
    return _source_page(source, form), 422


@blueprint.post("/desk/sources/<key>/retire")
def retire_submit(key: str) -> ResponseReturnValue:
    """Retire a source."""
    return _set_active(key, False)


@blueprint.post("/desk/sources/<key>/bring-back")
def bring_back_submit(key: str) -> ResponseReturnValue:
    """Let a retired source have links again."""
    return _set_active(key, True)


@blueprint.post("/desk/sources/<key>/delete")
def delete_submit(key: str) -> ResponseReturnValue:
    """Delete a source that was never used."""
    try:
        source = queries.get(db.session(), key)
    except NotFound:
        check_can_name(current_user)
        return redirect(url_for("sources.index"), 303)
    try:
        service.delete_source(db.session(), current_user, source)
    except Conflict as refusal:
        return _source_page(source, LabelForm(formdata=None, obj=source), refusal), 409
    db.commit()
    flash(_("The source is deleted."))
    return redirect(url_for("sources.index"), 303)


def _set_active(key: str, active: bool) -> ResponseReturnValue:
    source = queries.get(db.session(), key)
    try:
        service.set_active(db.session(), current_user, source, active)
    except Conflict as refusal:
        return _source_page(source, LabelForm(formdata=None, obj=source), refusal), 409
    db.commit()
    flash(_("The source is in use again.") if active else _("The source is retired. Its links keep working."))
    return redirect(url_for("sources.index"), 303)


def _kit(slug: str) -> Kit:
    kit = kits.get(db.session(), slug)
    check_can_handle(current_user, kit)
    return kit


def _links_page(kit: Kit, refusal: HubError | None = None, chosen: list[str] | None = None) -> str:
    session = db.session()
    settings = config.current()
    made: dict[str, dict[str, Carried]] = {}
    for link in links.links_of(session, kit.id):
        url = links.share_url(settings, link.code)
        parameters = links_rules.added(link.location, kit.target_url)
        made.setdefault(link.source, {})[link.network] = Carried(link, url, parameters)
    every = queries.sources(session)
    return render_template(
        "sources/links.html",
        kit=kit,
        text=kit.text(i18n.locale()),
        live=kits.is_live(kit),
        sources=[source for source in every if source.active or source.key in made],
        places=links_rules.places(),
        placements=set(links_rules.Placement),
        made=made,
        chosen=set(chosen or ()),
        refusal=refusal,
        at_desk=works_at_desk(current_user),
        may_name=can_name(current_user),
    )


def _sources_page(form: SourceForm) -> str:
    session = db.session()
    return render_template(
        "sources/index.html",
        sources=queries.sources(session),
        usage=queries.usage(session),
        unused=queries.Usage(),
        form=form,
        may_name=can_name(current_user),
    )


def _source_page(source: Source, form: LabelForm, refusal: HubError | None = None) -> str:
    check_can_name(current_user)
    usage = queries.usage(db.session()).get(source.key, queries.Usage())
    return render_template("sources/edit.html", source=source, form=form, usage=usage, refusal=refusal)
