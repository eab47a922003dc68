"""What an intranet shows of us: a small page in a frame, and feeds. No cookies, no session, nothing about anybody."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.core import config, db
from hub.core.i18n import LOCALES
from hub.intranet import feeds, queries

blueprint = Blueprint("intranet", __name__)
MAX_AGE = 300
"""Seconds that an intranet may keep an answer."""


@blueprint.get("/embed/teaser")
def teaser() -> ResponseReturnValue:
    """Up to five live kits. Links open at the top level, where signing in works."""
    locale = _locale()
    settings = config.current()
    # Rendered without the context of other pages: Flask-Login's would open the session.
    page = current_app.jinja_env.get_template("intranet/teaser.html").render(
        locale=locale,
        items=queries.live_items(db.session(), locale, settings.base_url, queries.TEASER_SIZE),
        join_url=settings.base_url + url_for("ambassadors.join"),
        home_url=settings.base_url + url_for("kits.feed"),
        org_name=settings.org_name,
    )
    return _cacheable(Response(page, mimetype="text/html"))


@blueprint.get("/feed.atom")
def atom() -> ResponseReturnValue:
    """Live kits as an Atom feed."""
    about, items = _feed("intranet.atom")
    return _cacheable(Response(feeds.atom(about, items), content_type="application/atom+xml; charset=utf-8"))


@blueprint.get("/feed.json")
def json_feed() -> ResponseReturnValue:
    """Live kits as a JSON Feed."""
    about, items = _feed("intranet.json_feed")
    return _cacheable(Response(feeds.json_feed(about, items), content_type="application/feed+json"))


def _locale() -> str:
    """The language that the address asks for, else the organisation's.

    Neither the session nor the reader's cookies are asked: the answer is the same for everybody.
    """
    asked = request.args.get("lang", "")
    g.locale = asked if asked in LOCALES else config.current().locale
    found: str = g.locale
    return found


def _feed(endpoint: str) -> tuple[feeds.About, list[queries.Item]]:
    locale = _locale()
    settings = config.current()
    about = feeds.About(
        title=_("Share kits from %(org)s", org=settings.org_name),
        locale=locale,
        home=settings.base_url + url_for("kits.feed"),
        address=settings.base_url + url_for(endpoint, lang=locale),
        author=settings.org_name,
    )
    return about, queries.live_items(db.session(), locale, settings.base_url, queries.FEED_SIZE)


def _cacheable(response: Response) -> ResponseReturnValue:
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response.add_etag()
    return response.make_conditional(request)
