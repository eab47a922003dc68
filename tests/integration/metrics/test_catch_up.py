"""What becomes of windows that nobody could freeze in time, and of units that came within a quarter."""

from __future__ import annotations

import datetime as dt

from redis import Redis
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.accounts.models import Unit
from hub.core import clock
from hub.counting.cells import KIT_WEEK, NETWORK_MONTH, UNIT_QUARTER
from hub.counting.pending import PendingCells
from hub.kits.models import Kit
from hub.metrics import release
from hub.metrics.models import Headcount
from tests.factories.accounts import make_unit
from tests.integration.metrics.conftest import WEDNESDAY, WEEK_47, Open, Released, SetCount, Travel, monday
from tests.servers import both_databases

DECEMBER_7 = dt.date(2026, 12, 7)
"""The Monday on which the last of three missed weeks, and November with it, are made up."""


@both_databases
def test_weeks_in_which_nothing_ran_are_lost_and_never_poured_into_the_next(
    session: Session, kit: Kit, pending: PendingCells, travel: Travel, open_now: Open, set_count: SetCount,
    released: Released,
) -> None:  # fmt: skip
    open_now()
    set_count(KIT_WEEK.cell(kit.id, WEEK_47), 30)
    travel(monday(DECEMBER_7))
    open_now()
    running = KIT_WEEK.cell(kit.id, DECEMBER_7)
    set_count(running, 3)
    release.run(session, pending, clock.now())
    weeks = {window: value for (family, _, window), value in released().items() if family == KIT_WEEK.name}
    assert weeks == {"2026-W47": 30, "2026-W48": None, "2026-W49": None}
    assert pending.read(running) == 3


@both_databases
def test_a_late_freeze_keeps_months_apart_from_weeks_and_from_each_other(
    session: Session, kit: Kit, pending: PendingCells, travel: Travel, open_now: Open, set_count: SetCount,
    released: Released,
) -> None:  # fmt: skip
    open_now()
    november = NETWORK_MONTH.cell("linkedin", WEEK_47)
    set_count(november, 50)
    travel(WEDNESDAY + dt.timedelta(weeks=2))
    open_now()
    december = NETWORK_MONTH.cell("linkedin", DECEMBER_7)
    set_count(december, 7)
    travel(monday(DECEMBER_7))
    release.run(session, pending, clock.now())
    months = {window: value for (family, key, window), value in released().items() if key == "linkedin"}
    assert months == {"2026-11": 50}
    assert pending.read(november) is None
    assert pending.read(december) == 7
    # What was added after November was read belongs to December, and to no other window.
    set_count(december, 7)
    travel(monday(DECEMBER_7 + dt.timedelta(weeks=4)))
    release.run(session, pending, clock.now())
    assert released()[NETWORK_MONTH.name, "linkedin", "2026-12"] == 7
    assert released()[NETWORK_MONTH.name, "linkedin", "2026-11"] == 50


def test_a_unit_that_comes_within_a_quarter_begins_with_noise_and_moves_no_other_denominator(
    session: Session, unit: Unit, pending: PendingCells, counts_redis: Redis, open_now: Open
) -> None:
    open_now()
    kept = pending.read(UNIT_QUARTER.cell(unit.id, WEEK_47))
    seeds = set()
    for number in range(24):
        new = make_unit(session, f"Ny {number}", headcount=30)
        session.commit()
        open_now()
        seeds.add(pending.read(UNIT_QUARTER.cell(new.id, WEEK_47)))
    # Twenty-four zeros in a row would come about once in 10¹⁴ runs.
    assert len(seeds) > 1
    assert pending.read(UNIT_QUARTER.cell(unit.id, WEEK_47)) == kept
    people = {row.unit_id: row.people for row in session.scalars(select(Headcount))}
    assert people[unit.id] == 140
    assert people[0] == 140
