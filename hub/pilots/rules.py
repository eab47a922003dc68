"""Rules of pilots: addresses, periods, what a check-in asks, and what a pilot can be decided to become."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from hub.counting.cells import MIN_PILOT

INVITE_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
QUESTION_LENGTH = 1000


class Decision(StrEnum):
    """What becomes of a pilot."""

    GO_ON = "go_on"
    CHANGE = "change"
    STOP = "stop"


DECISIONS: dict[Decision, LazyString] = {
    Decision.GO_ON: _l("Carry on"),
    Decision.CHANGE: _l("Change"),
    Decision.STOP: _l("Stop"),
}


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen."""

    key: str
    label: LazyString


@dataclass(frozen=True)
class Asked:
    """One question of the weekly check-in, in words. Its keys are those of `counting.scales.CHECK_IN`."""

    key: str
    text: LazyString
    options: tuple[Option, ...]


ASKED: tuple[Asked, ...] = (
    Asked(
        "find",
        _l("How easy was it this week to find something to share?"),
        (Option("easy", _l("Easy")), Option("middling", _l("So-so")), Option("hard", _l("Hard"))),
    ),
    Asked(
        "free",
        _l("Did it feel voluntary?"),
        (Option("yes", _l("Yes")), Option("mostly", _l("Mostly")), Option("no", _l("No"))),
    ),
    Asked(
        "time",
        _l("How much working time did the pilot take this week?"),
        (
            Option("0", _l("Under half an hour")),
            Option("30", _l("Half an hour to an hour")),
            Option("60", _l("1–2 hours")),
            Option("120", _l("Over 2 hours")),
        ),
    ),
)

MINUTES: dict[str, tuple[int, int]] = {"0": (0, 30), "30": (30, 60), "60": (60, 120), "120": (120, 240)}
"""Fewest and most minutes behind each answer about time. The last band is open; four hours are taken as its end."""


def invite_code() -> str:
    """A code for the invitation link; nobody can guess it."""
    return "".join(secrets.choice(INVITE_ALPHABET) for _ in range(12))


def is_running(starts_on: dt.date, ends_on: dt.date, today: dt.date) -> bool:
    """Whether the pilot runs on this day, first and last day included."""
    return starts_on <= today <= ends_on


def has_figures(members: int) -> bool:
    """Whether a pilot is large enough for figures of its own."""
    return members >= MIN_PILOT
