"""Reading jobs and how many applied."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core.errors import NotFound
from hub.recruitment.models import ApplicationCount, Job


def jobs(session: Session) -> Sequence[Job]:
    """All jobs, the latest deadline first."""
    return session.scalars(select(Job).order_by(Job.deadline.desc(), Job.id.desc())).all()


def get_job(session: Session, slug: str) -> Job:
    """The job at this address.

    Raises:
        NotFound: there is none.
    """
    job = session.scalar(select(Job).where(Job.slug == slug))
    if job is None:
        raise NotFound
    return job


def counts_of(session: Session, job_id: int) -> dict[str, tuple[int, int]]:
    """(applications, qualified) by source, as HR recorded them."""
    rows = session.scalars(select(ApplicationCount).where(ApplicationCount.job_id == job_id))
    return {row.source: (row.applications, row.qualified) for row in rows}


def taken_slugs(session: Session) -> frozenset[str]:
    """Addresses in use."""
    return frozenset(session.scalars(select(Job.slug)))
