"""What a room above has to say about a kit to whoever writes it, such as where else its job is to be posted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from hub.kits.models import Kit

_writers: list[Callable[[Session, int], Any]] = []


def notes_come_from(write: Callable[[Session, int], Any]) -> None:
    """Ask this for a translated sentence about the kit of a job, by the job's id; None for nothing to say."""
    _writers[:] = [write]


def notes_of(session: Session, kit: Kit | None) -> list[Any]:
    """The sentences for the form and the page of a kit; none of a kit without a job."""
    if kit is None or kit.job_id is None:
        return []
    return [note for write in _writers if (note := write(session, kit.job_id)) is not None]
