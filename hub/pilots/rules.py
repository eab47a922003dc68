"""Rules of pilots: addresses, periods, and what a pilot of a given size will see."""

from __future__ import annotations

import datetime as dt
import secrets

from hub.counting.cells import MIN_PILOT

INVITE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def invite_code() -> str:
    """A code for the invitation link; nobody can guess it."""
    return "".join(secrets.choice(INVITE_ALPHABET) for _ in range(12))


def is_running(starts_on: dt.date, ends_on: dt.date, today: dt.date) -> bool:
    """Whether the pilot runs on this day, first and last day included."""
    return starts_on <= today <= ends_on


def has_figures(members: int) -> bool:
    """Whether a pilot is large enough for figures of its own."""
    return members >= MIN_PILOT
