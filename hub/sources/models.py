"""Who carries links, and what that cost. Nothing here is about one employee: all of them are one source."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base
from hub.sources.rules import BUILT_IN, LONGEST_KEY, LONGEST_LABEL, Kind


class Source(Base):
    """Somebody who carries links. The key stands in links, counts and costs, and never changes; labels may."""

    __tablename__ = "source"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), unique=True)
    kind: Mapped[str] = mapped_column(String(12), comment="employees, official, paid, newsletter, intranet or external")
    label_da: Mapped[str] = mapped_column(String(LONGEST_LABEL))
    label_en: Mapped[str] = mapped_column(String(LONGEST_LABEL), default="")
    active: Mapped[bool] = mapped_column(default=True, comment="a retired source keeps its history, and gets no links")

    def label(self, locale: str) -> str:
        """The name in the reader's language, Danish when there is no other."""
        return (self.label_en if locale == "en" else "") or self.label_da

    @property
    def is_built_in(self) -> bool:
        """Whether it is one of the five that are always there."""
        return self.key in set(BUILT_IN)

    @property
    def is_employees(self) -> bool:
        """Whether these are the links that colleagues share."""
        return self.kind == Kind.EMPLOYEES


class Cost(Base):
    """Money spent on one source for one kit or for one campaign, without knowing what each of its kits got."""

    __tablename__ = "cost"
    __table_args__ = (
        CheckConstraint("(kit_id IS NULL) <> (campaign_id IS NULL)", "one_subject"),
        CheckConstraint("amount_ore >= 0", "no_income"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int | None] = mapped_column(ForeignKey("kit.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    source: Mapped[str] = mapped_column(ForeignKey("source.key"))
    amount_ore: Mapped[int] = mapped_column(comment="øre: hundredths of a krone")
    spent_on: Mapped[dt.date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(200), default="")
    form_key: Mapped[str] = mapped_column(
        String(32), unique=True, default=lambda: secrets.token_hex(16),
        comment="the form it was typed into: sent twice, it counts once",
    )  # fmt: skip
