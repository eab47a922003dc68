"""What employees see: the kits that can be shared now, and each kit."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from hub.ambassadors import queries as ambassadors
from hub.core import db, i18n
from hub.core.errors import NotFound
from hub.core.htmx import wants_fragment
from hub.kits import queries
from hub.kits.permissions import works_at_desk
from hub.kits.rules import CATEGORY_LABELS, lines
from hub.kits.workflow import KitState
from hub.networks.rules import NETWORKS

blueprint = Blueprint("kits", __name__)


def _browser_flags() -> Any:
    """What this browser remembers about kits. Sharing is above us, and offers it to templates: so we ask
    there.
    """
    offered: dict[str, Any] = {}
    current_app.update_template_context(offered)
    return offered["browser_flags"]()


@blueprint.get("/")
def feed() -> str:
    """Kits that can be shared now: the themes that this person follows first."""
    session, flags = db.session(), _browser_flags()
    followed = ambassadors.followed_theme_ids(session, current_user.id)
    facets = queries.live_facets(session)
    category = request.args.get("category", "")
    theme = next((each for each in facets.themes if each.slug == request.args.get("theme")), None)
    put_away = request.args.get("put_away") == "1"
    page = queries.live_kits(
        session,
        followed,
        category if category in CATEGORY_LABELS else None,
        request.args.get("page", 1, int),
        theme_id=theme.id if theme else None,
        exclude=() if put_away else flags.hidden,
        only=flags.hidden if put_away else None,
    )
    return render_template(
        "kits/_feed.html" if wants_fragment() else "kits/feed.html",
        page=page,
        flags=flags,
        category=category,
        theme=theme,
        put_away=put_away,
        facets=facets,
        followed=[each for each in facets.themes if each.id in followed],
        ambassador=ambassadors.is_ambassador(session, current_user.id),
        category_labels=CATEGORY_LABELS,
        is_new=queries.is_new,
    )


@blueprint.get("/kits/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """One kit with all that belongs to it, or a page that says it is over."""
    session = db.session()
    kit = queries.get(session, slug)
    if kit.state in (KitState.DRAFT, KitState.IN_REVIEW):
        raise NotFound()
    if not queries.is_live(kit):
        withdrawn = kit.state == KitState.WITHDRAWN
        return render_template("kits/ended.html", kit=kit, withdrawn=withdrawn, text=kit.text(i18n.locale()))
    used = ambassadors.used_networks(session, current_user.id)
    return render_template(
        "kits/show.html",
        preview=False,
        kit=kit,
        text=kit.text(i18n.locale()),
        networks=sorted(NETWORKS, key=lambda network: network.name.value not in used),
        used=used,
        ambassador=ambassadors.is_ambassador(session, current_user.id),
        flags=_browser_flags(),
        category_labels=CATEGORY_LABELS,
        lines=lines,
        is_new=queries.is_new(kit),
        at_desk=works_at_desk(current_user),
    )
