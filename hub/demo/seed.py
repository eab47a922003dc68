"""The demonstration's past: two complete quarters of "Fjordby Kommune" and the running one, through the real code.

A web process and a worker of the seed's own live through every week under a simulated clock. Colleagues sign in,
opt in and share over HTTP, the public follows links, and the worker freezes and releases. No result is inserted.
"""

from __future__ import annotations

import datetime as dt
import http.client
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from babel.dates import format_date
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from hub.core import clock, db, demo
from hub.core.config import Settings
from hub.core.queue import JobName
from hub.demo import calendar as calendars
from hub.demo import content, history, images
from hub.demo.browser import Unexpected
from hub.demo.calendar import Calendar
from hub.demo.content import Organisation
from hub.demo.newsroom import Newsroom
from hub.demo.stage import Stage, Unplayable, clock_file_of, stage, stop_on_signals
from hub.kits.models import Kit
from hub.ops.up import Refused

__all__ = ["SeedError", "is_unfinished", "run"]
BAR = 24


class SeedError(Exception):
    """The demonstration could not be made; the message says why."""


def run(settings: Settings, weeks: int | None = None) -> None:
    """Live through the history; `weeks` complete weeks of it, or all. Takes half a minute.

    The database must be migrated, marked as a demonstration, and empty.

    Raises:
        SeedError: something went wrong, and what. The data folder is then half made and must be deleted.
    """
    clock.configure(settings.timezone, clock_file_of(settings))
    engine = db.make_engine(settings.database_url)
    sessions = sessionmaker(engine, expire_on_commit=False)
    started = time.monotonic()
    try:
        _check_fresh(sessions)
        _flag(settings).touch()
        with stop_on_signals(), stage(settings, sessions) as played:
            _play(settings, played, calendars.calendar(clock.local_now(), weeks))
    except (Unplayable, Unexpected, Refused, OSError, http.client.HTTPException) as error:
        raise SeedError(
            f"The demonstration could not be made: {error}\nDelete the folder {settings.data_dir} and try again."
        ) from error
    finally:
        engine.dispose()
        clock.configure(settings.timezone, settings.clock_file)
    _flag(settings).unlink()
    print(f"  Done in {time.monotonic() - started:.0f} seconds.", flush=True)


def is_unfinished(settings: Settings) -> bool:
    """Whether a seed began in this data folder and did not end: what it holds is no demonstration."""
    return _flag(settings).exists()


def _play(settings: Settings, played: Stage, calendar: Calendar) -> None:
    organisation = content.load()
    painter = ProcessPoolExecutor(1, get_context("spawn"))
    try:
        _live(settings, played, calendar, organisation, painter)
    finally:
        painter.shutdown(cancel_futures=True)


def _live(
    settings: Settings, played: Stage, calendar: Calendar, organisation: Organisation, painter: ProcessPoolExecutor
) -> None:
    # Drawn in another process while the story runs: pictures are a tenth of all the work.
    pictures = {kit.slug: painter.submit(images.jpeg, kit.slug, kit.motif, kit.palette) for kit in organisation.kits}
    newsroom = Newsroom(played.site, played.sessions, organisation, pictures)
    story = history.make(played, calendar, organisation, newsroom)
    story.begin()
    month = ""
    for week in calendar.weeks():
        month = _report(settings, calendar, week, month)
        story.live_through(week)
    played.set_clock(calendar.now)
    story.leave_work_on_the_desk()
    played.run(JobName.OPEN_WINDOWS)
    played.count_clicks()


def _report(settings: Settings, calendar: Calendar, week: int, before: str) -> str:
    """One line for each month that begins; returns its name."""
    day = max(calendar.first_day, calendar.monday(week) + dt.timedelta(days=3))
    name = format_date(day, "LLLL y", locale=settings.locale)
    if name != before:
        done = (week - calendar.week_of(calendar.first_day)) / max(1, calendar.this_week)
        filled = round(done * BAR)
        print(f"  {name:<15} {'█' * filled}{'░' * (BAR - filled)} {done:4.0%}", flush=True)
    return name


def _check_fresh(sessions: sessionmaker[Session]) -> None:
    with sessions() as session:
        if not demo.is_demo(session):
            raise SeedError("Only a database made with --demo can be given an invented history.")
        if session.scalar(select(Kit.id).limit(1)) is not None:
            raise SeedError("This demonstration has a history already.")


def _flag(settings: Settings) -> Path:
    return settings.data_dir / "seed-unfinished"
