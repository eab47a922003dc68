from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from hub.links import service as links
from hub.links.models import TrackingLink
from hub.metrics import reach_queries, rollup, source_queries
from hub.metrics.models import ClickDay, ClickMonth
from hub.networks.rules import Network
from tests.factories.kits import make_kit
from tests.servers import both_databases

TODAY = dt.date(2026, 11, 22)
DAYS = [dt.date(2026, 7, 1) + dt.timedelta(days=each) for each in range(0, 145, 3)]
RANGES = [
    (None, TODAY),
    (dt.date(2026, 7, 1), dt.date(2026, 9, 30)),
    (dt.date(2026, 7, 15), dt.date(2026, 10, 10)),
    (dt.date(2026, 8, 2), dt.date(2026, 8, 20)),
    (dt.date(2026, 10, 31), dt.date(2026, 11, 1)),
    (dt.date(2026, 11, 3), TODAY),
    (dt.date(2026, 12, 1), dt.date(2026, 11, 1)),
]


@pytest.fixture
def kit_ids(sessions: sessionmaker[Session]) -> list[int]:
    """Two kits with clicks every third day since July."""
    with sessions() as session:
        kits = [make_kit(session, title) for title in ("En dag med vejfolkene", "Kom til Fjordby")]
        for kit in kits:
            for source in ("employees", "official", "paid"):
                links.ensure_links(session, kit.id, kit.slug, kit.target_url, list(Network)[:3], source)
        for place, link_id in enumerate(session.scalars(select(TrackingLink.id).order_by(TrackingLink.id))):
            for day in DAYS:
                session.add(ClickDay(day=day, link_id=link_id, hits=place + day.day, visitors=place + 1))
        session.commit()
        return [kit.id for kit in kits]


def answers(session: Session, kit_ids: list[int]) -> list[dict[str, tuple[int, int]]]:
    """What pages sum, of all kits and of some."""
    session.info.clear()
    return [
        source_queries.others(session, since, until, kits)
        for since, until in RANGES
        for kits in (None, kit_ids[:1], kit_ids)
    ]


@both_databases
def test_sums_are_the_same_by_the_month_as_by_the_day(sessions: sessionmaker[Session], kit_ids: list[int]) -> None:
    with sessions() as session:
        before = answers(session, kit_ids)
        assert before[0]["official"] > (0, 0)
        assert rollup.fold(session, TODAY) == 4
        session.commit()
        assert answers(session, kit_ids) == before
        assert "employees" not in before[0]


@both_databases
def test_networks_are_the_same_by_the_month_as_by_the_day(sessions: sessionmaker[Session], kit_ids: list[int]) -> None:
    def by_network(session: Session) -> list[dict[str, int]]:
        session.info.clear()
        return [
            reach_queries.clicks_by_network(session, "official", since or DAYS[0], until) for since, until in RANGES
        ]

    with sessions() as session:
        before = by_network(session)
        assert len(before[0]) == 3
        rollup.fold(session, TODAY)
        session.commit()
        assert by_network(session) == before


@both_databases
def test_months_are_read_and_their_days_are_not(sessions: sessionmaker[Session], kit_ids: list[int]) -> None:
    with sessions() as session:
        rollup.fold(session, TODAY)
        session.execute(ClickDay.__table__.delete().where(ClickDay.day < dt.date(2026, 11, 1)))
        session.commit()
        whole = source_queries.others(session, dt.date(2026, 7, 1), dt.date(2026, 10, 31))
        assert whole["official"][0] == sum(
            place + day.day for place in (3, 4, 5, 12, 13, 14) for day in DAYS if day < dt.date(2026, 11, 1)
        )


@both_databases
def test_a_late_click_makes_its_month_again(sessions: sessionmaker[Session], kit_ids: list[int]) -> None:
    late = DAYS[5]
    with sessions() as session:
        rollup.fold(session, TODAY)
        row = session.scalars(select(ClickDay).where(ClickDay.day == late).order_by(ClickDay.link_id.desc())).first()
        assert row is not None
        row.hits += 1_000
        session.flush()
        before = source_queries.others(session, late.replace(day=1), dt.date(2026, 7, 31))
        assert rollup.fold(session, TODAY, [late, TODAY]) == 1
        after = source_queries.others(session, late.replace(day=1), dt.date(2026, 7, 31))
        assert after["paid"][0] == before["paid"][0] + 1_000


@both_databases
def test_a_second_fold_changes_nothing(sessions: sessionmaker[Session], kit_ids: list[int]) -> None:
    with sessions() as session:
        rollup.fold(session, TODAY)
        first = session.scalar(select(func.sum(ClickMonth.hits)))
        assert rollup.fold(session, TODAY) == 0
        assert session.scalar(select(func.sum(ClickMonth.hits))) == first
        # A clock that went back does not open months again.
        assert rollup.fold(session, dt.date(2026, 8, 1)) == 0
        assert rollup.until(session) == dt.date(2026, 11, 1)


def test_without_a_click_there_is_nothing_to_roll_up(session: Session) -> None:
    assert rollup.fold(session, TODAY) == 0
    assert source_queries.others(session, None, TODAY) == {}
