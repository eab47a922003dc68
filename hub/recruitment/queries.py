"""Reading jobs and how many applied."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core.errors import NotFound
from hub.kits import queries as kits
from hub.kits.models import Kit
from hub.kits.workflow import KitState
from hub.recruitment.models import ApplicationCount, Job

OPEN = (KitState.DRAFT, KitState.IN_REVIEW, KitState.LIVE)


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


def open_kits(session: Session, job_id: int) -> list[Kit]:
    """The job's kits that are live or on their way there, the newest first."""
    return [kit for kit in kits.kits_of_job(session, job_id) if kit.state in OPEN]


def taken_slugs(session: Session) -> frozenset[str]:
    """Addresses in use."""
    return frozenset(session.scalars(select(Job.slug)))
