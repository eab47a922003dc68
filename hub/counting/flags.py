"""The value of the one cookie in which a browser remembers what it has already added to. Pure.

The cookie belongs to the browser: it is read to decide whether to add, and is never stored, logged or
reported.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date

from hub.counting.cells import FAMILIES, KIT_WEEK, FlagScope, flag_stem
from hub.counting.windows import window_for

MAX_BYTES = 2048
"""The longest cookie value the hub sets or reads."""

_SEPARATOR = "."
_FLAG = re.compile(r"[a-z][A-Za-z0-9_-]{1,68}")


def unpack(value: str) -> frozenset[str]:
    """The flags in a cookie value. The value comes from outside: what is not a flag is passed over."""
    if len(value) > MAX_BYTES:
        return frozenset()
    return frozenset(flag for flag in value.split(_SEPARATOR) if _FLAG.fullmatch(flag))


def prune(flags: Iterable[str], live_kits: Collection[str | int], local_date: date) -> frozenset[str]:
    """Only the flags that still matter: those of live kits and of the windows that hold ``local_date``."""
    kits = {f"{KIT_WEEK.flag_letter}{kit}" for kit in live_kits}
    whole, stems = set(), []
    for family in FAMILIES:
        window = window_for(family.window, local_date)
        if family.flag_scope is FlagScope.WINDOW:
            whole.add(flag_stem(family, window))
        elif family.flag_scope is FlagScope.WINDOW_AND_KEY:
            stems.append(f"{flag_stem(family, window)}-")
    return frozenset(flag for flag in flags if flag in kits or flag in whole or flag.startswith(tuple(stems)))


def pack(flags: Iterable[str]) -> str:
    """The cookie value for the flags, at most :data:`MAX_BYTES` long and safe in a cookie without quoting.

    The flags are sorted, so that the value does not tell in which order a person shared. When they do not
    all fit, the flags of windows stay, because they bound what one person adds, and after them the newest
    kits.
    """
    kept: list[str] = []
    room = MAX_BYTES + len(_SEPARATOR)
    for flag in sorted(set(flags), key=_importance):
        room -= len(flag) + len(_SEPARATOR)
        if room < 0:
            break
        kept.append(flag)
    return _SEPARATOR.join(sorted(kept))


def _importance(flag: str) -> tuple[bool, int, str]:
    """Sort key: window flags first, then kits by falling number."""
    number = flag[1:]
    is_kit = flag.startswith(KIT_WEEK.flag_letter)
    return is_kit, -int(number) if is_kit and number.isascii() and number.isdigit() else 0, flag
