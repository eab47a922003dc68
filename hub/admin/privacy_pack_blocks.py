"""What the documents of the privacy pack are made of. A page and a DOCX file are written from the same blocks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """A heading of the second level; the document's title is the first."""

    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table. The first cell of each row is the row's heading."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class FillIn:
    """Something that only the organisation knows, and a line to write it on."""

    label: str


Block = Heading | Text | Bullets | Table | FillIn


@dataclass(frozen=True)
class Document:
    """One document of the pack."""

    key: str
    title: str
    lede: str
    blocks: tuple[Block, ...]
