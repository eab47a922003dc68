from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.accounts.models import Person, Unit
from hub.ambassadors.models import PilotMember
from hub.core import clock
from hub.counting.cells import KIT_WEEK, MIN_PILOT, NETWORK_MONTH, PILOT_MONTH, UNIT_QUARTER
from hub.counting.pending import PendingCells
from hub.counting.scales import REACH_BANDS
from hub.kits.models import Kit
from hub.kits.workflow import KitState
from hub.metrics import windows_open
from hub.metrics.models import Headcount, Release
from hub.networks.rules import Network
from hub.pilots.models import Pilot
from tests.factories.accounts import make_person, make_unit
from tests.factories.ambassadors import make_ambassador
from tests.factories.kits import make_kit
from tests.factories.pilots import make_pilot
from tests.integration.metrics.conftest import Travel, monday
from tests.servers import both_databases

Open = Callable[[], int]


@both_databases
def test_every_cell_is_seeded_once_whether_or_not_anybody_shares(
    kit: Kit, unit: Unit, pending: PendingCells, open_now: Open
) -> None:
    assert open_now() == 1 + 1 + len(Network) + len(Network) * len(REACH_BANDS) + 1
    names = {(cell.family.name, cell.key) for cell in pending.all()}
    assert {(KIT_WEEK.name, str(kit.id)), (UNIT_QUARTER.name, str(unit.id)), (NETWORK_MONTH.name, "x")} <= names
    assert open_now() == 0


def test_a_kit_keeps_its_window_for_one_week_after_it_ended(session: Session, travel: Travel) -> None:
    ended = make_kit(session, state=KitState.ENDED, live_from=clock.now() - dt.timedelta(days=30))
    draft = make_kit(session, "Kladde", state=KitState.DRAFT)
    keys = {cell.key for cell in windows_open.cells_to_open(session, clock.local_today())}
    assert str(ended.id) in keys
    assert str(draft.id) not in keys
    later = clock.local_today() + dt.timedelta(days=9)
    assert str(ended.id) not in {cell.key for cell in windows_open.cells_to_open(session, later)}


def test_only_a_pilot_with_enough_members_has_a_cell(session: Session, travel: Travel) -> None:
    today = clock.local_today()
    small, large = (
        Pilot(slug=slug, title=slug, starts_on=today, ends_on=today, invite_code=slug) for slug in ("lille", "stor")
    )
    session.add_all([small, large])
    for number in range(MIN_PILOT):
        person = make_person(session, f"Person {number}", f"person{number}@fjordby.example")
        make_ambassador(session, person)
        session.add(PilotMember(person_id=person.id, pilot_id=large.id))
        if number:
            session.add(PilotMember(person_id=person.id, pilot_id=small.id))
    session.flush()
    keys = [cell.key for cell in windows_open.cells_to_open(session, today) if cell.family is PILOT_MONTH]
    assert keys == [str(large.id)]


def test_members_who_may_no_longer_sign_in_make_no_pilot_large_enough(session: Session, travel: Travel) -> None:
    pilot = make_pilot(session, members=MIN_PILOT)
    today = clock.local_today()
    assert windows_open.cells_to_open(session, today).count(PILOT_MONTH.cell(pilot.id, today)) == 1
    person = session.scalars(select(Person).join(PilotMember, PilotMember.person_id == Person.id)).first()
    assert person is not None
    person.active = False
    session.flush()
    assert PILOT_MONTH.cell(pilot.id, today) not in windows_open.cells_to_open(session, today)


@both_databases
def test_headcounts_are_kept_as_they_were_when_the_quarter_was_opened(
    session: Session, unit: Unit, open_now: Open
) -> None:
    open_now()
    unit.headcount = 90
    late = make_unit(session, "Kultur", headcount=60)
    small = make_unit(session, "Arkiv", headcount=4, parent=late)
    session.commit()
    open_now()
    rows = {row.unit_id: row.people for row in session.scalars(select(Headcount))}
    assert rows == {0: 140, unit.id: 140, late.id: 64}
    assert small.id not in rows


def test_a_window_that_has_been_released_is_never_opened_again(
    session: Session, kit: Kit, pending: PendingCells, travel: Travel, open_now: Open
) -> None:
    session.add(Release(frozen_on=dt.date(2026, 11, 23)))
    session.commit()
    open_now()
    assert not [cell for cell in pending.all() if cell.family is KIT_WEEK]
    travel(monday(dt.date(2026, 11, 23)))
    open_now()
    assert [cell.window.key for cell in pending.all() if cell.family is KIT_WEEK] == ["2026-W48"]
