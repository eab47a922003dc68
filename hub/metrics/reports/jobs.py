"""The figures of one job."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from hub.metrics import queries
from hub.metrics.disclosure import DisclosedTable
from hub.metrics.reports.parts import all_sources


def clicks_by_source_of_job(session: Session, kit_ids: Collection[int]) -> DisclosedTable:
    """Clicks that the job's kits brought, a row for each source. Two statements."""
    return all_sources(queries.published_clicks(session, kit_ids), queries.clicks_by_source(session, kit_ids))
