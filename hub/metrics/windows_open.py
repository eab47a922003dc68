"""Which cells are counted now, and the headcounts that their quarter is measured by."""

from __future__ import annotations

import datetime as dt
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hub.accounts import queries as accounts
from hub.core import clock
from hub.counting.cells import (
    CHECK_IN_WEEK,
    KIT_WEEK,
    NETWORK_MONTH,
    ORGANISATION_QUARTER,
    PILOT_MONTH,
    REACH_MONTH,
    UNIT_QUARTER,
    WHOLE_ORGANISATION,
    Cell,
)
from hub.counting.pending import PendingCells
from hub.counting.scales import check_in_keys, reach_keys
from hub.counting.windows import Window, WindowKind, freezes_at, window_for
from hub.kits import queries as kits
from hub.metrics.models import Headcount, Release
from hub.networks.rules import Network
from hub.pilots import queries as pilots

ORGANISATION = 0
"""The unit id under which the whole organisation's headcount is kept."""


def freeze_monday(window: Window) -> dt.date:
    """The Monday on which the window freezes, on the organisation's calendar."""
    zone = clock.zone()
    return freezes_at(window, zone).astimezone(zone).date()


def freeze_headcounts(session: Session, today: dt.date) -> None:
    """Keep the headcounts of this quarter, once: what changes later in the quarter changes no denominator.

    A unit that begins to report within the quarter is added when it does. Headcounts are stored as HR gave
    them; they are rounded down where they are shown. Safe to repeat, and in two processes at once.
    """
    quarter = window_for(WindowKind.QUARTER, today).key
    people = {unit.id: unit.people for unit in accounts.reporting_units(session)}
    people[ORGANISATION] = accounts.organisation_headcount(session)
    kept = set(session.scalars(select(Headcount.unit_id).where(Headcount.quarter == quarter)))
    rows = [
        {"quarter": quarter, "unit_id": unit, "people": count}
        for unit, count in sorted(people.items())
        if unit not in kept and count > 0
    ]
    if rows:
        postgres = session.get_bind().dialect.name == "postgresql"
        insert = (postgresql.insert if postgres else sqlite.insert)(cast("Table", Headcount.__table__))
        session.execute(cast("Any", insert).values(rows).on_conflict_do_nothing())


def cells_to_open(session: Session, today: dt.date) -> list[Cell]:
    """Every cell that counts today, whether or not anybody shares: existence must prove nothing.

    `freeze_headcounts` comes first: a unit has a cell exactly when it has a frozen headcount.
    """
    quarter = window_for(WindowKind.QUARTER, today).key
    units = session.scalars(
        select(Headcount.unit_id).where(Headcount.quarter == quarter, Headcount.unit_id != ORGANISATION)
    )
    cells = [KIT_WEEK.cell(kit_id, today) for kit_id, _ in kits.kits_open_between(session, today, today)]
    cells += [UNIT_QUARTER.cell(unit_id, today) for unit_id in units]
    cells += [PILOT_MONTH.cell(pilot_id, today) for pilot_id in _large_pilots(session, today)]
    cells += [NETWORK_MONTH.cell(network.value, today) for network in Network]
    cells.append(ORGANISATION_QUARTER.cell(WHOLE_ORGANISATION, today))
    cells += [REACH_MONTH.cell(key, today) for network in Network for key in reach_keys(network.value)]
    # Of every pilot that runs, whatever its size: a cell that came or went with a member would show it.
    running = pilots.running_ids(session, today)
    cells += [CHECK_IN_WEEK.cell(key, today) for pilot in running for key in check_in_keys(pilot)]
    return cells


def open_windows(session: Session, pending: PendingCells, today: dt.date) -> int:
    """Seed what is to be counted today; how many cells were seeded now. The caller commits.

    A window that has been released (the clock was ahead, and went back) is never opened again: its cell
    would be drawn a second time.

    Raises:
        redis.RedisError: the store is away; the next tick tries again.
    """
    freeze_headcounts(session, today)
    cells = cells_to_open(session, today)
    mondays = {freeze_monday(cell.window) for cell in cells}
    released = set(session.scalars(select(Release.frozen_on).where(Release.frozen_on.in_(mondays))))
    return pending.open(cell for cell in cells if freeze_monday(cell.window) not in released)


def _large_pilots(session: Session, today: dt.date) -> list[int]:
    return sorted(pilots.counting_pilot_ids(session, today))
