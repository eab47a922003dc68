from __future__ import annotations

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.accounts.models import Unit
from hub.ambassadors import service as ambassadors
from hub.counting.cells import (
    OPTED_IN_QUARTER,
    ORGANISATION_QUARTER,
    UNIT_QUARTER,
    WHOLE_ORGANISATION,
)
from hub.counting.pending import PendingCells
from hub.kits.models import Kit
from hub.metrics import queries, reports
from hub.metrics.disclosure import NotReported, Reason, Shown
from hub.metrics.models import Headcount, Release, ReleasedCell
from tests.factories.accounts import make_person, make_unit
from tests.factories.ambassadors import make_ambassador
from tests.integration.metrics.conftest import WEEK_47, Open, Released, SetCount, Travel, freeze, monday
from tests.servers import both_databases


def _quarter(session: Session, pending: PendingCells, travel: Travel, open_now: Open) -> None:
    open_now()
    travel(dt.datetime(2026, 12, 30, 11, tzinfo=dt.UTC))
    open_now()
    travel(monday(dt.date(2027, 1, 4)))


@both_databases
def test_a_unit_closed_in_the_quarter_keeps_its_figure_and_its_denominator(
    session: Session, kit: Kit, unit: Unit, pending: PendingCells, travel: Travel, open_now: Open,
    set_count: SetCount, released: Released,
) -> None:  # fmt: skip
    others = [make_unit(session, name, headcount=400) for name in ("Skole", "Sundhed")]
    session.commit()
    open_now()
    unit.closed = True
    unit.headcount = 5
    session.commit()
    for each, count in ((unit, 62), (others[0], 40), (others[1], 80)):
        set_count(UNIT_QUARTER.cell(each.id, WEEK_47), count)
    _quarter(session, pending, travel, open_now)
    freeze(session, pending)
    assert released()[UNIT_QUARTER.name, str(unit.id), "2026-Q4"] == 62
    results = reports.results(session)
    assert results is not None
    assert results.units[0].people[str(unit.id)] == 140
    assert results.units[0].table[str(unit.id)] == Shown(60, 6)
    assert results.employees == 940


@both_databases
def test_ambassadors_are_counted_at_the_freeze_once_even_when_the_database_is_restored(
    session: Session, kit: Kit, unit: Unit, pending: PendingCells, travel: Travel, open_now: Open,
    released: Released,
) -> None:  # fmt: skip
    people = [make_person(session, f"Person {n}", f"person{n}@fjordby.example") for n in range(30)]
    for person in people:
        make_ambassador(session, person)
    session.commit()
    _quarter(session, pending, travel, open_now)
    ambassadors.leave(session, people[0])
    session.commit()
    freeze(session, pending)
    name = (OPTED_IN_QUARTER.name, WHOLE_ORGANISATION, "2026-Q4")
    first = released()[name]
    assert first is not None
    assert abs(first - 29) < 100
    for table in (ReleasedCell, Release):
        session.query(table).delete()
    session.commit()
    freeze(session, pending)
    assert released()[name] is None


def test_a_unit_that_is_held_back_is_named_as_such(
    session: Session, kit: Kit, unit: Unit, pending: PendingCells, travel: Travel, open_now: Open,
    set_count: SetCount,
) -> None:  # fmt: skip
    open_now()
    set_count(UNIT_QUARTER.cell(unit.id, WEEK_47), 50_000)
    _quarter(session, pending, travel, open_now)
    freeze(session, pending)
    results = reports.results(session)
    assert results is not None
    assert results.units[0].table[str(unit.id)] == NotReported(Reason.HELD_BACK)


def test_all_of_a_quarters_families_are_released_together(
    session: Session, kit: Kit, unit: Unit, pending: PendingCells, travel: Travel, open_now: Open,
    released: Released,
) -> None:  # fmt: skip
    _quarter(session, pending, travel, open_now)
    freeze(session, pending)
    quarter = {(family, key) for family, key, window in released() if window == "2026-Q4"}
    assert quarter == {
        (UNIT_QUARTER.name, str(unit.id)),
        (ORGANISATION_QUARTER.name, WHOLE_ORGANISATION),
        (OPTED_IN_QUARTER.name, WHOLE_ORGANISATION),
    }
    assert {cell.window.key for cell in pending.all()}.isdisjoint({"2026-Q4", "2026-12", "2026-W53"})
    assert session.scalar(select(func.count()).select_from(Headcount)) == 2
    assert queries.latest_release(session) is not None
