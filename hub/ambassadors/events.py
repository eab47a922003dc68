"""What other rooms may want to know about taking part. Emitted by `ambassadors.service`, inside its transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PilotLeft:
    """The person is no longer in the pilot. Not sent when they leave the hub: the database's own keys do that."""

    person_id: int
    pilot_id: int
