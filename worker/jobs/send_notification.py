"""Job: tell the people concerned what happened to a kit."""

from __future__ import annotations

from hub.notifications import service
from worker.context import job_context


def run(kit_id: int, event: str) -> None:
    """Mail approvers (`submitted`) or the author (`published`)."""
    with job_context() as ctx:
        service.notify_kit(ctx, kit_id, event)
