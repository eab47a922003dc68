"""What other rooms may want to know about a kit. Emitted by `kits.service`, inside its transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KitPublished:
    """The kit is live. Sent again when a live kit's target changes: handlers must bear a repetition."""

    kit_id: int


@dataclass(frozen=True)
class KitEnded:
    """The kit can no longer be shared, and its links lead to `location`. Sent again when an ended kit is
    withdrawn.
    """

    kit_id: int
    location: str
