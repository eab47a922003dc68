"""Jobs for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy.orm import Session

from hub.recruitment.models import ApplicationCount, Job
from hub.recruitment.rules import Source


def make_job(
    session: Session,
    title: str = "Sygeplejerske til Sundhedshuset",
    *,
    counts: dict[Source, tuple[int, int]] | None = None,
    **values: Any,
) -> Job:
    """An open job, with (applications, qualified) by source."""
    job = Job(
        **{
            "slug": f"job-{session.query(Job).count() + 1}",
            "title": title,
            "profession": "Sygeplejerske",
            "place": "Fjordby",
            "deadline": dt.date(2099, 1, 31),
            "apply_url": "https://www.fjordby.example/job/7",
            **values,
        }
    )
    job.counts = [
        ApplicationCount(source=source.value, applications=applications, qualified=qualified)
        for source, (applications, qualified) in (counts or {}).items()
    ]
    session.add(job)
    session.flush()
    return job
