"""Jobs, and how many applied: counts by source, never anything about an applicant."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base, UtcDateTime
from hub.recruitment.rules import Counts


class Job(Base):
    """A vacancy that kits can belong to."""

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    profession: Mapped[str] = mapped_column(String(80), default="")
    place: Mapped[str] = mapped_column(String(80), default="")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    deadline: Mapped[dt.date | None] = mapped_column(Date)
    apply_url: Mapped[str] = mapped_column(String(2000))
    level: Mapped[str] = mapped_column(String(20), default="employee", server_default="employee")
    parameters: Mapped[str] = mapped_column(
        String(300), default="", server_default="",
        comment="what tracking links add to the address; empty: as the system of the address wants it",
    )  # fmt: skip
    archived_on: Mapped[dt.date | None] = mapped_column(Date)

    counts: Mapped[list[ApplicationCount]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class ApplicationCount(Base):
    """Applications received for one job from one source, as HR counted them: totals so far, never additions."""

    __tablename__ = "application_count"
    __table_args__ = (
        UniqueConstraint("job_id", "source"),
        CheckConstraint(
            "qualified >= 0 AND interviews >= 0 AND hired >= 0 AND qualified <= applications "
            "AND interviews <= applications AND hired <= qualified",
            "sensible",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(String(30))
    applications: Mapped[int]
    qualified: Mapped[int]
    interviews: Mapped[int] = mapped_column(default=0, server_default="0")
    hired: Mapped[int] = mapped_column(default=0, server_default="0")
    as_of: Mapped[dt.datetime | None] = mapped_column(UtcDateTime, comment="the moment that the counts are of")

    @property
    def numbers(self) -> Counts:
        """The four counts together."""
        return Counts(self.applications, self.interviews, self.qualified, self.hired)


class QualifiedDefinition(Base):
    """What "qualified" means here, from a day on. Earlier wordings stay, so that earlier figures can be read."""

    __tablename__ = "qualified_definition"

    in_effect_from: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    text: Mapped[str] = mapped_column(Text)


class RecruitmentSetting(Base):
    """A rule of the organisation: the level from which on a job goes on the official page; the salt of the key."""

    __tablename__ = "recruitment_setting"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class ApplicationMapping(Base):
    """Which column of a recruitment system's file holds what, under a name of HR's."""

    __tablename__ = "application_mapping"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    columns: Mapped[str] = mapped_column(
        Text, comment="JSON: the name of the column for each field, and the line of the header"
    )


class SeenDelivery(Base):
    """A delivery to the webhook that was taken, until its timestamp alone would refuse it."""

    __tablename__ = "seen_delivery"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
