"""Where members come from: counted once a month, at the freeze, with noise; shown in bands."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy.orm import Session

from hub.accounts.models import Unit
from hub.core import clock
from hub.counting import pending as pending_cells
from hub.counting.pending import PendingCells
from hub.metrics import release, windows_open
from hub.metrics.models import ReleasedCell
from hub.pilots.models import Pilot
from tests.factories.accounts import make_person, make_unit
from tests.factories.guidelines import make_policy
from tests.factories.pilots import add_member, make_pilot
from tests.servers import both_databases

SignIn = Callable[[str], FlaskClient]
WEDNESDAY = dt.datetime(2026, 11, 18, 11, tzinfo=dt.UTC)
MONDAYS = [dt.datetime(2026, 11, 23, 6, tzinfo=dt.UTC) + dt.timedelta(weeks=n) for n in range(4)]


@pytest.fixture(autouse=True)
def travel() -> Iterator[time_machine.Coordinates]:
    clock.configure("Europe/Copenhagen")
    with time_machine.travel(WEDNESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _policy(session: Session, travel: object) -> None:
    make_policy(session)
    session.commit()


@pytest.fixture
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No noise, so that a test can see what was counted."""
    monkeypatch.setattr(pending_cells, "two_sided_geometric", lambda _epsilon: 0)


@pytest.fixture
def unit(session: Session, travel: object) -> Unit:
    return make_unit(session)


@pytest.fixture
def pilot(session: Session, unit: Unit, travel: object) -> Pilot:
    """A running pilot with 24 members, 22 of them from the unit."""
    made = make_pilot(session)
    made.spread = True
    for number in range(24):
        person = make_person(
            session, f"Kollega {number}", f"k{number}@fjordby.example", unit=unit if number > 1 else None
        )
        add_member(session, made, person)
    session.commit()
    return made


def freeze(session: Session, counts: Redis) -> dict[tuple[str, str], int | None]:
    """Tick and freeze now; the counts of members by key and window."""
    store = PendingCells(counts)
    windows_open.open_windows(session, store, clock.local_today())
    session.commit()
    release.run(session, store, clock.now())
    session.expire_all()
    rows = session.query(ReleasedCell).filter(ReleasedCell.family == "pilot_members_month")
    return {(row.key, row.window): row.value for row in rows}


@both_databases
def test_members_are_counted_on_the_first_monday_of_the_month_that_finds_the_pilot_open(
    session: Session, counts_redis: Redis, pilot: Pilot, unit: Unit, travel: time_machine.Coordinates, quiet: None
) -> None:
    assert freeze(session, counts_redis) == {}
    november = {("1", "2026-11"): 24, (f"1-{unit.id}", "2026-11"): 22}
    travel.move_to(MONDAYS[0])
    assert freeze(session, counts_redis) == november
    add_member(session, pilot, make_person(session, "Ny", "ny@fjordby.example", unit=unit))
    session.commit()
    travel.move_to(MONDAYS[1])
    assert freeze(session, counts_redis) == november, "no second draw in the month, whoever joins"
    travel.move_to(MONDAYS[2])
    assert freeze(session, counts_redis) == november | {("1", "2026-12"): 25, (f"1-{unit.id}", "2026-12"): 23}
    assert [cell for cell in PendingCells(counts_redis).all() if cell.family.name == "pilot_members_month"] == []


def test_a_freeze_that_catches_up_counts_the_members_once(
    session: Session, counts_redis: Redis, pilot: Pilot, travel: time_machine.Coordinates
) -> None:
    freeze(session, counts_redis)
    travel.move_to(MONDAYS[3])
    assert {window for _, window in freeze(session, counts_redis)} == {"2026-12"}


def test_the_count_is_noisy(
    session: Session,
    counts_redis: Redis,
    pilot: Pilot,
    travel: time_machine.Coordinates,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    freeze(session, counts_redis)
    monkeypatch.setattr(pending_cells, "two_sided_geometric", lambda _epsilon: -7)
    travel.move_to(MONDAYS[0])
    assert set(freeze(session, counts_redis).values()) == {17, 15}


def test_a_pilot_that_told_nobody_counts_nobody(
    session: Session, counts_redis: Redis, pilot: Pilot, travel: time_machine.Coordinates
) -> None:
    pilot.spread = False
    session.commit()
    freeze(session, counts_redis)
    travel.move_to(MONDAYS[0])
    assert freeze(session, counts_redis) == {}


def test_candidates_see_bands_and_no_number(
    session: Session, counts_redis: Redis, pilot: Pilot, travel: time_machine.Coordinates, quiet: None, sign_in: SignIn
) -> None:
    small = make_unit(session, "Arkivet", headcount=40)
    add_member(session, pilot, make_person(session, "En", "en@fjordby.example", unit=small))
    session.commit()
    browser = sign_in("hr")
    assert "ikke talt endnu" in browser.get("/results/pilots/pilot-1/spread").text
    freeze(session, counts_redis)
    travel.move_to(MONDAYS[0])
    freeze(session, counts_redis)
    page = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", browser.get("/results/pilots/pilot-1/spread").text))
    assert "Arkivet" not in page, "a unit below ten is named nowhere"
    assert "22" not in page
    assert "ca. 25 ± 10 medlemmer i alt" in page or "cirka 25 ± 10 medlemmer i alt" in page, page


def test_a_pilot_below_the_limit_is_told_what_it_will_not_see(
    session: Session, counts_redis: Redis, travel: time_machine.Coordinates, quiet: None, sign_in: SignIn
) -> None:
    made = make_pilot(session, members=4, starts_on=dt.date(2026, 12, 1))
    made.spread = True
    session.commit()
    browser = sign_in("hr")
    for page in ("/pilots/pilot-1", f"/pilots/join/{made.invite_code}"):
        assert "Med færre end 15 medlemmer: intet tal for pilotens egne delinger" in browser.get(page).text
    freeze(session, counts_redis)
    travel.move_to(MONDAYS[0])
    freeze(session, counts_redis)
    page = browser.get("/results/pilots/pilot-1/spread").text
    assert "Hvis det bliver ved med at være under 15" in page
