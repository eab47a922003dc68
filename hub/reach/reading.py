"""From an uploaded file to lines whose columns are known, or to a header that somebody has to map."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from hub.core.errors import Invalid
from hub.core.tables import Table, TableError, read_table
from hub.networks.rules import Network
from hub.reach import formats, posts, queries
from hub.reach.formats import Format, Shape
from hub.reach.posts import Line, Spec
from hub.reach.rules import Field
from hub.reach.values import DayOrder

SAMPLES = 2
TOO_MANY = posts.MOST_POSTS + 1
TEXT_KEPT = 3_200
"""Characters of a post's text that are looked at for our links; the longest network allows 3,000, or hides the rest."""


@dataclass(frozen=True)
class Understood:
    """A file whose columns are known: what a draft holds."""

    origin: str
    header: list[str]
    lines: list[Line]
    spec: Spec
    signature: str
    ends_open: bool = False


@dataclass(frozen=True)
class Unknown:
    """A file that nobody has mapped yet: its header, a few values of each column, and a mapping to begin with."""

    header: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    guess: dict[Field, int]


@dataclass(frozen=True)
class Chosen:
    """A mapping as it was typed."""

    network: Network
    places: Mapping[Field, int]


def read(session: Session, data: bytes, filename: str, chosen: Chosen | None = None) -> Understood | Unknown:
    """The file, as far as it can be understood.

    Raises:
        TableError: it cannot be read at all.
        Invalid: it only looks like an export of posts; the reason says which to choose.
    """
    table, known = _open(data, filename)
    header = tuple(word or f"({place})" for place, word in enumerate(table.header, 1))
    lines: list[Line] = [(row.line, row.cells) for row in table.rows]
    signature = formats.signature(table.header)
    if known is not None and known.shape is Shape.PAIRS:
        names, pairs = posts.as_table(table.header, lines)
        return _known(known, names, pairs, signature, table.ends_open, session)
    if known is not None:
        return _known(known, header, lines, signature, table.ends_open, session)
    if (reason := formats.look_alike(table.header)) is not None:
        raise Invalid("file", reason)
    saved = queries.mapping(session, signature)
    if chosen is not None:
        places = {field: (place,) for field, place in chosen.places.items()}
        spec = Spec(chosen.network, places, saved.order if saved else None)
    elif saved is not None:
        spec = Spec(saved.network, saved.places, saved.order)
    else:
        return _unknown(header, lines)
    return _understood(formats.OWN_MAPPING, header, lines, spec, signature, table.ends_open)


def _open(data: bytes, filename: str) -> tuple[Table, Format | None]:
    """The table that holds the posts, and the export it is. LinkedIn's stands on a sheet and line of its own."""
    if filename.lower().endswith((".xls", ".xlsx")):
        page = formats.LINKEDIN_PAGE
        try:
            table = read_table(data, filename, header_line=page.header_line, sheet=page.sheet, enough=TOO_MANY)
        except TableError:
            pass
        else:
            if formats.recognise(table.header) is page:
                return table, page
    table = read_table(data, filename, enough=TOO_MANY)
    known = formats.recognise(table.header)
    if known is None and formats.is_single_post([table.header[0], *(row.cells[0] for row in table.rows[:60])]):
        known = formats.LINKEDIN_POST
    return table, known


def _known(
    known: Format, header: Sequence[str], lines: Sequence[Line], signature: str, ends_open: bool, session: Session
) -> Understood:
    places = formats.places_of(known.columns, header)
    words = [formats.normal(word) for word in header]
    period = next((words.index(name) for name in known.period if name in words), None)
    if period is not None and period in places.get(Field.DAY, ()):
        period = None
    saved = queries.mapping(session, signature)
    spec = Spec(known.network, places, saved.order if saved else None, period)
    return _understood(known.key, header, lines, spec, signature, ends_open)


def _understood(
    origin: str, header: Sequence[str], lines: Sequence[Line], spec: Spec, signature: str, ends_open: bool
) -> Understood:
    if posts.is_per_day(spec, lines):
        raise Invalid("file", formats.per_day())
    if not lines:
        raise Invalid("file", _l("The file has no posts."))
    if len(lines) > posts.MOST_POSTS:
        raise Invalid("file", _l("The file has more than 20,000 posts. Choose a shorter period."))
    posts.order_of(spec, lines)
    kept_header, kept, kept_spec = posts.only_used(spec, header, lines)
    short: list[Line] = [(line, [cell[:TEXT_KEPT] for cell in cells]) for line, cells in kept]
    return Understood(origin, kept_header, short, kept_spec, signature, ends_open)


def _unknown(header: Sequence[str], lines: Sequence[Line]) -> Unknown:
    names, shown = posts.without_people(header, lines[:SAMPLES])
    if len(names) < 2:
        raise Invalid("file", _l("The file has too few columns to be an export of posts."))
    places = [header.index(name) for name in names]
    back = {old: new for new, old in enumerate(places)}
    guess = {field: back[place] for field, place in formats.guess(header).items() if place in back}
    samples = tuple(
        tuple(cells[column][:60] for _line, cells in shown if cells[column].strip()) for column in range(len(names))
    )
    return Unknown(tuple(names), samples, guess)


def header_of(data: bytes, filename: str) -> tuple[str, ...]:
    """The names of the columns in a file.

    Raises:
        TableError: it cannot be read.
    """
    return _open(data, filename)[0].header


def place_in(header: Sequence[str], name: str) -> int | None:
    """Where a mapped column stands in the file's header."""
    return next((place for place, word in enumerate(header) if (word or f"({place + 1})") == name), None)


def to_draft(found: Understood) -> dict[str, Any]:
    """What is kept between the dry run and the confirmation: the lines of the mapped columns, and how to read them."""
    spec = found.spec
    return {
        "origin": found.origin,
        "header": found.header,
        "lines": [[line, list(cells)] for line, cells in found.lines],
        "network": spec.network.value if spec.network else None,
        "places": {field.value: list(places) for field, places in spec.places.items()},
        "order": spec.order.value if spec.order else None,
        "signature": found.signature,
        "ends_open": found.ends_open,
    }


def from_draft(payload: Mapping[str, Any]) -> Understood:
    """The same, from a draft."""
    return Understood(
        origin=payload["origin"],
        header=payload["header"],
        lines=[(line, cells) for line, cells in payload["lines"]],
        spec=Spec(
            Network(payload["network"]) if payload["network"] else None,
            {Field(name): tuple(places) for name, places in payload["places"].items()},
            DayOrder(payload["order"]) if payload["order"] else None,
        ),
        signature=payload["signature"],
        ends_open=payload["ends_open"],
    )


def with_order(found: Understood, order: DayOrder) -> Understood:
    """With the order of dates that somebody chose."""
    return replace(found, spec=replace(found.spec, order=order))
