"""Many rows at once: COPY on PostgreSQL, one prepared statement on SQLite. Values are Python's own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any, cast

from sqlalchemy import Connection, Date, Table, func, select, text
from sqlalchemy.dialects import sqlite

from hub.core.db import Base, UtcDateTime

CHUNK = 20_000
Row = Sequence[Any]


class Loader:
    """Fills tables on one connection; `tell` hears how many rows have been written since it was last told."""

    def __init__(self, connection: Connection, tell: Callable[[int], None]) -> None:
        self._connection = connection
        self._tell = tell
        self._sqlite = connection.dialect.name == "sqlite"
        self._raw: Any = connection.connection.driver_connection
        if self._sqlite:
            # Power that fails now costs a benchmark, which is made again.
            connection.execute(text("PRAGMA synchronous = OFF"))
            connection.execute(text("PRAGMA cache_size = -65536"))

    def fill(self, model: type[Base], columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert rows whose values stand in the order of `columns`."""
        table = cast("Table", model.__table__)
        stream = iter(rows)
        while part := list(islice(stream, CHUNK)):
            if self._sqlite:
                self._into_sqlite(table, columns, part)
            else:
                self._into_postgres(table, columns, part)
            self._tell(len(part))
        if not self._sqlite and "id" in columns:
            # The next row that the program makes must get a number of its own.
            number = select(func.setval(func.pg_get_serial_sequence(table.name, "id"), func.max(table.c.id)))
            self._connection.execute(number)

    def _into_sqlite(self, table: Table, columns: Sequence[str], rows: list[Row]) -> None:
        marks = ", ".join("?" for _ in columns)
        named = ", ".join(f'"{column}"' for column in columns)
        # Names of our own tables: no value is put into the statement.
        statement = f'INSERT INTO "{table.name}" ({named}) VALUES ({marks})'  # noqa: S608
        self._raw.executemany(statement, _stored(table, columns, rows))

    def _into_postgres(self, table: Table, columns: Sequence[str], rows: list[Row]) -> None:
        named = ", ".join(f'"{column}"' for column in columns)
        moments = [place for place, column in enumerate(columns) if isinstance(table.c[column].type, UtcDateTime)]
        with self._raw.cursor() as cursor, cursor.copy(f'COPY "{table.name}" ({named}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(_naive(row, moments) if moments else row)


def _naive(row: Row, moments: Sequence[int]) -> Row:
    values = list(row)
    for place in moments:
        if values[place] is not None:
            values[place] = values[place].astimezone(dt.UTC).replace(tzinfo=None)
    return values


def _stored(table: Table, columns: Sequence[str], rows: list[Row]) -> Iterator[Row]:
    """Dates and moments as SQLAlchemy stores them in SQLite."""
    dates = [place for place, column in enumerate(columns) if isinstance(table.c[column].type, Date)]
    moments = [place for place, column in enumerate(columns) if isinstance(table.c[column].type, UtcDateTime)]
    if not dates and not moments:
        yield from rows
        return
    as_text = UtcDateTime().bind_processor(sqlite.dialect())
    for row in rows:
        values = list(row)
        for place in dates:
            values[place] = _day(values[place])
        for place in moments:
            values[place] = as_text(values[place]) if as_text else values[place]
        yield values


@cache
def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
