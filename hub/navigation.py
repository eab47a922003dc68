"""What the top of each page offers: the same five places for everybody, and the rooms that a role opens."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import lazy_gettext as _l
from flask_login import current_user

from hub.accounts.rules import Role
from hub.core import config

_PLACES = (
    ("kits.feed", _l("Share kits"), None),
    ("results.index", _l("Results"), None),
    ("campaigns.index", _l("Campaigns"), None),
    ("guidelines.index", _l("Guidelines"), None),
    ("ambassadors.me", _l("My data"), None),
    ("desk.index", _l("Desk"), (Role.CONTRIBUTOR, Role.EDITOR, Role.APPROVER)),
    ("recruitment.index", _l("Recruitment"), (Role.HR,)),
    ("pilots.index", _l("Pilots"), (Role.PILOT,)),
    ("admin.index", _l("Administration"), (Role.ADMIN,)),
)


_WITHIN = {"api_tokens": "admin", "sources": "desk"}
"""Rooms without a place of their own in the menu, and the one they belong to."""


@dataclass(frozen=True)
class Item:
    """One entry of the menu."""

    href: str
    label: object
    current: bool


@dataclass(frozen=True)
class PublicSettings:
    """The settings that a template may see."""

    org_name: str
    demo: bool
    benchmark: bool
    base_url: str
    source_url: str
    smtp: bool


def nav_items() -> list[Item]:
    """The menu for whoever is looking."""
    if not current_user.is_authenticated:
        return []
    room = (request.endpoint or "").partition(".")[0]
    room = _WITHIN.get(room, room)
    return [
        Item(url_for(endpoint), label, endpoint.partition(".")[0] == room)
        for endpoint, label, roles in _PLACES
        if roles is None or current_user.has_role(*roles)
    ]


def init_app(app: Flask) -> None:
    """Give every template the menu and the public settings."""

    @app.context_processor
    def _chrome() -> dict[str, object]:
        settings = config.current()
        shown = PublicSettings(
            settings.org_name,
            bool(current_app.config["DEMO_DATABASE"]),
            bool(current_app.config["BENCHMARK_DATABASE"]),
            settings.base_url,
            settings.source_url,
            bool(settings.smtp_url),
        )
        return {"nav_items": nav_items, "settings": shown}
