"""Rules of keys and of requests. Pure."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass

NAME_LIMIT = 80
MOST_DAYS = 730
"""A key works for two years at most: one that nobody remembers must not work for ever."""
USUAL_DAYS = 365
MINUTE = 60
"""Seconds."""
PER_MINUTE = 300
"""So often a key may ask."""
MOST_ROWS = 500
USUAL_ROWS = 100
MOST_PAGES = 100_000
LANGUAGES = ("da", "en")
_KEY = re.compile(r"delfrit_[A-Za-z0-9_-]{43}")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


def new_key() -> str:
    """A key of 256 random bits. The word in front lets scanners of code find one that was published by mistake."""
    return f"delfrit_{secrets.token_urlsafe(32)}"


def digest(key: str) -> str:
    """What is kept of a key. It is 256 random bits, so it needs no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()


def key_of(header: str) -> str | None:
    """The key in an `Authorization` header; None when there is none that could be one."""
    scheme, _, key = header.partition(" ")
    return key if scheme.lower() == "bearer" and _KEY.fullmatch(key) else None


@dataclass(frozen=True)
class Wanted:
    """What a request asks for."""

    window: str | None
    page: int
    size: int
    language: str


@dataclass(frozen=True)
class Problem:
    """A parameter that is not understood."""

    parameter: str
    reason: str


def wanted(given: Sequence[tuple[str, str]], windows: Collection[str] | None) -> Wanted | Problem:
    """Read the parameters of a request. `windows` are those that can be asked for; None where rows have no window.

    There are four parameters and no more: an unknown one, or one given twice, is refused rather than passed over.
    """
    found: dict[str, str] = {}
    known = {"page", "page_size", "lang"} | ({"window"} if windows else set())
    for name, value in given:
        if name not in known:
            return Problem(name[:40], f"There is no such parameter. Known: {', '.join(sorted(known))}.")
        if name in found:
            return Problem(name, "Give it once.")
        found[name] = value
    if windows and "window" in found and found["window"] not in windows:
        return Problem("window", f"Not a released window. The newest is {max(windows)}.")
    if found.get("lang", LANGUAGES[0]) not in LANGUAGES:
        return Problem("lang", "da or en.")
    for name, most in (("page", MOST_PAGES), ("page_size", MOST_ROWS)):
        if name in found and not (_NUMBER.fullmatch(found[name]) and int(found[name]) <= most):
            return Problem(name, f"A whole number from 1 to {most}.")
    return Wanted(
        window=found.get("window"),
        page=int(found.get("page", 1)),
        size=int(found.get("page_size", USUAL_ROWS)),
        language=found.get("lang", LANGUAGES[0]),
    )
