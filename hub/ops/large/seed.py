"""`hub seed --size large`: an empty database becomes a benchmark, for good.

Here figures are inserted, because nobody could share for three years first. So the mark is set before the first row,
no page of such a database is without its banner, and it can become neither an installation nor a demonstration.
"""

from __future__ import annotations

import datetime as dt

import click
from sqlalchemy import inspect
from sqlalchemy.orm import Session, sessionmaker

from hub.core import clock, db, demo
from hub.core.config import Settings
from hub.metrics import rollup
from hub.models import load_all
from hub.ops.large import editorial, figures, people
from hub.ops.large.loader import Loader
from hub.ops.large.plan import Size
from hub.ops.up import prepare


class NotEmpty(Exception):
    """The database has been used: it is not made a benchmark."""


def run(settings: Settings, size: Size | None = None) -> None:
    """Make the benchmark, with a progress bar.

    Raises:
        NotEmpty: there is something in the database already.
    """
    size = size or Size()
    clock.configure(settings.timezone, settings.clock_file)
    _check_empty(settings)
    prepare(settings)
    load_all()
    sessions = db.make_sessionmaker(settings.database_url)
    try:
        with sessions() as session:
            demo.mark_benchmark(session)
            session.commit()
        _fill(sessions, size, clock.local_today())
    finally:
        sessions.kw["bind"].dispose()


def _check_empty(settings: Settings) -> None:
    engine = db.make_engine(settings.database_url)
    try:
        if inspect(engine).has_table("alembic_version"):
            raise NotEmpty("A benchmark needs an empty database of its own; this one has been used.")
    finally:
        engine.dispose()


def _fill(sessions: sessionmaker[Session], size: Size, today: dt.date) -> None:
    with click.progressbar(length=_about(size), label=f"{size.people:,} employees, {size.links:,} links") as bar:
        for step in (people.fill, editorial.fill, figures.fill):
            with sessions() as session:
                step(Loader(session.connection(), bar.update), session, size, today)
                session.commit()
        with sessions() as session:
            rollup.fold(session, today)
            session.commit()
        bar.update(bar.length or 0)
    with sessions() as session:
        connection = session.connection().execution_options()
        # Without statistics a planner takes a table of millions for one of a few rows.
        connection.exec_driver_sql("ANALYZE")
        session.commit()


def _about(size: Size) -> int:
    """Roughly how many rows there will be: most are days of clicks."""
    return size.people + 2 * size.ambassadors + size.kits * 300 + size.links
