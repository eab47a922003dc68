"""Counts. `metrics.ingest`, `metrics.windows_open` and `metrics.release` write; figures leave by `metrics.reports`.

No row names a person, and none holds a time finer than its window: a day for the public's clicks, a week or
more for shares. Released rows are only ever added.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, Date, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base


class ClickDay(Base):
    """The public's clicks and daily unique visitors of one link on one day, by day first.

    New clicks thus touch the end of the table, however long its history is. `visitors` is always in step with `sketch`,
    which is deleted when the day closes. There is no foreign key: links are never deleted, and checking one for each
    row would be a third of the work. What was filtered is in `FilteredDay`, without its link.
    """

    __tablename__ = "click_day"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own way of saying it

    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    link_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    hits: Mapped[int]
    visitors: Mapped[int] = mapped_column(default=0)
    sketch: Mapped[bytes | None] = mapped_column(LargeBinary, comment="deleted when the day closes")


class OpenDay(Base):
    """Days that have sketches: closing them looks at no other rows of `ClickDay`."""

    __tablename__ = "open_day"

    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)


class ClickMonth(Base):
    """The public's clicks and daily unique visitors of one kit, source and network in one whole month.

    What pages sum over months and years is read from here, so that it costs as much in the fifth year as in the first.
    The days stay in `ClickDay`, from which a month can be made again. Kit 0 is the whole organisation: sums over all
    kits are asked for most.
    """

    __tablename__ = "click_month"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own way of saying it

    kit_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="0 is the organisation")
    month: Mapped[dt.date] = mapped_column(Date, primary_key=True, comment="its first day")
    source: Mapped[str] = mapped_column(String(30), primary_key=True)
    network: Mapped[str] = mapped_column(String(20), primary_key=True)
    hits: Mapped[int]
    visitors: Mapped[int]


class RolledUp(Base):
    """One row: all days before `until` stand in `ClickMonth`. The first day of a month."""

    __tablename__ = "rolled_up"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    until: Mapped[dt.date] = mapped_column(Date)


class FilteredDay(Base):
    """Requests of one day that are no clicks, by the reason, over all links together.

    By link they would be shares without noise: a network fetches its preview in the moment of the post.
    """

    __tablename__ = "filtered_day"

    day: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True, comment="bot, prefetch, no_agent, preview, head")
    hits: Mapped[int]


class StreamPosition(Base):
    """How far one producer's stream has been counted. Moves in the transaction that counts."""

    __tablename__ = "stream_position"

    producer: Mapped[str] = mapped_column(String(64), primary_key=True)
    segment: Mapped[int] = mapped_column(BigInteger)
    offset: Mapped[int] = mapped_column(BigInteger)


class Headcount(Base):
    """Headcounts as they were when a quarter opened: the denominators. Unit 0 is the whole organisation."""

    __tablename__ = "headcount"

    quarter: Mapped[str] = mapped_column(String(10), primary_key=True)
    unit_id: Mapped[int] = mapped_column(primary_key=True, comment="the unit that reports; 0 is the organisation")
    people: Mapped[int]


class Release(Base):
    """One run of the freeze that published something; pages built from it are cached under its id."""

    __tablename__ = "release"

    id: Mapped[int] = mapped_column(primary_key=True)
    frozen_on: Mapped[dt.date] = mapped_column(Date, unique=True, comment="the Monday")


class ReleasedCell(Base):
    """The noisy count of one cell. Drawn once, never again. An empty value says that the pending count
    was lost.
    """

    __tablename__ = "released_cell"
    __table_args__ = (
        UniqueConstraint("family", "key", "window"),
        # Weeks are summed over all kits: with the value, the table itself is not read for that.
        Index("ix_released_cell_family_window", "family", "window", "value"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), index=True)
    family: Mapped[str] = mapped_column(String(30))
    key: Mapped[str] = mapped_column(
        String(30), comment="what the family counts by, such as a kit id, 'all' or '3-free-yes'"
    )
    window: Mapped[str] = mapped_column(String(10), comment="2026-W47, 2026-11 or 2026-Q4")
    value: Mapped[int | None]


class ReleasedClicks(Base):
    """Clicks from employees' posts on one kit in one week, rounded to 10; only when the kit's shares
    could be shown.
    """

    __tablename__ = "released_clicks"
    __table_args__ = (
        UniqueConstraint("kit_id", "window"),
        Index("ix_released_clicks_window", "window", "kit_id", "clicks", "visitors"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"), index=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kit.id"))
    window: Mapped[str] = mapped_column(String(10))
    clicks: Mapped[int]
    visitors: Mapped[int]


class BlockedCell(Base):
    """A finished cell whose noisy count is so strange that it waits: somebody has to look before it is
    released.
    """

    __tablename__ = "blocked_cell"

    family: Mapped[str] = mapped_column(String(30), primary_key=True)
    key: Mapped[str] = mapped_column(String(30), primary_key=True)
    window: Mapped[str] = mapped_column(String(10), primary_key=True)
    reason: Mapped[str] = mapped_column(String(20), comment="too_low or too_high")
