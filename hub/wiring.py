"""Who reacts to whose events. Lower rooms announce; higher rooms are introduced to them here, once a process."""

from __future__ import annotations

from hub.core import events
from hub.kits.events import KitEnded, KitPublished
from hub.links import service as links


def subscribe_all() -> None:
    """Introduce the listeners. Safe to call again."""
    events.subscribe(KitPublished, links.on_kit_published)
    events.subscribe(KitEnded, links.on_kit_ended)
