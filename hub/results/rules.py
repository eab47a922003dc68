"""Pure rules of letters and screens."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from hub.core.charts import Point

SCREEN_NAME_LIMIT = 80
SECONDS_A_PICTURE = 30
"""How long a screen shows one picture before it asks for the next."""
MAIL_WITHIN_DAYS = 14
"""A letter that is older than this is on its page, and is not mailed any more."""
_MONTH = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])")


def is_month(key: str) -> bool:
    """Whether this is the key of a month, such as 2026-10."""
    return _MONTH.fullmatch(key) is not None


def digest(token: str) -> str:
    """What is kept of a screen's secret. The secret is 256 random bits, so it needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Bar:
    """One week of the drawing: a value with its margin, or in `note` why there is none."""

    label: str
    value: int | None
    margin: int | None
    note: str | None


@dataclass(frozen=True)
class Lesson:
    """Something that worked, or did not, and where that was found."""

    text: str
    campaign: str
    slug: str


@dataclass(frozen=True)
class Letter:
    """A month's letter in one language. Every figure in it is what a page may show, in words already.

    `figures` are (what, figure, what it is about); `networks` and `sources` rows under their heads; `kits` and
    `planned` (title, slug, what is said of it).
    """

    month: str
    label: str
    written: str
    summary: tuple[str, ...]
    figures: tuple[tuple[str, str, str], ...]
    weeks: tuple[Bar, ...]
    networks: tuple[tuple[str, ...], ...]
    network_heads: tuple[str, ...]
    sources: tuple[tuple[str, ...], ...]
    source_heads: tuple[str, ...]
    kits: tuple[tuple[str, str, str], ...]
    worked: tuple[Lesson, ...]
    failed: tuple[Lesson, ...]
    planned: tuple[tuple[str, str, str], ...]

    @property
    def points(self) -> list[Point]:
        """The weeks as bars of a chart."""
        return [Point(bar.label, bar.value, bar.margin, note=bar.note) for bar in self.weeks]


def to_json(by_language: dict[str, Letter]) -> str:
    """The letter as it is kept."""
    return json.dumps({locale: asdict(each) for locale, each in by_language.items()}, ensure_ascii=False)


def from_json(content: str, locale: str) -> Letter:
    """The letter in one language."""
    kept = json.loads(content)[locale]
    return Letter(
        month=kept["month"],
        label=kept["label"],
        written=kept["written"],
        summary=tuple(kept["summary"]),
        figures=_three(kept["figures"]),
        weeks=tuple(Bar(**bar) for bar in kept["weeks"]),
        networks=tuple(tuple(row) for row in kept["networks"]),
        network_heads=tuple(kept["network_heads"]),
        sources=tuple(tuple(row) for row in kept["sources"]),
        source_heads=tuple(kept["source_heads"]),
        kits=_three(kept["kits"]),
        worked=tuple(Lesson(**lesson) for lesson in kept["worked"]),
        failed=tuple(Lesson(**lesson) for lesson in kept["failed"]),
        planned=_three(kept["planned"]),
    )


def _three(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, str, str], ...]:
    return tuple((first, second, third) for first, second, third in rows)
