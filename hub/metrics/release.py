"""The freeze: the noisy counts of finished windows become rows that never change, once.

Everything that is due on one Monday is written in one transaction, together with its `Release` row, whose
date is unique. Only after the commit are the pending cells deleted, so that a run that is killed at any
line either has written nothing or has left cells that the next run finds released. Of two runs at once one
meets the unique date and drops its work. Noise is never drawn here for a share: it was seeded when the
window opened, and a cell that is gone is released as lost, because a second draw beside the first would
weaken both.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.accounts import queries as accounts
from hub.ambassadors import queries as ambassadors
from hub.core import clock, logs
from hub.core.logs import Event
from hub.counting.cells import (
    KIT_WEEK,
    NETWORK_MONTH,
    OPTED_IN_QUARTER,
    ORGANISATION_QUARTER,
    PILOT_MEMBERS_MONTH,
    REACH_MONTH,
    UNIT_QUARTER,
    WHOLE_ORGANISATION,
    Cell,
    Touch,
)
from hub.counting.pending import PendingCells
from hub.counting.scales import reach_keys
from hub.counting.windows import FREEZE_TIME, Window, WindowKind, parse, window_for
from hub.kits import queries as kits
from hub.metrics import release_clicks
from hub.metrics.models import BlockedCell, Headcount, Release, ReleasedCell
from hub.metrics.windows_open import ORGANISATION, freeze_monday
from hub.networks.rules import Network
from hub.pilots import queries as pilots

WILD_SD = 12
"""A count this many standard deviations of its noise below zero has been tampered with or damaged."""
WILD_TIMES = 20
"""So has a count of more than this many shares for each employee."""
_WEEK = dt.timedelta(days=7)

Name = tuple[str, str, str]


def run(session: Session, pending: PendingCells, now: dt.datetime) -> Release | None:
    """Freeze every finished window that has not been, each Monday by itself; the newest release made, or
    None.

    Commits after each Monday. Safe to repeat, to kill, and to run in two processes at once; a clock that went
    back finds nothing to do.

    Raises:
        redis.RedisError: the store of the pending counts is away; nothing is lost, and the next run goes on.
    """
    _close_released(session, pending)
    newest = None
    for monday in _mondays_due(session, pending, now):
        newest = _freeze(session, pending, monday, now) or newest
    return newest


def so_far(session: Session) -> tuple[int, dt.date | None]:
    """How many Mondays have been released, and the newest of them."""
    count, newest = session.execute(select(func.count(), func.max(Release.frozen_on))).one()
    return count, newest


def _mondays_due(session: Session, pending: PendingCells, now: dt.datetime) -> Iterator[dt.date]:
    """The Mondays, from the oldest, on which something froze or should have, and that have no release yet."""
    last = session.scalar(select(func.max(Release.frozen_on)))
    if last is not None:
        monday = last + _WEEK
    else:
        begin = _first_day(session, pending)
        if begin is None:
            return
        monday = begin + dt.timedelta(days=7 - begin.weekday())
    while dt.datetime.combine(monday, FREEZE_TIME, clock.zone()).astimezone(dt.UTC) <= now:
        yield monday
        monday += _WEEK


def _first_day(session: Session, pending: PendingCells) -> dt.date | None:
    """The first day of anything that has ever been counted here; before the first release only."""
    days = [cell.window.starts for cell in pending.all()]
    days += [parse(quarter).starts for quarter in session.scalars(select(Headcount.quarter).distinct())]
    return min(days, default=None)


def _freeze(session: Session, pending: PendingCells, monday: dt.date, now: dt.datetime) -> Release | None:
    """Release what is due on this Monday; None when another run has, or when there has never been
    anything.
    """
    cells = _cells_of(session, pending, monday, now)
    first_ever = session.scalar(select(Release.id).limit(1)) is None
    if not cells and first_ever:
        return None
    read = {cell: pending.read(cell) for cell in cells}
    frozen = {cell: value for cell, value in read.items() if not _held_back(session, cell, value)}
    release = Release(frozen_on=monday)
    try:
        session.add(release)
        session.flush()
        _write(session, release, frozen)
        release_clicks.publish(session, release)
        session.commit()
    except IntegrityError:
        session.rollback()
        if session.scalar(select(Release.id).where(Release.frozen_on == monday)) is None:
            raise
        return None
    for cell, value in frozen.items():
        _close(pending, cell, value)
    return release


def _cells_of(session: Session, pending: PendingCells, monday: dt.date, now: dt.datetime) -> list[Cell]:
    """What this Monday releases: all that should have been counted, and all that is pending and finished.

    In the order of their names, so that neither time nor the ids of the rows tell anything.
    """
    cells = set(_expected(session, monday))
    cells.update(cell for cell in pending.all() if freeze_monday(cell.window) <= monday)
    quarters = {cell.window for cell in cells if cell.family is ORGANISATION_QUARTER}
    cells.update(OPTED_IN_QUARTER.cell(WHOLE_ORGANISATION, window.starts) for window in quarters)
    if now.astimezone(clock.zone()).date() == monday:
        cells.update(_pilots_today(session, monday))
    released = _released(session, cells)
    fresh = sorted((cell for cell in cells if _name(cell) not in released), key=lambda cell: cell.redis_key)
    # The noise of a snapshot lives in the store as well, which remembers that it was used: a database
    # that is restored from before the freeze must not lead to a second draw.
    pending.open(cell for cell in fresh if _is_snapshot(cell))
    return fresh


def _pilots_today(session: Session, monday: dt.date) -> Iterator[Cell]:
    """How many are in each pilot, all in all and by unit: on the first Monday of the month that finds the pilot open.

    Only on the Monday itself: a freeze that catches up would count the same members once for each month it missed,
    and the noise would fall to averaging. What is missed waits for the next Monday.
    """
    units = [unit for unit in _headcounts(session, window_for(WindowKind.QUARTER, monday)) if unit != ORGANISATION]
    for pilot_id in pilots.shown_with_members(session, monday):
        yield PILOT_MEMBERS_MONTH.cell(pilot_id, monday)
        yield from (PILOT_MEMBERS_MONTH.cell(f"{pilot_id}-{unit}", monday) for unit in units)


def _snapshot(session: Session, cell: Cell) -> int:
    """The exact count that the noise of a snapshot is added to. It goes nowhere else."""
    if cell.family is OPTED_IN_QUARTER:
        return ambassadors.count(session)
    pilot_id, _, unit = cell.key.partition("-")
    members = pilots.members_by_unit(session, int(pilot_id))
    return members.get(int(unit), 0) if unit else sum(members.values())


def _is_snapshot(cell: Cell) -> bool:
    return cell.family.touched_by is Touch.SNAPSHOT


def _expected(session: Session, monday: dt.date) -> Iterator[Cell]:
    """The cells of this Monday's windows that must have been open, even where the store has lost them."""
    for kind in WindowKind:
        window = window_for(kind, monday).previous()
        if freeze_monday(window) != monday:
            continue
        if kind is WindowKind.WEEK:
            for kit_id, _ in kits.kits_open_between(session, window.starts, window.ends):
                yield Cell(KIT_WEEK, str(kit_id), window)
        elif not kits.kits_in_window(session, window.starts, window.ends):
            continue
        elif kind is WindowKind.MONTH:
            yield from (Cell(NETWORK_MONTH, network.value, window) for network in Network)
            if _has_begun(session, REACH_MONTH.name):
                yield from (Cell(REACH_MONTH, key, window) for network in Network for key in reach_keys(network.value))
        else:
            yield Cell(ORGANISATION_QUARTER, WHOLE_ORGANISATION, window)
            for unit_id in _headcounts(session, window):
                if unit_id != ORGANISATION:
                    yield Cell(UNIT_QUARTER, str(unit_id), window)


def _has_begun(session: Session, family: str) -> bool:
    """Whether a family that came with a later version has been counted here: before that, nothing of it is lost."""
    return session.scalar(select(ReleasedCell.id).where(ReleasedCell.family == family).limit(1)) is not None


def _write(session: Session, release: Release, frozen: dict[Cell, int | None]) -> None:
    for cell, value in frozen.items():
        if _is_snapshot(cell) and value is not None:
            value += _snapshot(session, cell)
        family, key, window = _name(cell)
        session.add(ReleasedCell(release_id=release.id, family=family, key=key, window=window, value=value))
        blocked = session.get(BlockedCell, (family, key, window))
        if blocked is not None:
            session.delete(blocked)
    session.flush()


def _held_back(session: Session, cell: Cell, value: int | None) -> bool:
    """Whether the count is so strange that it waits; the reason is kept for administrators to see.

    Only the noisy count and the frozen headcount are looked at. The cell stays pending and is judged again on
    every later Monday.
    """
    if value is None or _is_snapshot(cell):
        return False
    reason = implausible(value, cell.family.noise_sd, _people(session, cell))
    if reason is None:
        return False
    family, key, window = _name(cell)
    session.merge(BlockedCell(family=family, key=key, window=window, reason=reason))
    logs.write(Event.COUNT_HELD_BACK, level=logging.ERROR)
    return True


def implausible(value: int, noise_sd: float, people: int) -> str | None:
    """Why a noisy count cannot be right: "too_low", "too_high" (never without a headcount), or None."""
    if value < -WILD_SD * noise_sd:
        return "too_low"
    if people and value > WILD_TIMES * people + WILD_SD * noise_sd:
        return "too_high"
    return None


def _people(session: Session, cell: Cell) -> int:
    kept = _headcounts(session, window_for(WindowKind.QUARTER, cell.window.ends))
    if cell.family is UNIT_QUARTER and int(cell.key) in kept:
        return kept[int(cell.key)]
    return kept.get(ORGANISATION) or accounts.organisation_headcount(session)


def _headcounts(session: Session, quarter: Window) -> dict[int, int]:
    rows = session.execute(
        select(Headcount.unit_id, Headcount.people).where(Headcount.quarter == quarter.key).order_by(Headcount.unit_id)
    )
    return {row.unit_id: row.people for row in rows}


def _close_released(session: Session, pending: PendingCells) -> None:
    """Finish what a killed run left behind: cells that are released and pending still."""
    cells = pending.all()
    released = _released(session, cells)
    for cell in cells:
        if _name(cell) in released:
            _close(pending, cell, released[_name(cell)])


def _close(pending: PendingCells, cell: Cell, value: int | None) -> None:
    """Delete the pending cell; what was added since it was read moves to the next window.

    Nothing moves for a count that was released as lost (what is there came back with an old snapshot), nor
    for a snapshot, whose pending cell holds bare noise.
    """
    if value is None or _is_snapshot(cell):
        pending.close(cell, 0, None)
    else:
        pending.close(cell, value, cell.successor())


def _released(session: Session, cells: Iterable[Cell]) -> dict[Name, int | None]:
    windows: Sequence[str] = sorted({cell.window.key for cell in cells})
    rows = session.execute(
        select(ReleasedCell.family, ReleasedCell.key, ReleasedCell.window, ReleasedCell.value).where(
            ReleasedCell.window.in_(windows)
        )
    )
    return {(family, key, window): value for family, key, window, value in rows}


def _name(cell: Cell) -> Name:
    return cell.family.name, cell.key, cell.window.key
