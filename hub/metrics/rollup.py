"""Whole months of clicks, folded once a month is over, and folded again when a late click changes one.

Pages that sum clicks over months read one row for each month, source and network instead of every link on every day.
Days stay in `ClickDay`: the freeze of weeks needs them, and a month can be made from them again at any time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from hub.counting.windows import Window, WindowKind, window_for
from hub.links.models import TrackingLink
from hub.links.rules import EMPLOYEES
from hub.metrics import ingest_tables as tables
from hub.metrics.models import ClickDay, ClickMonth, RolledUp

KitIds = Collection[int] | Select[int]
WHOLE = 0
"""The kit id of the rows that are the whole organisation."""
FEW_DAYS = 100
"""So many days at most are named one by one: a month that is not over, and the one before it."""
FEW_KITS = 20
"""So few kits at most are looked up in each of them: for more, the days are read from end to end."""
_ROW = 1
_DAY = dt.timedelta(days=1)
_REMEMBERED = "rolled_up_until"


@dataclass(frozen=True)
class Span:
    """A range of days cut at the months that are rolled up: what is read by day, by month, and by day again.

    Empty parts are None. Both ends of each part are included.
    """

    head: tuple[dt.date, dt.date] | None
    months: tuple[dt.date, dt.date] | None
    tail: tuple[dt.date, dt.date] | None


def cut(since: dt.date, until: dt.date, rolled_up: dt.date) -> Span:
    """Cut a range of days into whole months before `rolled_up` and what is left at both ends. Pure.

    `months` holds the first days of the first and the last month.
    """
    if until < since:
        return Span(None, None, None)
    first = since if since.day == 1 else _month(since).ends + _DAY
    ends = until if until == _month(until).ends else until.replace(day=1) - _DAY
    if rolled_up <= first or ends < first:
        return Span(None, None, (since, until))
    ends = min(ends, rolled_up - _DAY)
    return Span(
        (since, first - _DAY) if since < first else None,
        (first, ends.replace(day=1)),
        (ends + _DAY, until) if ends < until else None,
    )


def fold(session: Session, today: dt.date, closed: Collection[dt.date] = ()) -> int:
    """Roll up every month that is over, and those again that a day of `closed` lies in; how many months were.

    The caller commits. Safe to repeat, and to run twice at once: the second waits for the first.
    """
    connection = session.connection()
    first_run = tables.insert(connection, RolledUp).values(id=_ROW, until=dt.date.min)
    connection.execute(first_run.on_conflict_do_nothing())
    known = session.scalars(select(RolledUp.until).where(RolledUp.id == _ROW).with_for_update()).one()
    this_month = _month(today).starts
    due = {_month(day).starts for day in closed if day < known}
    due.update(_months_between(max(known, _first_day(session) or this_month), this_month))
    for each in sorted(due):
        _fold_month(session, _month(each))
    if known < this_month:
        session.execute(update(RolledUp).where(RolledUp.id == _ROW).values(until=this_month))
        session.info.pop(_REMEMBERED, None)
    return len(due)


def until(session: Session) -> dt.date:
    """The day before which every click stands in a month. One statement, and none when it was asked before."""
    known: dt.date | None = session.info.get(_REMEMBERED)
    if known is None:
        known = session.scalar(select(RolledUp.until).where(RolledUp.id == _ROW)) or dt.date.min
        session.info[_REMEMBERED] = known
    return known


def clicks(
    session: Session,
    since: dt.date | None,
    last: dt.date,
    *,
    kit_ids: KitIds | None = None,
    source: str | None = None,
    networks: bool = False,
) -> Subquery:
    """The columns kit_id, source, hits and visitors of these days, and with `networks` network, in rows that are still
    to be summed.

    Without the employees' unless `source` names them: theirs leave as they were published. Of all kits, or of some.
    """
    named = ("network",) if networks else ()
    span = cut(since or dt.date.min, last, until(session))
    parts = [_by_day(each, kit_ids, source, named) for each in (span.head, span.tail) if each is not None]
    if span.months is not None:
        parts.append(_by_month(span.months, kit_ids, source, named))
    if not parts:
        parts.append(_by_day((last, last), (), source, named))
    return union_all(*parts).subquery("clicks")


def _by_month(
    months: tuple[dt.date, dt.date], kit_ids: KitIds | None, source: str | None, named: Collection[str]
) -> Select[Any]:
    statement = select(ClickMonth.kit_id, ClickMonth.source, *(getattr(ClickMonth, name) for name in named)).where(
        ClickMonth.kit_id.in_([WHOLE] if kit_ids is None else kit_ids),
        ClickMonth.month.between(*months),
        _of(ClickMonth.source, source),
    )
    if named:
        return statement.add_columns(ClickMonth.hits, ClickMonth.visitors)
    # In the order of the key, so that networks are added up as they are read: whoever asks for every month of many kits
    # sorts a tenth of the rows.
    return statement.add_columns(
        func.sum(ClickMonth.hits).label("hits"), func.sum(ClickMonth.visitors).label("visitors")
    ).group_by(ClickMonth.kit_id, ClickMonth.month, ClickMonth.source)


def _by_day(
    days: tuple[dt.date, dt.date], kit_ids: KitIds | None, source: str | None, named: Collection[str]
) -> Select[Any]:
    statement = (
        select(TrackingLink.kit_id, TrackingLink.source, *(getattr(TrackingLink, name) for name in named))
        .add_columns(ClickDay.hits, ClickDay.visitors)
        .join(ClickDay, ClickDay.link_id == TrackingLink.id)
        .where(_of(TrackingLink.source, source))
    )
    if kit_ids is None:
        return statement.where(ClickDay.day.between(*days))
    statement = statement.where(TrackingLink.kit_id.in_(kit_ids))
    if (days[1] - days[0]).days > FEW_DAYS or isinstance(kit_ids, Select) or len(kit_ids) > FEW_KITS:
        return statement.where(ClickDay.day.between(*days))
    # Each day by its name: the table is ordered by day, so that a kit's links are looked up in each day. A range would
    # be read from end to end.
    return statement.where(ClickDay.day.in_([days[0] + each * _DAY for each in range((days[1] - days[0]).days + 1)]))


def _of(column: InstrumentedAttribute[str], source: str | None) -> ColumnElement[bool]:
    return column != EMPLOYEES if source is None else column == source


def _fold_month(session: Session, month: Window) -> None:
    session.execute(
        delete(ClickMonth).where(ClickMonth.month == month.starts).execution_options(synchronize_session=False)
    )
    columns = ["kit_id", "month", "source", "network", "hits", "visitors"]
    by_kit = (
        select(
            TrackingLink.kit_id,
            literal(month.starts, Date),
            TrackingLink.source,
            TrackingLink.network,
            func.sum(ClickDay.hits),
            func.sum(ClickDay.visitors),
        )
        .join(TrackingLink, TrackingLink.id == ClickDay.link_id)
        .where(ClickDay.day.between(month.starts, month.ends))
        .group_by(TrackingLink.kit_id, TrackingLink.source, TrackingLink.network)
    )
    session.execute(insert(ClickMonth).from_select(columns, by_kit))
    whole = (
        select(
            literal(WHOLE, Integer),
            ClickMonth.month,
            ClickMonth.source,
            ClickMonth.network,
            func.sum(ClickMonth.hits),
            func.sum(ClickMonth.visitors),
        )
        .where(ClickMonth.month == month.starts)
        .group_by(ClickMonth.month, ClickMonth.source, ClickMonth.network)
    )
    session.execute(insert(ClickMonth).from_select(columns, whole))


def _first_day(session: Session) -> dt.date | None:
    return session.scalar(select(func.min(ClickDay.day)))


def _months_between(first: dt.date, end: dt.date) -> Iterator[dt.date]:
    """The first days of the months from that of `first` until before `end`."""
    month = _month(first)
    while month.starts < end:
        yield month.starts
        month = month.next()


def _month(day: dt.date) -> Window:
    return window_for(WindowKind.MONTH, day)
