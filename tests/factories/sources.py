"""Sources, their links, clicks on them, and costs, for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from hub.kits.models import Kit
from hub.links import service as links
from hub.links.models import TrackingLink
from hub.metrics.models import ClickDay, Headcount, Release, ReleasedCell, ReleasedClicks
from hub.sources.models import Cost, Source

__all__ = ["make_clicks", "make_cost", "make_link", "make_release", "make_source", "publish_clicks"]


def make_source(session: Session, key: str = "external-1", label_da: str = "Lokale stemmer", **values: Any) -> Source:
    """A source of the organisation's own."""
    source = Source(key=key, **{"kind": key.partition("-")[0], "label_da": label_da, "label_en": "", **values})
    session.add(source)
    session.flush()
    return source


def make_link(session: Session, kit: Kit, source: str = "paid", place: str = "linkedin") -> TrackingLink:
    """A link of the kit, the same one at each call."""
    return links.ensure_link(session, kit.id, kit.slug, kit.target_url, place, source)


def make_clicks(session: Session, link: TrackingLink, day: dt.date, hits: int, visitors: int | None = None) -> None:
    """Clicks that have been counted on a day that is over."""
    session.add(ClickDay(link_id=link.id, day=day, hits=hits, visitors=hits if visitors is None else visitors))
    session.flush()


def make_cost(session: Session, kit: Kit, ore: int, source: str = "paid", **values: Any) -> Cost:
    """A cost of the kit."""
    cost = Cost(**{"kit_id": kit.id, "source": source, "amount_ore": ore, "spent_on": dt.date(2026, 8, 12), **values})
    session.add(cost)
    session.flush()
    return cost


def make_release(session: Session, monday: dt.date, *, shared: int | None = None, people: int = 1_000) -> Release:
    """A release; with `shared`, the noisy count of the quarter before it, among so many people."""
    release = Release(frozen_on=monday)
    session.add(release)
    session.flush()
    if shared is not None:
        before = monday - dt.timedelta(days=7)
        quarter = f"{before.year}-Q{(before.month - 1) // 3 + 1}"
        session.add(Headcount(quarter=quarter, unit_id=0, people=people))
        session.add(
            ReleasedCell(release_id=release.id, family="organisation_quarter", key="all", window=quarter, value=shared)
        )
    session.flush()
    return release


def publish_clicks(session: Session, release: Release, kit: Kit, window: str, clicks: int, visitors: int) -> None:
    """What was published of colleagues' posts for one kit and week."""
    session.add(ReleasedClicks(release_id=release.id, kit_id=kit.id, window=window, clicks=clicks, visitors=visitors))
    session.flush()
