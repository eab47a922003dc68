"""What a kit can be: categories, purposes, addresses, and the data that a form hands to the service."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l

Item = TypeVar("Item")
LOCALES = ("da", "en")
SLUG_LENGTH = 80
TITLE_LENGTH = 120
URL_LENGTH = 2000
LONG_TEXT = 5000
MAX_VARIANTS = 12
SHOWN_VARIANTS = 2
# `/desk/kits/new` is an address of its own: a kit by that name could never be opened at the desk.
RESERVED_SLUGS = frozenset({"new"})


class Category(StrEnum):
    """Kinds of content."""

    INFORMATION = "information"
    TOPICAL = "topical"
    BRANDING = "branding"
    RECRUITMENT = "recruitment"
    STORYTELLING = "storytelling"


class Purpose(StrEnum):
    """What a kit is to achieve: the five signposts of a public organisation's presence."""

    ACCESSIBLE = "accessible"
    DIALOGUE = "dialogue"
    CREDIBLE = "credible"
    SERVICES = "services"
    STAFF = "staff"


CATEGORY_LABELS: dict[str, Any] = {
    Category.INFORMATION: _l("Information"),
    Category.TOPICAL: _l("Topical"),
    Category.BRANDING: _l("Branding"),
    Category.RECRUITMENT: _l("Recruitment"),
    Category.STORYTELLING: _l("Story"),
}
PURPOSE_LABELS: dict[str, Any] = {
    Purpose.ACCESSIBLE: _l("Be easy to reach"),
    Purpose.DIALOGUE: _l("Invite dialogue"),
    Purpose.CREDIBLE: _l("Be credible"),
    Purpose.SERVICES: _l("Tell about our services"),
    Purpose.STAFF: _l("Show the people who work here"),
}


@dataclass(frozen=True)
class TextData:
    """A kit's texts in one language, as typed."""

    title: str
    why: str = ""
    dos: str = ""
    donts: str = ""
    facts: str = ""
    image_alt: str = ""


@dataclass(frozen=True)
class SuggestionData:
    """One suggested text. `position` counts from 0 within a language and network."""

    locale: str
    network: str
    position: int
    body: str
    subject: str = ""

    @property
    def field(self) -> str:
        """The name of its form field, such as `s-da-linkedin-0`."""
        return f"s-{self.locale}-{self.network}-{self.position}"


@dataclass(frozen=True)
class KitData:
    """Everything about a kit that the desk types. Danish text is always there; English is optional."""

    category: str
    theme_id: int
    target_url: str
    texts: dict[str, TextData]
    suggestions: tuple[SuggestionData, ...] = ()
    purpose: str = ""
    after_url: str = ""
    commercial: bool = False
    contact: str = ""
    contact_hours: str = ""
    ends_on: dt.date | None = None
    asset_id: int | None = None
    campaign_id: int | None = None


@dataclass(frozen=True)
class Page(Generic[Item]):
    """One page of a list. `number` counts from 1."""

    items: list[Item]
    number: int
    total: int
    size: int = field(default=12)

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def has_next(self) -> bool:
        return self.number < self.pages

    @property
    def has_previous(self) -> bool:
        return self.number > 1


_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ð": "d", "þ": "th", "ß": "ss", "ł": "l"})


def slugify(title: str) -> str:
    """A title as it stands in an address: lower case a-z, 0-9 and hyphens; never empty, at most 80 signs."""
    plain = unicodedata.normalize("NFC", title).casefold().translate(_DANISH)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return slug[:SLUG_LENGTH].strip("-") or "kit"


def free_slug(title: str, taken: Container[str]) -> str:
    """`slugify`, with a number behind it when the address is taken or reserved."""
    base = slugify(title)
    slug, number = base, 1
    while slug in taken or slug in RESERVED_SLUGS:
        number += 1
        tail = f"-{number}"
        slug = base[: SLUG_LENGTH - len(tail)].rstrip("-") + tail
    return slug


def lines(text: str) -> list[str]:
    """The non-empty lines of a list typed one a line, without the dashes that people put in front."""
    found = (line.strip().lstrip("-•*").strip() for line in text.splitlines())
    return [line for line in found if line]


def lix(text: str) -> int | None:
    """Readability by LIX (Björnsson 1968): words per sentence plus the percentage of words longer than six
    letters.

    None below 15 words, where the figure says nothing. Up to 35 is easy, above 45 hard.
    """
    words = re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", text)
    if len(words) < 15:
        return None
    sentences = max(1, len(re.findall(r"[^\W_][^.!?:\n]*(?:[.!?:\n]|$)", text)))
    long_words = sum(len(word) > 6 for word in words)
    return round(len(words) / sentences + 100 * long_words / len(words))


def site_root(url: str) -> str:
    """The front page of the site that an address belongs to."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}/"


def host_of(url: str) -> str:
    """The site's name as a network prints it under a card: without `www.`."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def same_page(one: str, other: str) -> bool:
    """Whether two addresses lead to the same page: scheme, `www.`, query, fragment and a last slash aside."""

    def key(url: str) -> tuple[str, int | None, str]:
        parts = urlsplit(url)
        return host_of(url), parts.port, parts.path.rstrip("/")

    return key(one) == key(other)
