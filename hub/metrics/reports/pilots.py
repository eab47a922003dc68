"""The figures of one pilot."""

from __future__ import annotations

from sqlalchemy.orm import Session

from hub.counting.cells import PILOT_MONTH
from hub.metrics import disclosure, queries, wording
from hub.metrics.disclosure import Counted, DisclosedTable


def pilot_figures(session: Session, pilot_id: int) -> DisclosedTable | None:
    """A pilot's released months, the oldest first; None while it has none. One statement."""
    found = queries.cells(session, [PILOT_MONTH.name], key=str(pilot_id))
    if not found:
        return None
    months = sorted((window, value) for (_, _, window), value in found.items())
    figures = [
        disclosure.figure(Counted(month, "", value, lost=int(value is None)), PILOT_MONTH) for month, value in months
    ]
    return disclosure.series(("shares", figures), labels=[(month, wording.window(month)) for month, _ in months])
