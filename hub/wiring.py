"""Who reacts to whose events. Lower rooms announce; higher rooms are introduced to them here, once a process."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from hub.ambassadors.events import PilotLeft
from hub.campaigns import queries as campaigns
from hub.core import events
from hub.kits import notes
from hub.kits.events import KitEnded, KitPublished
from hub.links import service as links
from hub.pilots import service as pilots
from hub.recruitment import queries as recruitment
from hub.sources import subjects

MOST_CAMPAIGNS = 200
"""Campaigns that a form of costs offers."""


def subscribe_all() -> None:
    """Introduce the listeners. Safe to call again."""
    events.subscribe(KitPublished, links.on_kit_published)
    events.subscribe(KitEnded, links.on_kit_ended)
    events.subscribe(PilotLeft, pilots.on_pilot_left)
    subjects.campaigns_come_from(_campaigns)
    links.parameters_come_from(recruitment.parameters_of_kit)
    notes.notes_come_from(recruitment.note_for_desk)


def _campaigns(session: Session) -> Sequence[subjects.Named]:
    return [(each.id, each.slug, each.title) for each in campaigns.campaigns(session, size=MOST_CAMPAIGNS).items]
