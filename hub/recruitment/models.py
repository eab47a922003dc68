"""Jobs, and how many applied: counts by source, never anything about an applicant."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base


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

    counts: Mapped[list[ApplicationCount]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class ApplicationCount(Base):
    """Applications received for one job from one source, as HR counted them."""

    __tablename__ = "application_count"
    __table_args__ = (
        UniqueConstraint("job_id", "source"),
        CheckConstraint("applications >= 0 AND qualified >= 0 AND qualified <= applications", "sensible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"))
    source: Mapped[str] = mapped_column(String(30))
    applications: Mapped[int]
    qualified: Mapped[int]
