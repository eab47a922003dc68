"""Making a text one's own, and sharing it."""

from __future__ import annotations

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from hub.ambassadors import flags
from hub.ambassadors import queries as ambassadors
from hub.ambassadors.flags import BrowserFlags
from hub.ambassadors.rules import flag_cookie_name
from hub.core import config, db, i18n
from hub.core.errors import NotFound
from hub.core.web import local_path
from hub.kits import queries as kits
from hub.kits.models import Kit
from hub.links import queries as links
from hub.networks.intents import intent_url
from hub.networks.phrases import share_phrases
from hub.networks.rules import NETWORKS, Network
from hub.sharing import compose as composing
from hub.sharing import service

blueprint = Blueprint("sharing", __name__)


@blueprint.app_context_processor
def _browser_flags() -> dict[str, object]:
    def browser_flags() -> BrowserFlags:
        if not current_user.is_authenticated:
            return BrowserFlags()
        return flags.read(request, config.current(), current_user)

    return {"browser_flags": browser_flags}


@blueprint.get("/kits/<slug>/<network>")
def compose(slug: str, network: str) -> ResponseReturnValue:
    """The text, the preview and the button. Nothing typed here is ever sent."""
    kit = kits.get_live(db.session(), slug)
    return render_template("sharing/compose.html", **_page(kit, network, request.args.get("suggestion", "")))


@blueprint.post("/share")
def share_submit() -> ResponseReturnValue:
    """Count the share, and answer with a page that holds the network's link."""
    session, settings = db.session(), config.current()
    kit = _live(request.form.get("kit", ""))
    network = composing.rules_for(request.form.get("network", "")).name
    if not _may_share(session):
        return redirect(url_for("ambassadors.join", next=url_for("kits.show", slug=kit.slug)), 303)
    backlog = current_app.extensions["hub_pending"]
    sent = flags.read(request, settings, current_user)
    remembered = service.record_share(session, backlog, current_user, kit.id, network, sent)
    service.retry_soon(current_app.extensions["hub_sessions"], backlog)
    page = _page(kit, network, request.form.get("suggestion", ""))
    response = make_response(render_template("sharing/shared.html", **page))
    flags.write(response, settings, current_user, remembered, kits.live_kit_ids(session))
    return response


@blueprint.post("/hide")
def hide_submit() -> ResponseReturnValue:
    """Put a kit aside, or take it back, in this browser only."""
    session, settings = db.session(), config.current()
    kit = _live(request.form.get("kit", ""))
    response = make_response(redirect(local_path(request.form.get("next")), 303))
    hidden = flags.read(request, settings, current_user).with_hidden(kit.id, request.form.get("back") != "1")
    flags.write(response, settings, current_user, hidden, kits.live_kit_ids(session))
    return response


def _live(kit_id: str) -> Kit:
    kit = kits.get_by_id(db.session(), int(kit_id)) if kit_id.isdecimal() and len(kit_id) < 12 else None
    if kit is None or not kits.is_live(kit):
        raise NotFound
    return kit


def _may_share(session: Session) -> bool:
    """Whether this person has opted in and accepted the guidelines that are in effect."""
    return ambassadors.is_ambassador(session, current_user.id) and not ambassadors.must_accept(session, current_user.id)


def _page(kit: Kit, network: str, wanted: str) -> dict[str, object]:
    session, settings = db.session(), config.current()
    rules = composing.rules_for(network)
    draft = composing.draft(kit, rules, i18n.locale(), wanted, settings)
    code = links.code_for(session, kit.id, rules.name)
    if code is None:
        raise NotFound
    link = links.share_url(settings, code)
    subject = (draft.chosen.subject if draft.chosen else "") or kit.text(i18n.locale()).title
    return {
        "kit": kit,
        "text": kit.text(i18n.locale()),
        "rules": rules,
        "draft": draft,
        "link": link,
        "subject": subject,
        "intent": intent_url(rules.name, draft.body, link, subject),
        "networks": NETWORKS,
        "phrases": share_phrases(rules.name),
        "needs_instance": rules.needs_instance,
        "has_sheet": rules.name != Network.OTHER,
        "may_share": _may_share(session),
        "account_key": flag_cookie_name(settings.secret_key, current_user.id),
        "used": ambassadors.used_networks(session, current_user.id),
    }
