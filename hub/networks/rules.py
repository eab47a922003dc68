"""The networks as one table: every limit, way of sharing and address, each with its source and date.

Networks change their rules without notice. When one does, change its row here and nothing else: the pages,
the browser's counter and the checks of suggestions all read this table.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from hub.core.errors import Invalid


class Network(StrEnum):
    """The stable names that stand in addresses, link codes and tables."""

    LINKEDIN = "linkedin"
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    X = "x"
    BLUESKY = "bluesky"
    THREADS = "threads"
    MASTODON = "mastodon"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    TEAMS = "teams"
    OTHER = "other"


class Counting(StrEnum):
    """How a network measures a text. `text.length` and `static/js/counting.js` implement each."""

    UTF16 = "utf16"
    X_WEIGHTED = "x_weighted"
    GRAPHEMES_AND_BYTES = "graphemes_and_bytes"
    GRAPHEMES_URL_23 = "graphemes_url_23"
    EMOJI_AS_BYTES = "emoji_as_bytes"
    PERCENT_ENCODED = "percent_encoded"


class Way(StrEnum):
    """What happens when a person presses the share button."""

    COPY_AND_OPEN = "copy_and_open"
    PREFILLED = "prefilled"
    CAPTION_AND_IMAGE = "caption_and_image"
    SYSTEM_SHEET = "system_sheet"


class LinkPlace(StrEnum):
    """Where the tracking link travels. Only IN_TEXT and APPENDED take room in the text."""

    OWN = "own"  # a parameter of its own, shown as a card beside the text
    APPENDED = "appended"  # a parameter of its own, which the network puts at the end of the text
    IN_TEXT = "in_text"  # we write it at the end of the text
    NONE = "none"  # links in the text cannot be followed on this network


@dataclass(frozen=True, slots=True)
class ImageSpec:
    """The picture that looks best: pixels, and the largest file in bytes that is known to be accepted."""

    width: int
    height: int
    max_bytes: int


@dataclass(frozen=True, slots=True)
class NetworkRules:
    """Everything the hub knows about one network.

    `limit` is in the unit of `counting`, None where the network publishes none. `folds` are the numbers of
    characters after which "see more" hides the rest, the longest first. `strict` says that the network
    refuses a longer text, so that the page must not lead there. `borrows_from` names whose suggestions a
    network shows when it takes none of its own.
    """

    name: Network
    label: str | LazyString
    limit: int | None
    counting: Counting
    way: Way
    link: LinkPlace
    intent: str | None
    utm_source: str
    source: str
    byte_limit: int | None = None
    folds: tuple[int, ...] = ()
    hashtag_limit: int | None = None
    alt_limit: int | None = None
    image: ImageSpec | None = None
    strict: bool = False
    takes_suggestions: bool = True
    borrows_from: Network | None = None
    picker: str | None = None

    @property
    def needs_instance(self) -> bool:
        """Whether the address depends on the server where the person has an account (Mastodon)."""
        return self.intent is not None and "{instance}" in self.intent

    def spec(self) -> dict[str, str | int | bool | None]:
        """The part of the row that the browser needs to count and to open, as plain values for JSON."""
        return {
            "name": self.name.value,
            "counting": self.counting.value,
            "limit": self.limit,
            "byteLimit": self.byte_limit,
            "hashtagLimit": self.hashtag_limit,
            "fold": self.folds[-1] if self.folds else None,
            "link": self.link.value,
            "way": self.way.value,
            "intent": self.intent,
            "picker": self.picker,
            "strict": self.strict,
        }

    def spec_json(self) -> str:
        """`spec` as JSON for the attribute `data-spec` of the compose form (the template escapes it)."""
        return json.dumps(self.spec(), separators=(",", ":"))


_CARD: Final = ImageSpec(1200, 630, 300_000)

NETWORKS: Final[tuple[NetworkRules, ...]] = (
    NetworkRules(
        name=Network.LINKEDIN,
        label="LinkedIn",
        limit=3_000,
        counting=Counting.UTF16,
        folds=(210, 200),
        way=Way.COPY_AND_OPEN,
        link=LinkPlace.OWN,
        intent="https://www.linkedin.com/sharing/share-offsite/?url={url}",
        image=_CARD,
        alt_limit=4_086,
        utm_source="linkedin",
        source="LinkedIn share plugin documentation: address only; limits from help pages. 2026-11-21",
    ),
    NetworkRules(
        name=Network.FACEBOOK,
        label="Facebook",
        limit=63_206,
        counting=Counting.UTF16,
        folds=(477, 125),
        way=Way.COPY_AND_OPEN,
        link=LinkPlace.OWN,
        intent="https://www.facebook.com/sharer/sharer.php?u={url}",
        image=_CARD,
        utm_source="facebook",
        source="Meta platform terms forbid prefilled text; limits from secondary sources. 2026-11-21",
    ),
    NetworkRules(
        name=Network.INSTAGRAM,
        label="Instagram",
        limit=2_200,
        counting=Counting.UTF16,
        folds=(125,),
        hashtag_limit=5,
        way=Way.CAPTION_AND_IMAGE,
        link=LinkPlace.NONE,
        intent=None,
        image=ImageSpec(1080, 1350, 8_000_000),
        alt_limit=1_000,
        utm_source="instagram",
        source="No share address exists; five hashtags since December 2025 (secondary sources). 2026-11-21",
    ),
    NetworkRules(
        name=Network.X,
        label="X",
        limit=280,
        counting=Counting.X_WEIGHTED,
        way=Way.PREFILLED,
        link=LinkPlace.APPENDED,
        intent="https://x.com/intent/post?text={text}&url={url}",
        image=ImageSpec(1200, 675, 5_000_000),
        alt_limit=1_000,
        strict=True,
        utm_source="x",
        source="X web intent, counting characters; twitter-text configuration v3. 2026-11-21",
    ),
    NetworkRules(
        name=Network.BLUESKY,
        label="Bluesky",
        limit=300,
        byte_limit=3_000,
        counting=Counting.GRAPHEMES_AND_BYTES,
        way=Way.PREFILLED,
        link=LinkPlace.IN_TEXT,
        intent="https://bsky.app/intent/compose?text={text}",
        image=_CARD,
        strict=True,
        utm_source="bluesky",
        source="AT Protocol lexicon app.bsky.feed.post; Bluesky action intent links. 2026-11-21",
    ),
    NetworkRules(
        name=Network.THREADS,
        label="Threads",
        limit=500,
        counting=Counting.EMOJI_AS_BYTES,
        way=Way.PREFILLED,
        link=LinkPlace.OWN,
        intent="https://www.threads.com/intent/post?text={text}&url={url}",
        image=_CARD,
        strict=True,
        utm_source="threads",
        source="Meta, Threads web intents (the link is an attachment) and text posts. 2026-11-21",
    ),
    NetworkRules(
        name=Network.MASTODON,
        label="Mastodon",
        limit=500,
        counting=Counting.GRAPHEMES_URL_23,
        way=Way.PREFILLED,
        link=LinkPlace.IN_TEXT,
        intent="https://{instance}/share?text={text}",
        picker="https://share.joinmastodon.org/#text={text}",
        image=_CARD,
        alt_limit=1_500,
        strict=True,
        takes_suggestions=False,
        borrows_from=Network.BLUESKY,
        utm_source="mastodon",
        source="Mastodon source, StatusLengthValidator and /share; an instance may allow more. 2026-11-21",
    ),
    NetworkRules(
        name=Network.WHATSAPP,
        label="WhatsApp",
        limit=65_536,
        counting=Counting.UTF16,
        way=Way.PREFILLED,
        link=LinkPlace.IN_TEXT,
        intent="https://wa.me/?text={text}",
        image=_CARD,
        takes_suggestions=False,
        borrows_from=Network.FACEBOOK,
        utm_source="whatsapp",
        source="WhatsApp click to chat, without a number; limit from secondary sources. 2026-11-21",
    ),
    NetworkRules(
        name=Network.EMAIL,
        label=_l("E-mail"),
        limit=1_900,
        counting=Counting.PERCENT_ENCODED,
        way=Way.PREFILLED,
        link=LinkPlace.IN_TEXT,
        intent="mailto:?subject={subject}&body={text}",
        utm_source="email",
        source="RFC 6068; mail programs cut addresses at about 2,000 characters. 2026-11-21",
    ),
    NetworkRules(
        name=Network.TEAMS,
        label="Teams",
        limit=None,
        counting=Counting.UTF16,
        way=Way.PREFILLED,
        link=LinkPlace.OWN,
        intent="https://teams.microsoft.com/share?href={url}&msgText={text}",
        image=_CARD,
        takes_suggestions=False,
        borrows_from=Network.LINKEDIN,
        utm_source="teams",
        source="Microsoft, share to Teams from web apps: desktop Edge and Chrome, no guests. 2026-11-21",
    ),
    NetworkRules(
        name=Network.OTHER,
        label=_l("Any app"),
        limit=None,
        counting=Counting.UTF16,
        way=Way.SYSTEM_SHEET,
        link=LinkPlace.OWN,
        intent=None,
        image=_CARD,
        takes_suggestions=False,
        borrows_from=Network.FACEBOOK,
        utm_source="other",
        source="W3C Web Share API; the chosen app decides. 2026-11-21",
    ),
)

_BY_NAME: Final[dict[str, NetworkRules]] = {rules.name.value: rules for rules in NETWORKS}

WITH_SUGGESTIONS: Final[tuple[Network, ...]] = tuple(rules.name for rules in NETWORKS if rules.takes_suggestions)


def get(name: str) -> NetworkRules:
    """The row of a network by its name, as it stands in addresses and forms.

    Raises `core.errors.Invalid` for field "network" on a name that is not in the table.
    """
    try:
        return _BY_NAME[name]
    except (KeyError, TypeError):
        raise Invalid("network", _l("Delfrit does not know that network.")) from None
