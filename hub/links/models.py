"""Tracking links: one for each kit, network and source, never one for a person."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.links.rules import LONGEST_LOCATION


class TrackingLink(Base):
    """A code that leads to a target. Rows are never deleted, so that a code is never given out again."""

    __tablename__ = "tracking_link"
    __table_args__ = (
        UniqueConstraint("kit_id", "network", "source"),
        # Clicks are summed over links by the day: with these columns, the long addresses are not read for that.
        Index("ix_tracking_link_counted", "id", "source", "kit_id", "network"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kit.id"))
    network: Mapped[str] = mapped_column(String(20))
    source: Mapped[str] = mapped_column(
        String(30), index=True, comment="employees, official, paid, newsletter, intranet …"
    )
    location: Mapped[str] = mapped_column(
        String(LONGEST_LOCATION), comment="where it leads now, UTM parameters included"
    )
    changed_in: Mapped[int] = mapped_column(index=True, comment="version of the table that last changed this row")


class LinkTableVersion(Base):
    """One row, counted up with every change to links: it tells redirect processes when to look again."""

    __tablename__ = "link_table_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int]
