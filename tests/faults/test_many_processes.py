"""Three web processes, three workers and two ticks on PostgreSQL and Redis, and one of each is killed."""

from __future__ import annotations

import datetime as dt
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from hub.counting.cells import KIT_WEEK
from hub.counting.pending import PendingCells
from hub.demo.browser import Browser, Site
from hub.kits.models import Kit
from hub.links import service as links
from hub.links.models import TrackingLink
from hub.metrics import ingest
from hub.metrics.models import Release, ReleasedCell
from hub.networks.rules import Network
from tests.bench.world import until
from tests.factories.accounts import make_persona, make_unit
from tests.factories.ambassadors import make_ambassador
from tests.factories.kits import make_kit
from tests.faults.crowd import Crowd
from tests.faults.fleet import Fleet, fleet

THURSDAY = dt.datetime(2026, 11, 19, 10, tzinfo=dt.UTC)
MONDAY = dt.datetime(2026, 11, 23, 5, 1, tzinfo=dt.UTC)
WEBS, WORKERS, TICKS = ([f"{kind}-{number}" for number in range(1, count + 1)] for kind, count in (
    ("web", 3), ("worker", 3), ("tick", 2),
))  # fmt: skip
SECONDS, ENOUGH = 3.0, 100


@pytest.fixture
def running() -> Iterator[Fleet]:
    """Everything runs, with one kit that can be shared."""
    with fleet(THURSDAY) as made:
        with made.sessions() as session:
            person = make_persona(session, "employee")
            person.unit = make_unit(session, "Veje og parker", headcount=400)
            make_ambassador(session, person)
            kit = make_kit(session, live_from=THURSDAY - dt.timedelta(days=1))
            links.ensure_links(session, kit.id, kit.slug, kit.target_url, list(Network))
            session.commit()
        made.start(*WEBS, *WORKERS, *TICKS)
        yield made


@pytest.mark.postgres
@pytest.mark.processes
def test_the_journey_holds_while_one_process_of_each_kind_is_killed(running: Fleet) -> None:
    with running.sessions() as session:
        kit = session.scalars(select(Kit)).one()
        codes = list(session.scalars(select(TrackingLink.code)))
    week = KIT_WEEK.cell(kit.id, THURSDAY.date())
    pending = PendingCells(running.counts)
    assert until(True, lambda: pending.read(week) is not None, 120), running.logged()
    _share_everywhere(running, kit, pending)

    crowds = [Crowd(running.url(name), codes, connections=2, a_second=150).start() for name in WEBS]
    time.sleep(SECONDS / 2)
    running.kill("web-2")
    running.kill("worker-1")
    running.kill("tick-1")
    _pass(running, SECONDS / 2)
    # A machine that is busy with other tests answers fewer in that time.
    until(True, lambda: sum(crowd.answered for crowd in crowds) > ENOUGH)
    for crowd in crowds:
        crowd.stop()
    # The machine comes back, and ships what its disk has kept.
    running.start("web-2", "worker-1", "tick-1")
    answered, unread = sum(crowd.answered for crowd in crowds), crowds[1].connections
    counted = _counted_in_the_end(running, answered)
    assert not [error for crowd in (crowds[0], crowds[2]) for error in crowd.errors]
    assert answered > ENOUGH
    assert answered <= counted <= answered + unread, running.logged()

    _freeze_once(running, pending)
    print(
        f"\n3 web, 3 worker, 2 tick; one of each killed: {answered} clicks answered, {counted} counted, "
        f"{max(0, answered - counted)} lost; the freeze was drawn once"
    )


def _share_everywhere(running: Fleet, kit: Kit, pending: PendingCells) -> None:
    """Sign in on one process, look on another, share on the third; the flag that it sets is heard by the first."""
    sites = [Site(running.ports[name]) for name in WEBS]
    browser = Browser(sites[0])
    browser.get("/sign-in")
    browser.post("/sign-in/demo", {"persona": "employee"})
    before = pending.read(KIT_WEEK.cell(kit.id, THURSDAY.date()))
    for site in (sites[1], sites[2], sites[0]):
        browser.site = site
        browser.get(f"/kits/{kit.slug}/linkedin")
        browser.post("/share", {"kit": str(kit.id), "network": "linkedin"}, expect=200)
    assert before is not None
    # An addition that could not be made at once is made a moment later, and made once.
    assert until(before + 1, lambda: pending.read(KIT_WEEK.cell(kit.id, THURSDAY.date()))) == before + 1
    for site in sites:
        site.close()


def _pass(running: Fleet, seconds: float) -> None:
    """Let simulated time pass, five seconds at a time, so that the ticks have something to ask for."""
    end = time.monotonic() + seconds
    moment = THURSDAY
    while time.monotonic() < end:
        moment += dt.timedelta(seconds=5)
        running.set_clock(moment)
        time.sleep(0.5)


def _counted_in_the_end(running: Fleet, answered: int) -> int:
    """What the workers have counted once nothing more comes. The test counts nothing itself."""
    moment = THURSDAY + dt.timedelta(hours=1)
    deadline, found, same = time.monotonic() + 120, -1, 0
    while time.monotonic() < deadline and (found < answered or same < 3):
        moment += dt.timedelta(seconds=5)
        running.set_clock(moment)
        time.sleep(0.7)
        with running.sessions() as session:
            now = ingest.counted(session)
        found, same = now, same + 1 if now == found else 0
    return found


def _freeze_once(running: Fleet, pending: PendingCells) -> None:
    """Both ticks ask for the freeze, slot after slot; a worker dies as it begins. One draw, and no second release."""
    due = {cell: pending.read(cell) for cell in pending.all() if cell.family is KIT_WEEK}
    running.set_clock(MONDAY)
    running.kill("worker-2")
    deadline, moment = time.monotonic() + 120, MONDAY
    while time.monotonic() < deadline and not _releases(running):
        time.sleep(1.5)
        moment += dt.timedelta(minutes=10)
        running.set_clock(moment)
    first = _cells(running)
    for _ in range(2):
        moment += dt.timedelta(minutes=10)
        running.set_clock(moment)
        time.sleep(1.5)
    assert _releases(running) == [MONDAY.date()], running.logged()
    assert _cells(running) == first
    released = {name: value for name, value in first.items() if name[0] == KIT_WEEK.name}
    assert released == {(cell.family.name, cell.key, cell.window.key): value for cell, value in due.items()}


def _releases(running: Fleet) -> list[dt.date]:
    with running.sessions() as session:
        return list(session.scalars(select(Release.frozen_on)))


def _cells(running: Fleet) -> dict[tuple[str, str, str], int | None]:
    with running.sessions() as session:
        rows = session.scalars(select(ReleasedCell)).all()
        names = Counter((row.family, row.key, row.window) for row in rows)
        assert not [name for name, count in names.items() if count > 1]
        return {(row.family, row.key, row.window): row.value for row in rows}
