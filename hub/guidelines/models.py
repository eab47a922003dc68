"""The policy in its versions, and the pages beside it."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, UtcDateTime


class PolicyVersion(Base):
    """One published version of the guidelines; the newest in effect is what an ambassador accepts."""

    __tablename__ = "policy_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    in_effect_from: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    body_da: Mapped[str] = mapped_column(Text, comment="Markdown")
    body_en: Mapped[str] = mapped_column(Text, default="", comment="Markdown; empty falls back to Danish")


class GuidePage(Base):
    """A page of guidance that the organisation can edit: a channel guide, the crisis plan, the fact sheet."""

    __tablename__ = "guide_page"
    __table_args__ = (UniqueConstraint("kind", "locale"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), comment="channel:<network>, crisis or facts")
    locale: Mapped[str] = mapped_column(String(2))
    body: Mapped[str] = mapped_column(Text, comment="Markdown")
