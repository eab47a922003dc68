"""Seventeen weeks of two kits, as they lie in the tables after the freeze of 2 November 2026."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from sqlalchemy.orm import Session

from hub.accounts.models import Unit
from hub.campaigns.models import Campaign
from hub.core import clock
from hub.kits.models import Kit
from hub.links.models import TrackingLink
from hub.metrics.models import ClickDay, Headcount, Release, ReleasedCell, ReleasedClicks
from tests.factories.accounts import make_unit
from tests.factories.campaigns import make_campaign
from tests.factories.kits import make_kit

NOW = dt.datetime(2026, 11, 4, 9, tzinfo=dt.UTC)
FIRST_MONDAY = dt.date(2026, 7, 6)
WEEKS = 17
LOST_WEEK = 5
CELLS = {
    ("network_month", "linkedin", "2026-09"): 41,
    ("network_month", "linkedin", "2026-10"): 33,
    ("network_month", "facebook", "2026-10"): 9,
    ("network_month", "facebook", "2026-09"): -4,
    ("organisation_quarter", "all", "2026-Q3"): 231,
    ("opted_in_quarter", "all", "2026-Q3"): 287,
}


@dataclass(frozen=True)
class Made:
    """What there is: kits, units from the largest down, and a campaign with the first kit."""

    kits: list[Kit]
    units: list[Unit]
    campaign: Campaign


@pytest.fixture
def today() -> Iterator[None]:
    """Wednesday after the freeze that made October up."""
    clock.configure("Europe/Copenhagen")
    with time_machine.travel(NOW, tick=False):
        yield


def noisy(kit: int, week: int) -> int | None:
    """A noisy count: the first kit is popular, the second is not, and one week's count was lost."""
    if kit == 0:
        return 20 + week * 7 % 31
    return None if week == LOST_WEEK else week * 5 % 23 - 3


@pytest.fixture
def made(session: Session, today: None) -> Made:
    """Everything, written past the services, so that the inputs are known."""
    begin = dt.datetime(2026, 7, 6, 9, tzinfo=dt.UTC)
    campaign = make_campaign(session, "Vi søger dig", worked=("Egne ord virker",), failed=("Plakater blev ikke set",))
    for learning in campaign.learnings:
        learning.noted_on = dt.date(2026, 10, 12)
    kits = [make_kit(session, title="Saltbilen", live_from=begin), make_kit(session, title="Åben dag", live_from=begin)]
    kits[0].campaign_id = campaign.id
    units = [make_unit(session, name, headcount=people) for name, people in
             (("Skole", 612), ("Vej", 187), ("Bibliotek", 95), ("Havn", 46))]  # fmt: skip
    quarters = {0: 940, **{unit.id: unit.headcount for unit in units}}
    for quarter in ("2026-Q3", "2026-Q4"):
        session.add_all(Headcount(quarter=quarter, unit_id=unit, people=people) for unit, people in quarters.items())
    for number in range(WEEKS):
        _week(session, kits, number)
    last = session.query(Release).order_by(Release.id.desc()).first()
    assert last is not None
    counted = {**CELLS, **{("unit_quarter", str(unit.id), "2026-Q3"): value
                           for unit, value in zip(units, (118, 62, 34, 17), strict=True)}}  # fmt: skip
    session.add_all(
        ReleasedCell(release_id=last.id, family=family, key=key, window=window, value=value)
        for (family, key, window), value in counted.items()
    )
    for source, hits, visitors in (("paid", 137, 101), ("newsletter", 58, 44)):
        link = TrackingLink(
            code=f"code{source[:4]}", kit_id=kits[0].id, network="linkedin", source=source, location="x", changed_in=1
        )
        session.add(link)
        session.flush()
        session.add(ClickDay(day=dt.date(2026, 10, 14), link_id=link.id, hits=hits, visitors=visitors))
    session.commit()
    return Made(kits, units, campaign)


def _week(session: Session, kits: list[Kit], number: int) -> None:
    monday = FIRST_MONDAY + dt.timedelta(weeks=number)
    year, week, _ = monday.isocalendar()
    window = f"{year}-W{week:02d}"
    release = Release(frozen_on=monday + dt.timedelta(weeks=1))
    session.add(release)
    session.flush()
    for place, kit in enumerate(kits):
        session.add(
            ReleasedCell(
                release_id=release.id, family="kit_week", key=str(kit.id), window=window, value=noisy(place, number)
            )
        )
    session.add(
        ReleasedClicks(
            release_id=release.id,
            kit_id=kits[0].id,
            window=window,
            clicks=10 * (number * 3 % 12 + 5),
            visitors=10 * (number * 3 % 12 + 3),
        )
    )
