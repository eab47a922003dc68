"""Clicks on what colleagues posted: exact inside, published by the week, rounded, and only for kits big
enough.

A post that one person made can be seen in public; its clicks would be tied to that person. So the clicks of
a kit are published once the kit's own released figure can be shown, and then for all of its weeks.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from hub.counting.cells import CLICK_ROUND_TO, KIT_WEEK
from hub.counting.windows import WindowKind, parse, window_for
from hub.links.models import TrackingLink
from hub.links.rules import EMPLOYEES
from hub.metrics import disclosure
from hub.metrics.models import ClickDay, Release, ReleasedCell, ReleasedClicks

Week = tuple[int, str]


def publish(session: Session, release: Release) -> None:
    """Add the weeks that end before the release and are not published, for every kit whose gate is open.

    What is counted after its week was published (a stream that was late) is not added any more.
    """
    kits = _open_kits(session)
    until = _published_until(session, kits)
    totals: dict[Week, list[int]] = defaultdict(lambda: [0, 0])
    for place, rows in enumerate(
        (
            _by_day(session, kits, until, release.frozen_on, clicks=True),
            _by_day(session, kits, until, release.frozen_on, clicks=False),
        )
    ):
        for kit_id, day, count in rows:
            if day > until.get(kit_id, dt.date.min):
                totals[kit_id, window_for(WindowKind.WEEK, day).key][place] += count
    for (kit_id, window), (clicks, visitors) in sorted(totals.items()):
        session.add(
            ReleasedClicks(
                release_id=release.id,
                kit_id=kit_id,
                window=window,
                clicks=disclosure.rounded(clicks, CLICK_ROUND_TO),
                visitors=disclosure.rounded(visitors, CLICK_ROUND_TO),
            )
        )
    session.flush()


def _open_kits(session: Session) -> list[int]:
    """Kits whose cumulated released shares can be shown as a number."""
    values: dict[int, list[int | None]] = defaultdict(list)
    rows = session.execute(select(ReleasedCell.key, ReleasedCell.value).where(ReleasedCell.family == KIT_WEEK.name))
    for key, value in rows:
        values[int(key)].append(value)
    return sorted(kit_id for kit_id, each in values.items() if disclosure.can_be_shown(each, KIT_WEEK))


def _published_until(session: Session, kits: list[int]) -> dict[int, dt.date]:
    """The last day of each kit that has been published. Weeks are published in order, so all before it is
    done.
    """
    rows = session.execute(
        select(ReleasedClicks.kit_id, func.max(ReleasedClicks.window))
        .where(ReleasedClicks.kit_id.in_(kits))
        .group_by(ReleasedClicks.kit_id)
    )
    return {kit_id: parse(window).ends for kit_id, window in rows}


def _by_day(
    session: Session, kits: list[int], until: dict[int, dt.date], before: dt.date, *, clicks: bool
) -> Iterable[tuple[int, dt.date, int]]:
    """(kit, day, count) of clicks, or of visitors, that may be due; kits published before only since the
    oldest gap.
    """
    counted = ClickDay.hits if clicks else ClickDay.visitors
    statement = (
        select(TrackingLink.kit_id, ClickDay.day, func.sum(counted))
        .join(ClickDay, ClickDay.link_id == TrackingLink.id)
        .where(TrackingLink.source == EMPLOYEES, TrackingLink.kit_id.in_(kits), ClickDay.day < before)
        .group_by(TrackingLink.kit_id, ClickDay.day)
    )
    if until:
        new = [kit_id for kit_id in kits if kit_id not in until]
        statement = statement.where(or_(TrackingLink.kit_id.in_(new), ClickDay.day > min(until.values())))
    return [(kit_id, day, int(count)) for kit_id, day, count in session.execute(statement)]
