"""Ends the kits whose last day has passed. Safe to run twice: an ended kit is not due."""

from __future__ import annotations

from hub.core import clock, db
from hub.kits import service
from worker.context import job_context


def run() -> None:
    """End what is due today, in the organisation's own days."""
    with job_context() as context:
        service.end_due(context.session, clock.local_today())
        db.commit(context.session)
