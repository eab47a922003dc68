"""`hub up --demo` lives through a history with real processes. One short one serves every test here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.accounts.rules import Role
from hub.ambassadors.models import Ambassador, PilotMember
from hub.app import create_app
from hub.core import clock, config, db, redis
from hub.core.config import Settings
from hub.counting.cells import MIN_PILOT
from hub.counting.pending import PendingCells
from hub.demo import seed
from hub.guidelines.models import PolicyVersion
from hub.kits.models import Kit
from hub.links.models import TrackingLink
from hub.metrics.models import BlockedCell, ClickDay, FilteredDay, Release, ReleasedCell
from hub.ops import embedded, up
from hub.ops.supervisor import Supervisor
from hub.recruitment.models import ApplicationCount
from tests.bench.large import cookie, somebody
from tests.integration.results.recompute_every_page import recompute
from tests.integration.results.recompute_tables import Tables
from tests.servers import short_folder

WEEKS = 2


@pytest.fixture(scope="module")
def demonstration() -> Iterator[Settings]:
    """A data folder with a finished history, its Valkey servers running."""
    supervisor = Supervisor()
    with short_folder() as folder:
        settings = config.load({"HUB_DATA_DIR": str(folder)}, demo=True)
        try:
            for server in embedded.wanted(settings):
                supervisor.add(server.name, embedded.command(settings, server), {})
                embedded.wait(settings, server)
            up.prepare(settings)
            seed.run(settings, weeks=WEEKS)
            yield settings
        finally:
            supervisor.stop()


@pytest.fixture
def session(demonstration: Settings) -> Iterator[Session]:
    with db.make_sessionmaker(demonstration.database_url)() as opened:
        yield opened


def test_every_finished_week_was_released_and_nothing_was_held_back(session: Session) -> None:
    frozen = session.scalars(select(Release.frozen_on)).all()
    # Before Monday's freeze the last week is not due yet.
    assert len(frozen) in (WEEKS - 1, WEEKS)
    assert all(day.weekday() == 0 for day in frozen)
    assert session.scalar(select(func.count()).select_from(BlockedCell)) == 0
    lost = select(func.count()).select_from(ReleasedCell).where(ReleasedCell.value.is_(None))
    assert session.scalar(lost) == 0


def test_shares_came_back_as_figures(session: Session) -> None:
    kit_weeks = session.scalars(select(ReleasedCell.value).where(ReleasedCell.family == "kit_week")).all()
    assert sum(value or 0 for value in kit_weeks) > 30


def test_the_running_week_is_still_pending(demonstration: Settings) -> None:
    cells = PendingCells(redis.connect(demonstration.counts_redis_url)).all()
    assert {cell.family.name for cell in cells} >= {"kit_week", "unit_quarter", "organisation_quarter"}
    assert all(cell.window.ends >= clock.local_today() - dt.timedelta(days=7) for cell in cells)


def test_people_and_machines_followed_the_links(session: Session) -> None:
    assert session.scalar(select(func.sum(ClickDay.hits))) > 300  # type: ignore[operator]
    assert {"bot", "preview", "head", "prefetch"} <= set(session.scalars(select(FilteredDay.kind)))


def test_the_present_is_alive(session: Session) -> None:
    rows = session.execute(select(Kit.state, func.count().label("kits")).group_by(Kit.state))
    states = {row.state: row.kits for row in rows}
    assert states["live"] >= 9
    assert states["in_review"] == 1
    assert states["draft"] >= 1
    assert session.scalar(select(func.count()).select_from(Ambassador)) > 80  # type: ignore[operator]
    assert session.scalar(select(func.count()).select_from(PilotMember)) >= MIN_PILOT  # type: ignore[operator]


def test_hr_sees_applications_beside_the_clicks_of_several_sources(session: Session) -> None:
    assert session.scalar(select(func.sum(ApplicationCount.qualified))) > 0  # type: ignore[operator]
    assert {"employees", "official", "paid"} <= set(session.scalars(select(TrackingLink.source)))


def test_the_personas_have_their_units(session: Session) -> None:
    personas = session.scalars(select(Person).where(Person.email.is_not(None))).all()
    assert len(personas) == 8
    assert all(person.unit_id is not None for person in personas)


def test_the_guidelines_took_effect_before_the_story_began(session: Session) -> None:
    """Installed by the program's own first start, at the simulated time of it."""
    (begun,) = session.scalars(select(PolicyVersion.in_effect_from)).all()
    first_week = session.scalars(select(Release.frozen_on).order_by(Release.frozen_on)).first()
    assert first_week is not None
    assert begun.date() <= first_week - dt.timedelta(weeks=3)


def test_nothing_of_the_simulated_time_is_left(demonstration: Settings) -> None:
    assert not (demonstration.data_dir / "seed-clock").exists()
    assert not seed.is_unfinished(demonstration)


def test_a_second_history_is_refused(demonstration: Settings) -> None:
    with pytest.raises(seed.SeedError, match="has a history already"):
        seed.run(demonstration)


def test_a_real_installation_gets_no_invented_history() -> None:
    with short_folder() as folder:
        settings = config.load({"HUB_DATA_DIR": str(folder), "HUB_ORG_NAME": "Ådal Kommune"})
        up.prepare(settings)
        with pytest.raises(seed.SeedError, match="--demo"):
            seed.run(settings)


def test_a_history_that_was_interrupted_is_no_demonstration(tmp_path) -> None:  # type: ignore[no-untyped-def]
    settings = config.load({"HUB_DATA_DIR": str(tmp_path)}, demo=True)
    (tmp_path / "seed-unfinished").touch()
    with pytest.raises(up.Refused, match="Delete the folder"):
        up._give_history(settings, fresh=False)


def test_every_number_of_the_demonstration_can_be_worked_out_by_hand(demonstration: Settings, session: Session) -> None:
    app = create_app(demonstration)
    browsers = {"employee": app.test_client(), "hr": app.test_client()}
    for persona, role in (("employee", None), ("hr", Role.HR)):
        browsers[persona].set_cookie("hub_session", cookie(app, somebody(session, role)))

    def get(persona: str, address: str) -> str:
        answer = browsers[persona].get(f"{address}{'&' if '?' in address else '?'}lang=en")
        assert answer.status_code == 200, address
        return str(answer.text)

    assert {"index", "sources", "kit", "campaign", "jobs", "reach"} <= recompute(get, Tables(session))
