"""The exports that are known, as tables: which column means what, and which files only look like them. Pure.

Sources (2026-11-21): LinkedIn page "Content" (.xls, sheet "All posts", headers in line 2) and single post (two columns
of names and values); X "Content" (CSV); Meta Business Suite "Content" (CSV). X and Meta translate their headers.
English ones are as documented; Danish and Swedish ones are those met or expected, and a header that is not
here is mapped once by the person who has the file, and remembered.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from hub.networks.rules import Network
from hub.reach.rules import Field

Columns = Mapping[Field, tuple[str, ...]]


class Shape(StrEnum):
    """How a file is laid out."""

    TABLE = "table"
    PAIRS = "pairs"


@dataclass(frozen=True)
class Format:
    """One kind of export. `network` is None where each post's link says it.

    `columns` are the header's words for each field, the preferred first. The file is of this kind when it has a column
    for each field in `needs`, and one of the words in `marks`.
    """

    key: str
    label: str | LazyString
    network: Network | None
    columns: Columns
    needs: tuple[Field, ...]
    marks: frozenset[str]
    shape: Shape = Shape.TABLE
    sheet: str | None = None
    header_line: int = 1
    period: tuple[str, ...] = ()


LINKEDIN_PAGE: Final = Format(
    key="linkedin_page",
    label=_l("LinkedIn page, all posts"),
    network=Network.LINKEDIN,
    columns={
        Field.LINK: ("post link",),
        Field.TITLE: ("post title",),
        Field.DAY: ("created date",),
        Field.IMPRESSIONS: ("impressions",),
        Field.CLICKS: ("clicks",),
        Field.REACTIONS: ("likes", "reactions"),
        Field.COMMENTS: ("comments",),
        Field.REPOSTS: ("reposts",),
        Field.FOLLOWERS: ("follows",),
    },
    needs=(Field.LINK, Field.DAY, Field.IMPRESSIONS),
    marks=frozenset({"post title", "posted by", "content type"}),
    sheet="All posts",
    header_line=2,
)
LINKEDIN_POST: Final = Format(
    key="linkedin_post",
    label=_l("LinkedIn, a single post"),
    network=Network.LINKEDIN,
    columns={
        Field.LINK: ("post url",),
        Field.DAY: ("post date",),
        Field.IMPRESSIONS: ("impressions",),
        Field.REACH: ("members reached",),
        Field.CLICKS: ("link engagements",),
        Field.REACTIONS: ("reactions",),
        Field.COMMENTS: ("comments",),
        Field.REPOSTS: ("reposts",),
    },
    needs=(Field.LINK, Field.DAY),
    marks=frozenset({"impressions", "members reached"}),
    shape=Shape.PAIRS,
)
X_POSTS: Final = Format(
    key="x",
    label=_l("X, all posts"),
    network=Network.X,
    columns={
        Field.ID: ("post id", "opslags-id", "indlægs-id", "inläggs-id"),
        Field.LINK: (
            "post link",
            "link til opslag",
            "opslagslink",
            "link til indlæg",
            "inläggslänk",
            "länk till inlägg",
        ),
        Field.TITLE: ("post text", "opslagstekst", "indlægstekst", "inläggstext"),
        Field.DAY: ("date", "dato", "datum"),
        Field.IMPRESSIONS: ("impressions", "visninger", "eksponeringer", "visningar", "exponeringar"),
        Field.CLICKS: ("url clicks", "klik på url", "url-klik", "klik på url-adresse", "url-klick", "klick på url"),
        Field.REACTIONS: ("likes", "synes godt om", "gilla-markeringar", "gillanden"),
        Field.COMMENTS: ("replies", "svar"),
        Field.REPOSTS: ("reposts", "genopslag", "reposter", "återpubliceringar"),
        Field.FOLLOWERS: ("new follows", "nye følgere", "nya följare"),
    },
    needs=(Field.ID, Field.LINK, Field.DAY, Field.IMPRESSIONS),
    marks=frozenset(
        {"hashtag clicks", "permalink clicks", "detail expands", "profile visits", "engagements", "bookmarks"}
        | {"hashtag-klik", "profilbesøg", "bogmærker", "hashtagklick", "profilbesök", "bokmärken", "engagementer"}
    ),
)
META_POSTS: Final = Format(
    key="meta",
    label=_l("Facebook or Instagram, per post"),
    network=None,
    columns={
        Field.ID: ("post id", "opslags-id", "post-id", "opslagets id", "inläggs-id"),
        Field.LINK: ("permalink", "permanent link", "permalænke", "permalänk", "permanent länk"),
        Field.TITLE: ("title", "description", "titel", "beskrivelse", "rubrik", "beskrivning"),
        Field.DAY: ("publish time", "udgivelsestidspunkt", "tidspunkt for opslag", "tidspunkt for udgivelse",
                    "publiceringstid", "publiceringstidpunkt"),
        Field.IMPRESSIONS: ("views", "impressions", "visninger", "eksponeringer", "visningar", "exponeringar"),
        Field.REACH: ("reach", "rækkevidde", "räckvidd"),
        Field.CLICKS: ("link clicks", "total clicks", "klik på link", "linkklik", "klik i alt", "samlet antal klik",
                       "länkklick", "klick på länk", "totalt antal klick"),
        Field.REACTIONS: ("reactions", "likes", "reaktioner", "synes godt om", "gilla-markeringar"),
        Field.COMMENTS: ("comments", "kommentarer"),
        Field.REPOSTS: ("shares", "delinger", "delningar"),
        Field.FOLLOWERS: ("follows", "nye følgere", "følgere", "nya följare"),
    },
    needs=(Field.ID, Field.LINK, Field.DAY),
    marks=frozenset(
        {"page id", "page name", "account id", "account username", "post type", "side-id", "sidenavn", "sidens navn"}
        | {"konto-id", "opslagstype", "sid-id", "sidnamn", "sidans namn", "inläggstyp"}
    ),
    period=("date", "dato", "datum"),
)  # fmt: skip

FORMATS: Final = (LINKEDIN_PAGE, META_POSTS, X_POSTS, LINKEDIN_POST)
FORMATS_BY_KEY: Final[Mapping[str, Format]] = {each.key: each for each in FORMATS}
OWN_MAPPING: Final = "mapped"

PEOPLE: Final = frozenset(
    {
        "posted by", "author", "created by", "published by", "commenter", "comment author", "user", "username", "name",
        "account username", "opslået af", "forfatter", "oprettet af", "udgivet af", "brugernavn", "navn",
        "publicerad av", "författare", "skapad av", "användarnamn", "namn",
    }
)  # fmt: skip
"""Columns that name somebody. They are dropped before anything is kept, also for the moment of a dry run."""

HOSTS: Final[Mapping[str, Network]] = {
    "linkedin.com": Network.LINKEDIN,
    "lnkd.in": Network.LINKEDIN,
    "facebook.com": Network.FACEBOOK,
    "fb.com": Network.FACEBOOK,
    "fb.watch": Network.FACEBOOK,
    "instagram.com": Network.INSTAGRAM,
    "x.com": Network.X,
    "twitter.com": Network.X,
    "threads.com": Network.THREADS,
    "threads.net": Network.THREADS,
    "bsky.app": Network.BLUESKY,
}
OFFICIAL_NETWORKS: Final = (
    Network.LINKEDIN, Network.FACEBOOK, Network.INSTAGRAM, Network.X, Network.BLUESKY, Network.THREADS,
    Network.MASTODON, Network.OTHER,
)  # fmt: skip

_PER_DAY: Final = _l(
    "This file has a line for each day and not for each post. Choose the export with one line per post, "
    "and a period that covers the posts’ whole life."
)
_ADVERTS: Final = _l("This is an export of advertisements. What they cost and bring belongs with the paid source.")
_ADVERT_WORDS: Final = (
    "amount spent", "ad set name", "ad name", "beløb brugt", "annoncesætnavn", "spenderat belopp", "annonsuppsättning",
)  # fmt: skip
_DAY_WORDS: Final = frozenset({"date", "dato", "datum", "dag", "day"})
_FIGURE_WORDS: Final = (
    "impressions", "eksponeringer", "exponeringar", "visninger", "visningar", "views", "reach", "rækkevidde",
    "räckvidd", "followers", "følgere", "följare", "engagements",
)  # fmt: skip


def normal(word: str) -> str:
    """A header's word as it is compared: small letters, single spaces, no closing punctuation."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", word)).strip(" .:*\ufeff").casefold()


def signature(header: Sequence[str]) -> str:
    """What a saved mapping is found by: the same for the same columns in the same order."""
    return hashlib.sha256("\x1f".join(normal(word) for word in header).encode()).hexdigest()


def places_of(columns: Columns, header: Sequence[str]) -> dict[Field, tuple[int, ...]]:
    """Where each field stands, the preferred column first; fields without a column are left out."""
    words = [normal(word) for word in header]
    found = {field: tuple(words.index(name) for name in names if name in words) for field, names in columns.items()}
    return {field: places for field, places in found.items() if places}


def recognise(header: Sequence[str]) -> Format | None:
    """The kind of export a table is, by its header; None when nobody knows it."""
    words = {normal(word) for word in header}
    for each in FORMATS:
        needed = all(words.intersection(each.columns[field]) for field in each.needs)
        if each.shape is Shape.TABLE and needed and words & each.marks:
            return each
    return None


def is_single_post(names: Sequence[str]) -> bool:
    """Whether names in a first column are those of LinkedIn's export of one post."""
    words = {normal(name) for name in names}
    return all(words.intersection(LINKEDIN_POST.columns[field]) for field in LINKEDIN_POST.needs) and bool(
        words & LINKEDIN_POST.marks
    )


def look_alike(header: Sequence[str]) -> LazyString | None:
    """Why a table that nobody knows cannot be one of posts; None when it may be."""
    words = [normal(word) for word in header]
    if any(word.startswith(_ADVERT_WORDS) for word in words):
        return _ADVERTS
    names_a_post = any(
        word in names for word in words for each in FORMATS for field, names in each.columns.items()
        if field in (Field.LINK, Field.ID)
    )  # fmt: skip
    figures = any(word.startswith(figure) or f" {figure}" in word for word in words for figure in _FIGURE_WORDS)
    return _PER_DAY if not names_a_post and figures and _DAY_WORDS.intersection(words) else None


def per_day() -> LazyString:
    """What is said of a file with a line for each day."""
    return _PER_DAY


def guess(header: Sequence[str]) -> dict[Field, int]:
    """A mapping to begin with, from the words of every known export."""
    together = {field: tuple(n for each in FORMATS for n in each.columns.get(field, ())) for field in Field}
    taken: set[int] = set()
    guessed = {}
    for field, places in places_of(together, header).items():
        free = next((place for place in places if place not in taken), None)
        if free is not None:
            guessed[field] = free
            taken.add(free)
    return guessed


def host_network(link: str) -> Network | None:
    """The network that an address belongs to; None for one that is not in the table."""
    try:
        host = (urlsplit(link).hostname or "").lower()
    except ValueError:
        return None
    return next((network for name, network in HOSTS.items() if host == name or host.endswith(f".{name}")), None)
