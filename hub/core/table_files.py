"""What a table out of an uploaded file looks like, and what is said when it cannot be read."""

from __future__ import annotations

import unicodedata
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from hub.core.errors import HubError

MAX_BYTES = 20 * 1024 * 1024
"""Bytes of an uploaded file."""
MAX_ROWS = 200_000
"""Lines with something in them, below the header."""
MAX_COLUMNS = 100
MAX_CELL = 20_000
"""Characters in one cell; a post's whole text fits many times."""

Cells = tuple[str, ...]


class TableError(HubError):
    """A file that cannot be used. `line` is the line of the file as its reader counts, `column` the header's word."""

    status = 422

    def __init__(self, reason: Any, line: int | None = None, column: str | None = None) -> None:
        super().__init__(reason)
        self.line = line
        self.column = column

    @property
    def sentence(self) -> str:
        """Where and why, in the reader's language."""
        if self.line is not None and self.column:
            said = _("Line %(line)s, “%(column)s”: %(reason)s", line=self.line, column=self.column, reason=self.reason)
            return str(said)
        if self.line is not None:
            return str(_("Line %(line)s: %(reason)s", line=self.line, reason=self.reason))
        if self.column:
            return str(_("“%(column)s”: %(reason)s", column=self.column, reason=self.reason))
        return str(self.reason)

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `line` is its place in the file; `cells` are as many as the header has."""

    line: int
    cells: Cells


class Rows(Sequence[Row]):
    """The lines of a table, kept small: equal texts are one object, and a `Row` is made when it is asked for."""

    def __init__(self) -> None:
        self._lines = array("L")
        self._cells: list[Cells] = []

    def append(self, line: int, cells: Cells) -> None:
        """Add a line at the end."""
        self._lines.append(line)
        self._cells.append(cells)

    def __len__(self) -> int:
        return len(self._cells)

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | Sequence[Row]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        return Row(self._lines[index], self._cells[index])


@dataclass(frozen=True)
class Table:
    """A table as read. `sheet` is the one that was read, of `sheets`; both are empty for a text file.

    `ends_open` says that a text file stops without a line break. Many programs write such files, and a file that was
    cut off inside its last cell looks the same: a dry run should say so.
    """

    header: tuple[str, ...]
    rows: Sequence[Row]
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    ends_open: bool = False

    def index_of(self, name: str) -> int | None:
        """The place of a column by its name, whatever its capitals; None when it is missing."""
        wanted = name.strip().casefold()
        return next((place for place, each in enumerate(self.header) if each.casefold() == wanted), None)


@dataclass
class Builder:
    """Puts a table together line by line, and refuses what is too much or does not fit the header."""

    header_line: int
    enough: int = MAX_ROWS + 1
    header: tuple[str, ...] = ()
    rows: Rows = field(default_factory=Rows)
    _texts: dict[str, str] = field(default_factory=dict)

    @property
    def is_full(self) -> bool:
        """Whether there are lines enough, so that nobody needs to wait for the rest."""
        return len(self.rows) >= self.enough

    def add(self, line: int, raw: Iterable[str]) -> None:
        """Take the next line of the file. Lines above the header and empty ones are left out.

        Raises:
            TableError: a cell beyond the header, a cell or a table that is too big.
        """
        if line < self.header_line:
            return
        cells = self._tidy(line, raw)
        if not self.header:
            self._take_header(line, cells)
            return
        if not cells:
            return
        width = len(self.header)
        if len(cells) > width:
            raise TableError(_l("There is something to the right of the last column that has a name."), line)
        if len(self.rows) >= MAX_ROWS:
            raise TableError(_l("The file has more than 200,000 lines. Split it into several."), line)
        self.rows.append(line, (*cells, *("",) * (width - len(cells))))

    def _take_header(self, line: int, cells: list[str]) -> None:
        if not cells:
            raise TableError(_l("The line with the names of the columns is empty."), line)
        self.header = tuple(cells)

    def _tidy(self, line: int, raw: Iterable[str]) -> list[str]:
        cells = [self._same(text) for text in raw]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise TableError(_l("The file has more than 100 columns."), line)
        if any(len(text) > MAX_CELL for text in cells):
            raise TableError(_l("One of the cells holds too much text."), line)
        return cells

    def _same(self, text: str) -> str:
        text = text.strip().strip("\ufeff")
        if not text:
            return ""
        known = self._texts.get(text)
        if known is None:
            known = unicodedata.normalize("NFC", text)
            # Columns of counts and sources repeat themselves; titles and links do not, and need no memory.
            if len(text) <= 40 and len(self._texts) < 50_000:
                self._texts[text] = known
        return known

    def finish(self) -> Rows:
        """The lines. Raises TableError when the file ended before its header."""
        if not self.header:
            raise TableError(_l("The file has no line with the names of the columns."), self.header_line)
        return self.rows
