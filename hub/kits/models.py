"""Share kits with their texts, suggestions and picture."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.ambassadors.models import Theme
from hub.core.db import Base, UtcDateTime


class Asset(Base):
    """A re-encoded picture on disk, without metadata. A changed picture gets a new name, for networks cache
    by address.
    """

    __tablename__ = "asset"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True, comment="content hash; files are <name>-<size>.jpg")
    width: Mapped[int] = mapped_column(comment="pixels of the original")
    height: Mapped[int] = mapped_column(comment="pixels of the original")


class Kit(Base):
    """A shareable item with all that belongs to it. Its state moves only through `kits.workflow`."""

    __tablename__ = "kit"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[str] = mapped_column(String(20), index=True)
    version: Mapped[int] = mapped_column(comment="counts edits; a stale form is told")
    category: Mapped[str] = mapped_column(String(20))
    purpose: Mapped[str] = mapped_column(String(20), default="")
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id"))
    target_url: Mapped[str] = mapped_column(String(2000))
    after_url: Mapped[str] = mapped_column(String(2000), default="", comment="where links lead once the kit has ended")
    commercial: Mapped[bool] = mapped_column(default=False, comment="a post must begin with 'reklame'")
    contact: Mapped[str] = mapped_column(String(200), default="", comment="who answers critical comments")
    contact_hours: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(1000), default="", comment="why a reviewer sent it back")
    ends_on: Mapped[dt.date | None] = mapped_column(Date, comment="last day it can be shared")
    live_from: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[dt.datetime | None] = mapped_column(UtcDateTime)
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id", ondelete="SET NULL"), index=True)

    # The version column makes SQLAlchemy refuse a write that somebody else's write has overtaken.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it stands

    theme: Mapped[Theme] = relationship()
    asset: Mapped[Asset | None] = relationship()
    texts: Mapped[list[KitText]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    suggestions: Mapped[list[Suggestion]] = relationship(
        cascade="all, delete-orphan", order_by="Suggestion.position", lazy="selectin"
    )

    def text(self, locale: str) -> KitText:
        """The kit's texts in the reader's language, Danish when there is no other."""
        by_locale = {text.locale: text for text in self.texts}
        return by_locale.get(locale) or by_locale["da"]


class KitText(Base):
    """What a kit says, in one language."""

    __tablename__ = "kit_text"
    __table_args__ = (UniqueConstraint("kit_id", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kit.id", ondelete="CASCADE"))
    locale: Mapped[str] = mapped_column(String(2))
    title: Mapped[str] = mapped_column(String(120))
    why: Mapped[str] = mapped_column(Text, default="", comment="why it matters")
    dos: Mapped[str] = mapped_column(Text, default="", comment="one a line")
    donts: Mapped[str] = mapped_column(Text, default="", comment="one a line")
    facts: Mapped[str] = mapped_column(Text, default="", comment="Markdown: what to answer if somebody asks")
    image_alt: Mapped[str] = mapped_column(String(1000), default="")


class Suggestion(Base):
    """One suggested text for one network in one language."""

    __tablename__ = "suggestion"

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int] = mapped_column(ForeignKey("kit.id", ondelete="CASCADE"), index=True)
    locale: Mapped[str] = mapped_column(String(2))
    network: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    subject: Mapped[str] = mapped_column(String(200), default="", comment="e-mail only")
    body: Mapped[str] = mapped_column(Text)
