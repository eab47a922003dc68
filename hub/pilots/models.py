"""Pilots: a first team of ambassadors, opened by a coordinator, joined by its link."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Boolean, Date, ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base


class Pilot(Base):
    """An ambassador-team pilot. Figures about it come from `metrics.reports`, never from its members."""

    __tablename__ = "pilot"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[dt.date] = mapped_column(Date)
    ends_on: Mapped[dt.date] = mapped_column(Date)
    invite_code: Mapped[str] = mapped_column(String(20), unique=True)
    coordinator_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    # False for pilots that were open before members were counted: nobody who joined them was told.
    spread: Mapped[bool] = mapped_column(Boolean, default=True, server_default=false())
    kickoff: Mapped[str] = mapped_column(Text, default="", server_default="")
    kickoff_on: Mapped[dt.date | None] = mapped_column(Date)
    own_hours: Mapped[int | None] = mapped_column(comment="what coordinators entered")
    decision: Mapped[str] = mapped_column(String(10), default="", server_default="", comment="go_on, change, stop")
    decision_reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    decided_on: Mapped[dt.date | None] = mapped_column(Date)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))


class PilotQuestion(Base):
    """A question that a member chose to send to communications. Nameless, unless they put their name to it.

    No time stands beside the question. The name goes at once when the member leaves the hub, by the foreign key, and
    when they leave the pilot, by `service.leave`.
    """

    __tablename__ = "pilot_question"

    id: Mapped[int] = mapped_column(primary_key=True)
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    asker_id: Mapped[int | None] = mapped_column(
        ForeignKey("ambassador.person_id", ondelete="SET NULL"), comment="only with an own name"
    )
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    answered_on: Mapped[dt.date | None] = mapped_column(Date)
