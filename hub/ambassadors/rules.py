"""Pure rules of taking part: the name of the browser's cookie, and the themes an installation begins with."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from itertools import count


@dataclass(frozen=True)
class DefaultTheme:
    """A theme that a new installation begins with."""

    slug: str
    name_da: str
    name_en: str


DEFAULT_THEMES = (
    DefaultTheme("job-hos-os", "Job hos os", "Work with us"),
    DefaultTheme("saadan-arbejder-vi", "Sådan arbejder vi", "How we work"),
    DefaultTheme("nyt-til-borgerne", "Nyt til borgerne", "News for citizens"),
    DefaultTheme("klima-og-natur", "Klima og natur", "Climate and nature"),
    DefaultTheme("sundhed-og-omsorg", "Sundhed og omsorg", "Health and care"),
    DefaultTheme("boern-og-unge", "Børn og unge", "Children and young people"),
)


NAME_LIMIT = 80
"""Longest name of a theme, in characters."""
_SLUG_LIMIT = 60
_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def clean_name(name: str) -> str | None:
    """A theme's name without doubled spaces; None when it is empty, too long or cannot be printed."""
    clean = " ".join(name.split())
    return clean if clean and len(clean) <= NAME_LIMIT and clean.isprintable() else None


def theme_slug(name: str, taken: Container[str]) -> str:
    """The word by which the program knows a theme, made from its first Danish name and kept for good."""
    plain = unicodedata.normalize("NFC", name).casefold().translate(_DANISH)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    base = re.sub(r"[^a-z0-9]+", "-", plain)[: _SLUG_LIMIT - 6].strip("-") or "tema"
    numbers = (f"{base}-{number}" for number in count(2))
    return base if base not in taken else next(slug for slug in numbers if slug not in taken)


def flag_cookie_name(secret_key: str, person_id: int) -> str:
    """The name of the cookie in which this account's browser remembers "Delt ✓", such as `d3f0c1a2b4d5e`.

    It differs from account to account, so that the next user of a shared PC does not see it, and tells nothing
    to whoever does not hold the secret key. Set and clear it with path `/`.
    """
    digest = hmac.new(secret_key.encode(), f"flags:{person_id}".encode(), hashlib.sha256).hexdigest()
    return f"d{digest[:12]}"
