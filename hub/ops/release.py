"""`hub release`: the freeze by hand, and for demonstrations at another time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from hub.core import clock, db, demo, redis
from hub.core.config import ConfigError, Settings
from hub.counting.pending import PendingCells
from hub.counting.windows import FREEZE_TIME
from hub.metrics import release, windows_open

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
FURTHEST = dt.timedelta(days=400)


def run(settings: Settings, as_of: dt.datetime | None = None) -> str:
    """Freeze what is due now, or, on a demonstration, what would be due at `as_of`; a sentence saying what
    happened.

    A window that is unfinished at that moment is never frozen. A naive `as_of` is the organisation's wall
    clock.

    Raises:
        ConfigError: `as_of` on anything but a demonstration bound to this machine, or absurdly far ahead.
        redis.RedisError: the store of the pending counts is away.
    """
    sessions = db.make_sessionmaker(settings.database_url)
    pending = PendingCells(redis.connect(settings.counts_redis_url))
    try:
        with sessions() as session:
            before, _ = release.so_far(session)
            if as_of is not None:
                _check(settings, session, as_of)
                moment = as_of if as_of.tzinfo else as_of.replace(tzinfo=ZoneInfo(settings.timezone))
                for each in _moments(moment.astimezone(dt.UTC)):
                    _step(session, pending, each)
            else:
                _step(session, pending, clock.now())
            after, newest = release.so_far(session)
    finally:
        sessions.kw["bind"].dispose()
    if after == before:
        return "Nothing is due."
    weeks = "the figures of 1 Monday" if after - before == 1 else f"the figures of {after - before} Mondays"
    return f"Released {weeks}, the latest of {newest}."


def _check(settings: Settings, session: Session, as_of: dt.datetime) -> None:
    if not demo.is_demo(session):
        raise ConfigError("--as-of is for demonstrations: this database was not made with --demo.")
    if urlsplit(settings.base_url).hostname not in LOOPBACK:
        raise ConfigError(
            f"--as-of is refused: HUB_BASE_URL is {settings.base_url!r}; allowed: an address on loopback."
        )
    if as_of.replace(tzinfo=None) > clock.local_now().replace(tzinfo=None) + FURTHEST:
        raise ConfigError(f"--as-of may be at most {FURTHEST.days} days ahead.")


def _moments(as_of: dt.datetime) -> Iterator[dt.datetime]:
    """Every freeze from now until `as_of`, so that time passes week by week, and at last that moment
    itself.
    """
    zone = clock.zone()
    if as_of > clock.now():
        yield clock.now()
    day = clock.local_today() + dt.timedelta(days=1)
    while day < as_of.astimezone(zone).date():
        if day.weekday() == 0 or day.day == 1:
            yield dt.datetime.combine(day, FREEZE_TIME, zone).astimezone(dt.UTC)
        day += dt.timedelta(days=1)
    yield as_of


def _step(session: Session, pending: PendingCells, moment: dt.datetime) -> None:
    if moment.astimezone(clock.zone()).date() >= clock.local_today():
        windows_open.open_windows(session, pending, moment.astimezone(clock.zone()).date())
        session.commit()
    release.run(session, pending, moment)
