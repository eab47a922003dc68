"""What the settings page shows: the configuration without its secrets, and whether each part works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from hub.accounts import queries as accounts
from hub.accounts.rules import Role
from hub.core import health
from hub.core.config import SPECS, Settings
from hub.counting.cells import family_named
from hub.counting.pending import UnsafeCountsStore, check_configuration
from hub.metrics import reports, wording

HIDDEN = ("secret_key",)
_WHY_HELD_BACK = {"too_low": _l("far below nought"), "too_high": _l("far more than the employees could do")}


@dataclass(frozen=True)
class Check:
    """One part of the installation: what it is, whether it is well, and what to do otherwise."""

    label: object
    ok: bool
    advice: object = ""


@dataclass(frozen=True)
class Shown:
    """One setting as the page may show it."""

    name: str
    value: str


def shown_settings(settings: Settings) -> list[Shown]:
    """Every setting, passwords and keys blacked out."""
    return [Shown(spec.name, _shown(spec.field, getattr(settings, spec.field))) for spec in SPECS]


def checks(session: Session, settings: Settings, queue_redis: Redis, counts_redis: Redis) -> list[Check]:
    """Look at each part; none stops the others from being looked at."""
    return [
        Check(_l("The database answers"), _works(lambda: session.execute(text("SELECT 1")))),
        Check(_l("The queue answers"), _works(queue_redis.ping), _l("Start Redis, or check HUB_REDIS_URL.")),
        Check(
            _l("The worker does its jobs"),
            _works(lambda: _must(queue_redis.exists(health.HEARTBEAT_KEY))),
            _l("Start hub worker and hub tick."),
        ),
        Check(
            _l("The counts are kept apart, and without a log of single shares"),
            settings.counts_redis_url != settings.redis_url and _works(lambda: check_configuration(counts_redis)),
            _l("HUB_COUNTS_REDIS_URL needs a Redis of its own without append-only file and replica."),
        ),
        Check(
            _l("E-mail is set up"),
            bool(settings.smtp_url),
            _l("Set HUB_SMTP_URL. Until then, links are printed."),
        ),
        Check(
            _l("The address uses HTTPS"),
            settings.secure_cookies or settings.demo,
            _l("Put a proxy with HTTPS in front, and set HUB_BASE_URL."),
        ),
        Check(
            _l("Somebody can approve share kits"),
            bool(accounts.people_with_role(session, Role.APPROVER)),
            _l("Give somebody the role approver."),
        ),
        Check(
            _l("The units have headcounts"),
            accounts.organisation_headcount(session) > 0,
            _l("Add the units: without headcounts no share rate can be shown."),
        ),
        _held_back(session),
    ]


def _held_back(session: Session) -> Check:
    """Which figures wait because their count is impossible, and why. No count is told."""
    said = [
        f"{family_named(family).title}, {wording.window(window)} ({_WHY_HELD_BACK[reason]})"
        for family, window, reason in reports.blocked_cells(session)
    ]
    return Check(
        _l("No figure is held back as impossible"),
        not said,
        _l(
            "%(figures)s. Somebody has changed the store of counts, or it is damaged. The figure waits, and is looked "
            "at again every Monday.",
            figures="; ".join(said),
        ),
    )


def _must(value: object) -> None:
    if not value:
        raise ValueError


def _works(look: Callable[[], object]) -> bool:
    try:
        look()
    except (SQLAlchemyError, RedisError, UnsafeCountsStore, ValueError):
        return False
    return True


def _shown(field: str, value: object) -> str:
    if field in HIDDEN:
        return "••••••••"
    shown = " ".join(map(str, value)) if isinstance(value, tuple) else "" if value is None else str(value)
    if "://" not in shown or isinstance(value, tuple):
        return shown
    parts = urlsplit(shown)
    if parts.password is None:
        return shown
    return shown.replace(f":{parts.password}@", ":••••••••@", 1)
