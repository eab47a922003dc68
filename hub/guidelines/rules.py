"""The pages of guidance there are, and where their first text comes from. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from hub.networks.rules import NETWORKS

LOCALES = ("da", "en")
DEFAULTS = Path(__file__).parent / "defaults"
CRISIS = "crisis"
FACTS = "facts"
MAX_BODY = 60_000
"""Longest text of a version, in characters; a policy that is longer is not read."""

_CHANNEL = "channel:"
_HEADING = re.compile(r"#\s+(?P<title>[^\n]+?)\s*#*\s*(?:\n|$)")


def channel_kind(network: str) -> str:
    """The kind under which the guide of a network is kept, such as `channel:linkedin`."""
    return f"{_CHANNEL}{network}"


def page_kinds() -> tuple[str, ...]:
    """Every page of guidance that can exist: a guide for each network, the fact sheet and the crisis plan."""
    return (*(channel_kind(rules.name.value) for rules in NETWORKS), FACTS, CRISIS)


def default_file(kind: str, locale: str) -> Path:
    """The file with the first text of a page of guidance; it need not exist."""
    name = f"channels/{kind.removeprefix(_CHANNEL)}.md" if kind.startswith(_CHANNEL) else f"{kind}.md"
    return DEFAULTS / locale / name


def page_kind(name: str) -> str | None:
    """The kind of a page by its name in an address: `facts`, `crisis` or a network's; None for any other."""
    kind = name if name in (FACTS, CRISIS) else channel_kind(name)
    return kind if kind in page_kinds() else None


def mark(bodies: Mapping[str, str]) -> str:
    """A short mark of a page's texts, which a form carries to tell later whether somebody else has changed them."""
    said = "\0".join(bodies.get(locale, "").replace("\r\n", "\n").strip() for locale in LOCALES)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def same_text(first: str, second: str) -> bool:
    """Whether two texts are alike but for line ends, which browsers rewrite, and blank edges."""
    return first.replace("\r\n", "\n").strip() == second.replace("\r\n", "\n").strip()


def split_title(body: str) -> tuple[str, str]:
    """The first heading of a Markdown text, and the text without it; an empty title when it begins with none.

    A page shows the title as its only `h1`, which the cleaned Markdown may not contain.
    """
    text = body.replace("\r\n", "\n").lstrip()
    found = _HEADING.match(text)
    return (found["title"], text[found.end() :].lstrip("\n")) if found else ("", text)
