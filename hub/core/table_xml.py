"""The rows of a worksheet, straight from its XML.

The library's own way of reading rows makes several objects for each cell: two hundred thousand lines took half a
minute. It still opens the workbook, and knows the texts and which formats are dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse

LAST_LINE = 1_048_576
"""The last line that a worksheet can have."""
LAST_COLUMN = 16_384
_BEFORE_ROWS = 50_000
"""Elements that may come before the first row: widths of columns, views, properties."""


class TooWild(Exception):
    """The worksheet has more in one place than any program writes."""


class XlsxCells:
    """Turns a worksheet's XML into lines of values.

    `texts` are the workbook's shared texts, `dates` the numbers of its styles that show dates.
    """

    def __init__(self, texts: Sequence[str], dates: Collection[int], epoch: dt.datetime) -> None:
        self._texts = texts
        self._dates = {str(style) for style in dates}
        self._epoch = epoch
        self._columns: dict[str, int] = {}

    def lines(self, file: IO[bytes]) -> Iterator[tuple[int, list[Any]]]:
        """Each row with its number. Memory holds one row at a time.

        Raises:
            TooWild: a row with more cells than a sheet has columns, or endless other things.
            ParseError: the XML is broken.
        """
        line, other = 0, 0
        cells: list[Element] = []
        # Entities are refused before this (`table_workbooks`), and expat limits how far one may grow.
        for _event, element in iterparse(file, events=("end",)):  # noqa: S314
            tag = element.tag.rpartition("}")[2]
            if tag == "c":
                cells.append(element)
                if len(cells) > LAST_COLUMN:
                    raise TooWild
            elif tag == "row":
                number = element.get("r")
                line = int(number) if number else line + 1
                yield line, self._values(cells)
                cells.clear()
                element.clear()
                other = 0
            elif tag == "sheetData":
                return
            else:
                other += 1
                if other > _BEFORE_ROWS + 8 * LAST_COLUMN:
                    raise TooWild

    def _values(self, cells: Sequence[Element]) -> list[Any]:
        values: list[Any] = []
        for cell in cells:
            place = self._place(cell.get("r"), len(values))
            if place < len(values) or place >= LAST_COLUMN:
                raise TooWild
            value = self._value(cell)
            if value is None:
                continue
            values.extend([None] * (place - len(values)))
            values.append(value)
        return values

    def _place(self, name: str | None, following: int) -> int:
        if not name:
            return following
        letters = name.rstrip("0123456789")
        place = self._columns.get(letters)
        if place is None:
            place = 0
            for letter in letters[:4]:
                place = place * 26 + ord(letter) - 64
            place = self._columns[letters] = place - 1
        return place

    def _value(self, cell: Element) -> Any:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return "".join(piece.text or "" for piece in cell.iter() if piece.tag.endswith("}t"))
        text = next((piece.text for piece in cell if piece.tag.endswith("}v")), None)
        if text is None:
            return None
        if kind == "s":
            return self._texts[int(text)]
        if kind == "b":
            return text == "1"
        if kind == "d":
            return text
        if kind != "n":
            return text
        number = float(text)
        if cell.get("s") in self._dates:
            return self._date(number)
        return number

    def _date(self, number: float) -> Any:
        from openpyxl.utils.datetime import from_excel  # type: ignore[import-untyped]

        try:
            return from_excel(number, self._epoch)
        except (ValueError, OverflowError):
            return number
