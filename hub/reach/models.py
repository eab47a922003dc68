"""Official posts: what the organisation's own pages published, and the figures that the networks report for it.

Nobody's name is kept: neither who posted nor who commented. What employees report about their own posts is not here
at all: it is counted without a row, as shares are.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base


class OfficialImport(Base):
    """One file that was imported. Posts name the one that last changed their figures."""

    __tablename__ = "official_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    imported_on: Mapped[dt.date] = mapped_column(Date)
    origin: Mapped[str] = mapped_column(String(30), comment="kind of export, or 'mapped'")
    added: Mapped[int]
    changed: Mapped[int]
    unchanged: Mapped[int]


class OfficialPost(Base):
    """One post on one of the organisation's own pages. A figure that the network does not give is empty."""

    __tablename__ = "official_post"
    __table_args__ = (
        UniqueConstraint("network", "identity"),
        CheckConstraint(
            "impressions >= 0 AND reach >= 0 AND clicks >= 0 AND reactions >= 0 AND comments >= 0 AND reposts >= 0 "
            "AND followers >= 0",
            name="sensible",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    network: Mapped[str] = mapped_column(String(20))
    identity: Mapped[str] = mapped_column(String(600), comment="number or shortened address at the network")
    link: Mapped[str] = mapped_column(String(500), default="")
    title: Mapped[str] = mapped_column(String(120), default="")
    day: Mapped[dt.date] = mapped_column(Date, index=True)
    impressions: Mapped[int | None]
    reach: Mapped[int | None]
    clicks: Mapped[int | None]
    reactions: Mapped[int | None]
    comments: Mapped[int | None]
    reposts: Mapped[int | None]
    followers: Mapped[int | None]
    kit_id: Mapped[int | None] = mapped_column(ForeignKey("kit.id", ondelete="SET NULL"), index=True)
    kit_by_hand: Mapped[bool] = mapped_column(default=False, comment="an import leaves the kit as it is")
    import_id: Mapped[int] = mapped_column(ForeignKey("official_import.id"), comment="that last changed a figure")


class OfficialMapping(Base):
    """How somebody mapped the columns of an export, found again by its header."""

    __tablename__ = "official_mapping"

    id: Mapped[int] = mapped_column(primary_key=True)
    signature: Mapped[str] = mapped_column(String(64), unique=True, comment="digest of the header")
    network: Mapped[str] = mapped_column(String(20))
    columns: Mapped[str] = mapped_column(Text, comment="JSON: field to the place of its column")
    day_order: Mapped[str] = mapped_column(String(12), default="", comment="where the dates do not tell")
