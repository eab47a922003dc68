"""What a screen on a wall shows: released figures, what can be shared, and what was learned. One picture at a time."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from hub.campaigns import queries as campaigns
from hub.campaigns.rules import Kind
from hub.core import i18n
from hub.kits import queries as kits
from hub.metrics import reports

KITS = 4
LESSONS = 2


class Picture(StrEnum):
    """The pictures, in their order."""

    FIGURES = "figures"
    WEEKS = "weeks"
    KITS = "kits"
    LESSONS = "lessons"


def following(picture: Picture) -> Picture:
    """The picture that comes next."""
    order = list(Picture)
    return order[(order.index(picture) + 1) % len(order)]


def content(session: Session, picture: Picture) -> dict[str, Any]:
    """What the picture needs: figures for the first two, words for the others."""
    if picture is Picture.KITS:
        return {"kits": [kit.text(i18n.locale()).title for kit in kits.live_kits(session, size=KITS).items]}
    if picture is Picture.LESSONS:
        found = campaigns.newest_lessons(session, LESSONS)
        return {"worked": found[Kind.WORKED], "failed": found[Kind.FAILED]}
    made_up = reports.results(session)
    return {"results": made_up, "next_release": reports.next_release(made_up.released_on if made_up else None)}
