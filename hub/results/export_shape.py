"""What a data set is: its columns, declared once for the files, the data dictionary and the programming interface."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from hub.counting.windows import WindowKind
from hub.metrics import wording
from hub.metrics.disclosure import Amount, Band, DisclosedTable, Exact, Figure, Row, Shown
from hub.results.export_reads import Reads

Value = str | int | Decimal | dt.date | None


class Type(StrEnum):
    """What stands in a column."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"


class Evidence(StrEnum):
    """How a figure has come about. A column of names has none."""

    MEASURED = "measured"
    REPORTED = "reported"
    ESTIMATED = "estimated"


class Kind(StrEnum):
    """Which parts a figure has, and so which columns."""

    NOISY = "noisy"
    """A number with a margin."""
    COUNT = "count"
    """A rounded or exact number."""
    RATE = "rate"
    """A band of per cent."""
    MONEY = "money"
    """An amount in kroner."""
    ANY = "any"
    """Whatever the row's figure is: number, margin and band."""


@dataclass(frozen=True)
class Column:
    """One column. `nullable` says that a cell can be empty: the `_text` column beside it tells why."""

    name: str
    type: Type
    description: Any
    unit: str = ""
    evidence: Evidence | None = None
    nullable: bool = False
    example: str | int | float | None = None


@dataclass(frozen=True)
class Measure:
    """One figure of a row. It becomes its numbers in columns that are empty where none may be shown, and its text."""

    name: str
    kind: Kind
    evidence: Evidence | None
    unit: str
    description: Any

    def columns(self) -> tuple[Column, ...]:
        """The columns of the figure, the text last."""

        def part(suffix: str, description: Any, unit: str, example: float) -> Column:
            whole = Type.NUMBER if self.kind is Kind.MONEY or self.kind is Kind.ANY else Type.INTEGER
            return Column(f"{self.name}{suffix}", whole, description, unit, self.evidence, True, example)

        value = part("", self.description, self.unit, 1250.5 if self.kind is Kind.MONEY else 45)
        margin = part("_margin", _MARGIN, self.unit, 6)
        low, high = part("_low", _LOW, "%", 10), part("_high", _HIGH, "%", 15)
        words = {Kind.RATE: "10–15 %", Kind.MONEY: "1.250,50 kr."}.get(self.kind, "under 10")
        text = Column(f"{self.name}_text", Type.STRING, _TEXT, "", self.evidence, True, words)
        return {
            Kind.NOISY: (value, margin, text),
            Kind.COUNT: (value, text),
            Kind.RATE: (low, high, text),
            Kind.MONEY: (value, text),
            Kind.ANY: (value, margin, low, high, text),
        }[self.kind]

    def cells(self, figure: Figure | None) -> tuple[Value, ...]:
        """What stands in the columns. A figure that may not be told as a number leaves the numbers empty."""
        value, margin, low, high = _numbers(figure)
        text = wording.text(figure) if figure is not None else None
        return {
            Kind.NOISY: (value, margin, text),
            Kind.COUNT: (value, text),
            Kind.RATE: (low, high, text),
            Kind.MONEY: (value, text),
            Kind.ANY: (value, margin, low, high, text),
        }[self.kind]


_MARGIN = _l("Twice the standard deviation of the inaccuracy that was added. Empty where nothing was added.")
_LOW = _l("The lower end of the band. Empty where the band is “under”.")
_HIGH = _l("The upper end of the band. Empty where the band is “over”.")
_TEXT = _l(
    "The figure as the page says it. Where no number may be shown, it says so, such as “under 10”. "
    "Empty where there is no such figure."
)


def _numbers(figure: Figure | None) -> tuple[Value, Value, Value, Value]:
    """Number, margin, lower and upper end. Everything else, such as "under 10", is told in words alone."""
    match figure:
        case Shown(value, margin, _):
            return value, margin, None, None
        case Exact(value):
            return value, None, None, None
        case Amount(ore, _):
            return Decimal(ore) / 100, None, None, None
        case Band(low, high):
            # The ends 0 and 100 are never said: a band there is "under" or "over" its other end.
            return None, None, low if low > 0 else None, high if high < 100 else None
        case _:
            return None, None, None, None


@dataclass(frozen=True)
class Line:
    """One row: what it is about, and a figure for each measure (None where there is none)."""

    keys: tuple[Value, ...]
    figures: tuple[Figure | None, ...]


@dataclass(frozen=True)
class DataSet:
    """One table. `window` is the kind of window in its first column, or None where rows have none.

    `lines` gives the rows in an order that does not depend on any figure.
    """

    name: str
    group: str
    title: Any
    description: Any
    keys: tuple[Column, ...]
    measures: tuple[Measure, ...]
    lines: Callable[[Reads], Iterable[Line]]
    window: WindowKind | None = None

    @property
    def columns(self) -> tuple[Column, ...]:
        """Every column, in order."""
        return (*self.keys, *(column for measure in self.measures for column in measure.columns()))

    def rows(self, session: Session, window: str | None = None, read: Reads | None = None) -> list[tuple[Value, ...]]:
        """Every row, or those of one window. Texts are in the reader's language. `read` is what other sheets of the
        same file have read already.
        """
        found = []
        for line in self.lines(read or Reads(session)):
            if len(line.keys) != len(self.keys):
                raise ValueError(f"{self.name}: a row has a value for each key")
            if window is None or line.keys[0] == window:
                cells = (measure.cells(figure) for measure, figure in zip(self.measures, line.figures, strict=True))
                found.append((*line.keys, *(cell for each in cells for cell in each)))
        return found


def by_label(row: Row) -> tuple[Value, ...]:
    """A row's key and what it is called."""
    return row.key, row.label


def lines_of(
    table: DisclosedTable | None,
    before: tuple[Value, ...] = (),
    keys: Callable[[Row], tuple[Value, ...]] = by_label,
    after: tuple[Value, ...] = (),
    columns: Sequence[str] | None = None,
) -> Iterable[Line]:
    """The rows of a disclosed table: nothing else becomes a line with figures.

    `keys` gives what a row is about, between what all of them share. `columns` chooses and orders the figures.
    """
    if table is None:
        return
    places = range(len(table.columns)) if columns is None else [table.columns.index(name) for name in columns]
    for row in table.rows:
        yield Line((*before, *keys(row), *after), tuple(row.figures[place] for place in places))
