"""Campaigns with their checklist, goals, evaluation and learnings. Nothing here is about an employee who shares."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.accounts.models import Person, Unit
from hub.core.db import Base


class Campaign(Base):
    """A joint effort for one purpose, with a brief. Its state moves only through `campaigns.workflow`."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    state: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column(comment="counts edits; a stale form is told")
    title: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(String(300), default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    starts_on: Mapped[dt.date | None] = mapped_column(Date)
    ends_on: Mapped[dt.date | None] = mapped_column(Date)
    deliverables: Mapped[str] = mapped_column(Text, default="")
    budget: Mapped[int | None] = mapped_column(BigInteger, comment="øre")
    kickoff_on: Mapped[dt.date | None] = mapped_column(Date)
    kickoff_place: Mapped[str] = mapped_column(String(120), default="")
    kickoff_message: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    # The version column makes SQLAlchemy refuse a write that somebody else's write has overtaken.
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it stands

    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    substitute: Mapped[Person | None] = relationship(foreign_keys=[substitute_id])
    checklist: Mapped[list[ChecklistItem]] = relationship(
        cascade="all, delete-orphan", order_by="ChecklistItem.id", lazy="selectin"
    )
    goals: Mapped[list[Goal]] = relationship(
        cascade="all, delete-orphan", order_by="(Goal.deadline, Goal.id)", lazy="selectin"
    )
    learnings: Mapped[list[Learning]] = relationship(
        cascade="all, delete-orphan", order_by="Learning.position", lazy="selectin", back_populates="campaign"
    )
    evaluation: Mapped[Evaluation | None] = relationship(cascade="all, delete-orphan", lazy="selectin")


class ChecklistItem(Base):
    """One preparation. Who ticked it is nobody's business, so it is not kept."""

    __tablename__ = "campaign_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    part: Mapped[str] = mapped_column(String(20), comment="strategic, practical or communication")
    standard: Mapped[str] = mapped_column(String(30), default="", comment="key of one that every campaign begins with")
    text: Mapped[str] = mapped_column(String(200), default="", comment="what somebody typed; empty for a standard one")
    done: Mapped[bool] = mapped_column(default=False)


class Goal(Base):
    """A goal on a measured figure of the campaign, the organisation or a unit that is large enough. Never of a
    person: there is no column that could say whose it is.
    """

    __tablename__ = "campaign_goal"
    __table_args__ = (
        # Two goals on one figure with deadlines a week apart would tell what that week alone had.
        UniqueConstraint("campaign_id", "measure", "scope", "unit_id"),
        Index(
            "uq_campaign_goal_without_unit",
            "campaign_id",
            "measure",
            "scope",
            unique=True,
            sqlite_where=text("unit_id IS NULL"),
            postgresql_where=text("unit_id IS NULL"),
        ),
        CheckConstraint("target > 0 AND (baseline IS NULL OR baseline >= 0)", "sensible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    version: Mapped[int] = mapped_column(comment="counts edits; a stale form is told")
    specific: Mapped[str] = mapped_column(String(300), comment="what shall be achieved, in words")
    measure: Mapped[str] = mapped_column(String(20))
    scope: Mapped[str] = mapped_column(String(20), comment="campaign, organisation or unit")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    baseline: Mapped[int | None] = mapped_column(comment="where it starts from; empty when nobody knows")
    target: Mapped[int] = mapped_column(comment="a number, or per cent for a rate")
    deadline: Mapped[dt.date] = mapped_column(Date)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it stands

    unit: Mapped[Unit | None] = relationship(lazy="joined")


class Evaluation(Base):
    """What came of a campaign, written by its staff. What worked and what did not are learnings."""

    __tablename__ = "campaign_evaluation"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(comment="counts edits; a stale form is told")
    aim: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    next_steps: Mapped[str] = mapped_column(Text, default="")
    cost: Mapped[int | None] = mapped_column(BigInteger, comment="øre")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012  SQLAlchemy reads it as it stands


class Learning(Base):
    """One sentence about what worked, or what did not, for everybody."""

    __tablename__ = "learning"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(10), comment="worked or failed")
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(500))
    noted_on: Mapped[dt.date] = mapped_column(Date)

    campaign: Mapped[Campaign] = relationship(back_populates="learnings")
