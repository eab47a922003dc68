"""From the lines of an export to official posts, each with one identity. Pure.

A line that cannot be used is refused with its number and its reason; one refused line holds the whole file back.
What a line says about people (who posted, who commented) is not read.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask_babel import lazy_gettext as _l

from hub.core.errors import Invalid
from hub.links.rules import ALPHABET, CODE_LENGTH
from hub.networks.rules import Network
from hub.reach import formats
from hub.reach.rules import COUNTS, Field
from hub.reach.values import DayOrder, find_order, is_ambiguous, parse_count, parse_day

TITLE_LENGTH: Final = 120
LINK_LENGTH: Final = 500
MOST_POSTS: Final = 20_000
"""Posts of one file. A page that posts ten times a day needs five years for as many."""

Line = tuple[int, Sequence[str]]
"""The number of a line in its file, and its cells."""

_LINKEDIN_POST = re.compile(r"(activity|ugcPost|share)[:-]([0-9]{10,25})", re.IGNORECASE)
_X_POST = re.compile(r"/status(?:es)?/([0-9]{1,25})")
_WHOLE_ID = re.compile(r"[0-9A-Za-z_:.-]{1,150}", re.ASCII)
_ROUNDED_ID = re.compile(r"[0-9][.,]?[0-9]*E\+?[0-9]+", re.IGNORECASE)
_KEPT_IN_QUERY = frozenset({"story_fbid", "fbid", "id", "v", "set"})
_CODE = re.compile(rf"/r/([{ALPHABET}]{{{CODE_LENGTH}}})(?![0-9A-Za-z])")
_UNSEEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Spec:
    """How a table is read: whose posts they are (None: each link says it), which columns, which order of dates."""

    network: Network | None
    places: Mapping[Field, tuple[int, ...]]
    order: DayOrder | None = None
    period: int | None = None


@dataclass(frozen=True)
class Post:
    """One official post as a file tells it. `counts` has only what the file gives; `codes` may be tracking codes."""

    line: int
    network: Network
    identity: str
    link: str
    title: str
    day: dt.date
    counts: Mapping[Field, int]
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Refused:
    """A line that cannot be used. `column` is the header's word, empty when it is about the line as a whole."""

    line: int
    column: str
    reason: object


def as_table(header: Sequence[str], lines: Sequence[Line]) -> tuple[list[str], list[Line]]:
    """LinkedIn's two columns of names and values as a table with one line."""
    pairs = [(1, tuple(header)), *lines]
    known = {name for names in formats.LINKEDIN_POST.columns.values() for name in names}
    found: dict[str, str] = {}
    at = 1
    for line, cells in pairs:
        name = formats.normal(cells[0]) if cells else ""
        if name in known and name not in found and len(cells) > 1:
            found[name] = next((cell for cell in cells[1:] if cell.strip()), "")
            at = line if name in formats.LINKEDIN_POST.columns[Field.LINK] else at
    return list(found), [(at, list(found.values()))]


def without_people(header: Sequence[str], lines: Iterable[Line]) -> tuple[list[str], list[Line]]:
    """The table without the columns that name somebody."""
    kept = [place for place, word in enumerate(header) if formats.normal(word) not in formats.PEOPLE]
    return [header[place] for place in kept], [
        (line, [cells[place] if place < len(cells) else "" for place in kept]) for line, cells in lines
    ]


def only_used(spec: Spec, header: Sequence[str], lines: Iterable[Line]) -> tuple[list[str], list[Line], Spec]:
    """The columns that are read, and nothing else: what is kept between a dry run and its confirmation."""
    wanted = sorted({place for places in spec.places.values() for place in places})
    moved = {old: new for new, old in enumerate(wanted)}
    places = {field: tuple(moved[place] for place in found) for field, found in spec.places.items()}
    kept: list[Line] = [
        (line, [cells[place] if place < len(cells) else "" for place in wanted]) for line, cells in lines
    ]
    return [header[place] for place in wanted], kept, Spec(spec.network, places, spec.order)


def days(spec: Spec, lines: Iterable[Line]) -> Iterator[str]:
    """The texts in the column of days."""
    places = spec.places.get(Field.DAY, ())
    return (_cell(cells, places) for _line, cells in lines)


def order_of(spec: Spec, lines: Sequence[Line]) -> tuple[DayOrder | None, bool]:
    """The order of dates, and whether somebody must be asked for it. The file's own word goes before a saved one.

    Raises:
        Invalid: the dates contradict each other.
    """
    found = find_order(days(spec, lines)) or spec.order
    return found, found is None and any(is_ambiguous(text) for text in days(spec, lines))


def is_per_day(spec: Spec, lines: Sequence[Line]) -> bool:
    """Whether the file is the look-alike with a line for each post and day."""
    if spec.period is None:
        return False
    for _line, cells in lines:
        try:
            parse_day(cells[spec.period], DayOrder.DAY_FIRST)
        except Invalid:
            continue
        return True
    return False


def read(spec: Spec, header: Sequence[str], lines: Sequence[Line], today: dt.date) -> tuple[list[Post], list[Refused]]:
    """The posts of a table, and the lines that cannot be used."""
    posts: list[Post] = []
    refused: list[Refused] = []
    seen: dict[tuple[Network, str], int] = {}
    for line, cells in lines:
        if not any(cell.strip() for cell in cells):
            continue
        try:
            post = _post(spec, line, cells, today)
            before = seen.setdefault((post.network, post.identity), line)
            if before != line:
                raise Invalid("link", _l("The same post stands in line %(line)s. Is this a file per day?", line=before))
        except Invalid as error:
            refused.append(Refused(line, _column(spec, header, error.field), error.reason))
            continue
        posts.append(post)
    return posts, refused


def _post(spec: Spec, line: int, cells: Sequence[str], today: dt.date) -> Post:
    link = _link(_cell(cells, spec.places.get(Field.LINK, ())))
    network = spec.network or formats.host_network(link)
    if network is None:
        raise Invalid(Field.LINK, _l("The link does not say which network the post is on."))
    at = formats.host_network(link) if link else None
    if at not in (None, network):
        raise Invalid(Field.LINK, _l("The link leads to another network than the file is from."))
    if at is None and link and network in formats.HOSTS.values():
        raise Invalid(Field.LINK, _l("The link does not lead to a post on the network that the file is from."))
    text = _cell(cells, spec.places.get(Field.TITLE, ()))
    found = parse_day(_cell(cells, spec.places.get(Field.DAY, ())), spec.order)
    if found > today + dt.timedelta(days=1):
        raise Invalid(Field.DAY, _l("The day has not come yet."))
    return Post(
        line=line,
        network=network,
        identity=identity_of(network, _cell(cells, spec.places.get(Field.ID, ())), link),
        link=link,
        title=title_of(text),
        day=found,
        counts=_counts(spec, cells),
        codes=codes_in(f"{text} {link}"),
    )


def _counts(spec: Spec, cells: Sequence[str]) -> dict[Field, int]:
    counts = {}
    for field in COUNTS:
        try:
            value = parse_count(_cell(cells, spec.places.get(field, ())))
        except Invalid as error:
            raise Invalid(field, error.reason) from None
        if value is not None:
            counts[field] = value
    return counts


def identity_of(network: Network, number: str, link: str) -> str:
    """What a post is known by, in every export that holds it.

    Raises:
        Invalid: neither number nor link says which post it is.
    """
    if network is Network.LINKEDIN and (found := _LINKEDIN_POST.search(link)):
        return f"{found[1].lower()}:{found[2]}"
    if network is Network.X and (found := _X_POST.search(link)):
        return f"status:{found[1]}"
    number = number.strip().strip("'\"")
    if _ROUNDED_ID.fullmatch(number):
        if not link:
            raise Invalid(Field.ID, _l("A spreadsheet has rounded the post’s number. Use the file as it was exported."))
        number = ""
    if number and _WHOLE_ID.fullmatch(number):
        return f"{'status' if network is Network.X else 'id'}:{number}"
    if not link:
        raise Invalid(Field.LINK, _l("The line has no link to a post, and no number of one."))
    return _short_link(link)


def title_of(text: str) -> str:
    """The first 120 characters of a post's text, on one line."""
    plain = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in _UNSEEN.sub("", text))
    return " ".join(plain.split())[:TITLE_LENGTH].rstrip()


def codes_in(text: str) -> tuple[str, ...]:
    """What may be tracking codes of ours in a post's text or link."""
    return tuple(dict.fromkeys(_CODE.findall(text)))[:5]


def _link(text: str) -> str:
    """The address, or nothing. Only web addresses pass: it becomes a link on our page."""
    text = text.strip()
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        host = None
    if host is None or parts.scheme not in ("http", "https") or parts.username is not None or re.search(r"\s", text):
        raise Invalid(Field.LINK, _l("This is not the address of a post."))
    if len(text) > LINK_LENGTH:
        raise Invalid(Field.LINK, _l("The address is longer than 500 characters."))
    return text


def _short_link(link: str) -> str:
    """The address without what changes between exports; it names the post."""
    parts = urlsplit(link)
    kept = sorted((name, value) for name, value in parse_qsl(parts.query) if name in _KEPT_IN_QUERY)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    return f"{host}{parts.path.rstrip('/')}{'?' + urlencode(kept) if kept else ''}"


def _cell(cells: Sequence[str], places: Sequence[int]) -> str:
    """The first of the cells that holds something."""
    return next((cells[place].strip() for place in places if place < len(cells) and cells[place].strip()), "")


def _column(spec: Spec, header: Sequence[str], field: str) -> str:
    places = spec.places.get(Field(field), ()) if field in set(Field) else ()
    return header[places[0]] if places and places[0] < len(header) else ""
