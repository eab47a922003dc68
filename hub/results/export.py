"""Released figures as tables, for files and programs. Whoever wants figures elsewhere takes them here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from hub.core.tables import Sheet, write_csv, write_xlsx
from hub.counting.windows import Window, WindowKind, parse, window_for
from hub.metrics import reports
from hub.results.export_reads import QUARTERS, Reads
from hub.results.export_sets import DATA_SETS, GROUPS, UNITS
from hub.results.export_shape import Column, DataSet, Type, Value

__all__ = [
    "DATA_SETS",
    "DICTIONARY_HEADER",
    "GROUPS",
    "QUARTERS",
    "UNITS",
    "Column",
    "DataSet",
    "Released",
    "Type",
    "Value",
    "by_name",
    "dictionary",
    "released",
    "workbook",
    "write_csv",
]

DICTIONARY_HEADER = ("data_set", "column", "type", "unit", "evidence", "can_be_empty", "description")
_BY_NAME: Mapping[str, DataSet] = {each.name: each for each in DATA_SETS}


@dataclass(frozen=True)
class Released:
    """The newest release, and the windows that can be asked for by kind, the oldest first."""

    release_id: int
    released_on: dt.date | None
    windows: Mapping[WindowKind, Sequence[str]]


def by_name(name: str) -> DataSet | None:
    """The data set with this name."""
    return _BY_NAME.get(name)


def released(session: Session) -> Released:
    """What has been released. The windows follow from the calendar alone, whatever figures lie in them."""
    mark = reports.mark(session)
    quarters = [parse(key) for key, _ in reversed(reports.compared_quarters(session))]
    if mark.released_on is None or not quarters:
        return Released(mark.release_id, mark.released_on, dict.fromkeys(WindowKind, ()))
    newest = window_for(WindowKind.WEEK, mark.released_on).previous()
    return Released(
        mark.release_id,
        mark.released_on,
        {
            WindowKind.QUARTER: [quarter.key for quarter in quarters],
            WindowKind.MONTH: _between(WindowKind.MONTH, quarters[0], newest),
            WindowKind.WEEK: _between(WindowKind.WEEK, quarters[0], newest),
        },
    )


def _between(kind: WindowKind, first: Window, newest: Window) -> list[str]:
    """The windows that begin in the first quarter or later, up to the newest week."""
    window = window_for(kind, first.starts)
    window = window if window.starts >= first.starts else window.next()
    found = []
    while window.starts <= newest.ends:
        found.append(window.key)
        window = window.next()
    return found


def dictionary() -> list[tuple[Value, ...]]:
    """What every column of every data set means, in the reader's language."""
    return [
        (
            each.name,
            column.name,
            column.type.value,
            column.unit,
            column.evidence.value if column.evidence else "",
            "yes" if column.nullable else "no",
            str(column.description),
        )
        for each in DATA_SETS
        for column in each.columns
    ]


def workbook(session: Session) -> bytes:
    """Every data set in a sheet of its own, after the data dictionary."""
    read = Reads(session)
    sheets: dict[str, Sheet] = {
        each.name: ([column.name for column in each.columns], each.rows(session, read=read)) for each in DATA_SETS
    }
    return write_xlsx(DICTIONARY_HEADER, dictionary(), title="dictionary", more=sheets)
