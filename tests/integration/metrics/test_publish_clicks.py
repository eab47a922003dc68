from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core import clock
from hub.counting.cells import KIT_WEEK, Cell
from hub.counting.pending import PendingCells
from hub.kits.models import Kit
from hub.links.models import TrackingLink
from hub.metrics import release, reports
from hub.metrics.disclosure import Exact, NotReported, Reason, Shown
from hub.metrics.models import ClickDay, ReleasedClicks
from tests.integration.metrics.conftest import WEDNESDAY, Travel, monday
from tests.servers import both_databases

Open = Callable[[], int]
SetCount = Callable[[Cell, int], None]
WEEK_47 = dt.date(2026, 11, 18)
WEEK_48 = dt.date(2026, 11, 25)


def click(
    session: Session, kit: Kit, day: dt.date, hits: int, *, source: str = "employees", network: str = "x"
) -> None:
    link = session.scalar(
        select(TrackingLink).where(
            TrackingLink.kit_id == kit.id, TrackingLink.source == source, TrackingLink.network == network
        )
    )
    if link is None:
        number = len(session.scalars(select(TrackingLink)).all())
        link = TrackingLink(
            code=f"code{number}", kit_id=kit.id, network=network, source=source, location="https://a.example",
            changed_in=1,
        )  # fmt: skip
        session.add(link)
        session.flush()
    session.add(ClickDay(link_id=link.id, day=day, hits=hits, visitors=hits // 2))
    session.commit()


def published(session: Session) -> dict[str, tuple[int, int]]:
    return {row.window: (row.clicks, row.visitors) for row in session.scalars(select(ReleasedClicks))}


@both_databases
def test_clicks_are_withheld_until_the_kits_shares_can_be_shown_and_then_all_weeks_come(
    session: Session, kit: Kit, pending: PendingCells, travel: Travel, open_now: Open, set_count: SetCount
) -> None:
    open_now()
    set_count(KIT_WEEK.cell(kit.id, WEEK_47), 6)
    click(session, kit, WEEK_47, 31)
    click(session, kit, WEEK_47 + dt.timedelta(days=1), 5, network="linkedin")
    travel(monday(dt.date(2026, 11, 23)))
    release.run(session, pending, clock.now())
    assert published(session) == {}
    assert reports.kit_figures(session, kit.id).sources["employees"] == NotReported(Reason.NOT_YET)

    travel(WEDNESDAY + dt.timedelta(weeks=1))
    open_now()
    set_count(KIT_WEEK.cell(kit.id, WEEK_48), 5)
    click(session, kit, WEEK_48, 44)
    travel(monday(dt.date(2026, 11, 30)))
    release.run(session, pending, clock.now())
    assert published(session) == {"2026-W47": (40, 20), "2026-W48": (40, 20)}
    assert reports.kit_figures(session, kit.id).sources["employees"] == Shown(80)


def test_a_published_week_never_changes(
    session: Session, kit: Kit, pending: PendingCells, travel: Travel, open_now: Open, set_count: SetCount
) -> None:
    open_now()
    set_count(KIT_WEEK.cell(kit.id, WEEK_47), 40)
    click(session, kit, WEEK_47, 60)
    travel(monday(dt.date(2026, 11, 23)))
    release.run(session, pending, clock.now())
    click(session, kit, WEEK_47 + dt.timedelta(days=2), 500)
    open_now()
    travel(monday(dt.date(2026, 11, 30)))
    release.run(session, pending, clock.now())
    assert published(session) == {"2026-W47": (60, 30)}


def test_the_unfinished_week_is_not_published(
    session: Session, kit: Kit, pending: PendingCells, travel: Travel, open_now: Open, set_count: SetCount
) -> None:
    open_now()
    set_count(KIT_WEEK.cell(kit.id, WEEK_47), 40)
    click(session, kit, dt.date(2026, 11, 23), 60)
    travel(monday(dt.date(2026, 11, 23)))
    release.run(session, pending, clock.now())
    assert published(session) == {}


def test_clicks_on_the_organisations_own_links_are_exact_at_once(session: Session, kit: Kit) -> None:
    click(session, kit, WEEK_47, 7, source="paid", network="facebook")
    click(session, kit, WEEK_47, 900)
    figures = reports.kit_figures(session, kit.id)
    assert figures.sources["paid"] == Exact(7)
    assert figures.sources["newsletter"] == Exact(0)
    job = reports.clicks_by_source_of_job(session, [kit.id])
    assert job["paid"] == Exact(7)
    assert job["employees"] == NotReported(Reason.NOT_YET)
