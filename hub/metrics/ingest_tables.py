"""Adding a batch of records to the tables of counts: grouped in C, written in the order of the table.

SQLite gets one upsert for each link and day, and calls us back to merge visitors. PostgreSQL gets the groups by a
binary COPY into a temporary table and merges there; the rows it had already come back locked, so that no two workers
overwrite each other's visitors.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, select
from sqlalchemy.dialects import postgresql, sqlite

from hub.links.events import Kind, day_of
from hub.metrics import sketches
from hub.metrics.models import FilteredDay, OpenDay

LAYOUT = np.dtype([("link", "<u4"), ("day", "<u2"), ("kind", "u1"), ("pad", "u1"), ("visitor", "<i8")])
CACHE_KIB = 65_536
"""Memory of SQLite's page cache while it counts: the rows of a busy day stay in it."""
Records = NDArray[np.void]
_LABELS = {kind.value: kind.label for kind in Kind}
_EPOCH_OF_POSTGRES = (dt.date(2000, 1, 1) - dt.date(1970, 1, 1)).days
_COPY_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_END = b"\xff\xff"

_UPSERT = (
    "INSERT INTO click_day (day, link_id, hits, visitors, sketch) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (day, link_id) DO UPDATE SET hits = hits + excluded.hits, "
)
_MERGE_FEW = (
    "visitors = visitors + sketch_adds(sketch, excluded.sketch), sketch = sketch_merged(sketch, excluded.sketch)"
)
_REPLACE = "visitors = excluded.visitors, sketch = excluded.sketch"


@dataclass(frozen=True)
class Groups:
    """A batch by day and link, in that order: hits, and the different visitors of group `i` at `begin[i]`."""

    day: NDArray[np.int64]
    link: NDArray[np.int64]
    hits: NDArray[np.int64]
    begin: NDArray[np.int64]
    size: NDArray[np.int64]
    visitor: NDArray[np.int64]

    def raw(self, group: int) -> bytes:
        """The visitors of one group."""
        begin = self.begin[group]
        return sketches.raw(self.visitor[begin : begin + self.size[group]])

    def by_size(self) -> Iterator[tuple[int, NDArray[np.int64], NDArray[np.int64]]]:
        """(size, the groups that have it, their visitors row by row) of the groups that are kept exactly."""
        for size in np.unique(self.size[self.size <= sketches.EXACT]).tolist():
            which = np.flatnonzero(self.size == size)
            yield size, which, self.visitor[self.begin[which][:, None] + np.arange(size)]

    def large(self) -> list[int]:
        """The groups that need a sketch."""
        return np.flatnonzero(self.size > sketches.EXACT).tolist()


def grouped(clicks: Records) -> Groups:
    """Group clicks by day and link in linear memory; the repeats of a visitor are left out."""
    # Link and day lie beside one another in a record: six bytes of one number order by day, then link.
    key = clicks.view("<u8").reshape(-1, 2)[:, 0] & np.uint64(0xFFFF_FFFF_FFFF)
    visitor = clicks["visitor"]
    order = np.lexsort((visitor, key))
    key, visitor = key[order], visitor[order]
    opens = np.ones(len(key), dtype=bool)
    opens[1:] = key[1:] != key[:-1]
    first = np.flatnonzero(opens)
    fresh = opens.copy()
    fresh[1:] |= visitor[1:] != visitor[:-1]
    begin = np.flatnonzero(opens[fresh])
    return Groups(
        day=(key[first] >> np.uint64(32)).astype(np.int64),
        link=(key[first] & np.uint64(0xFFFF_FFFF)).astype(np.int64),
        hits=np.diff(first, append=len(key)),
        begin=begin,
        size=np.diff(begin, append=int(fresh.sum())),
        visitor=visitor[fresh],
    )


def add_clicks(connection: Connection, clicks: Records) -> None:
    """Add clicks, and merge their visitors into the sketches of their links and days.

    The number beside a sketch is kept in step with it, so that closing a day is forgetting the sketch.
    """
    if not len(clicks):
        return
    groups = grouped(clicks)
    _open_days(connection, [day_of(each) for each in np.unique(groups.day).tolist()])
    raw = connection.connection.driver_connection
    if isinstance(raw, sqlite3.Connection):
        _into_sqlite(raw, groups)
    else:
        _into_postgres(raw, groups)


def add_filtered(connection: Connection, filtered: Records) -> None:
    """Totals of days. A link that an older program wrote into such a record is not looked at."""
    if not len(filtered):
        return
    heads = filtered["day"].astype("<u4") | (filtered["kind"].astype("<u4") << np.uint32(16))
    groups, hits = np.unique(heads, return_counts=True)
    rows = [
        {"day": day_of(head & 0xFFFF), "kind": _LABELS[head >> 16], "hits": count}
        for head, count in zip(groups.tolist(), hits.tolist(), strict=True)
    ]
    statement = insert(connection, FilteredDay)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["day", "kind"],
            set_={"hits": cast("Table", FilteredDay.__table__).c.hits + statement.excluded.hits},
        ),
        rows,
    )


def insert(connection: Connection, model: type[Any]) -> postgresql.Insert | sqlite.Insert:
    """An insert that knows `on_conflict_…`."""
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return make(cast("Table", model.__table__))


def _open_days(connection: Connection, days: list[dt.date]) -> None:
    """Note that these days have sketches, and keep the note until the commit. Workers share it; closing does not."""
    found: set[dt.date] = set()
    while found != set(days):
        note = insert(connection, OpenDay).on_conflict_do_nothing()
        connection.execute(note, [{"day": day} for day in days])
        # Closing may have deleted the note between these two statements.
        kept = select(OpenDay.day).where(OpenDay.day.in_(days)).with_for_update(read=True)
        found = set(connection.scalars(kept))


def _into_sqlite(raw: sqlite3.Connection, groups: Groups) -> None:
    raw.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
    last: dict[tuple[bytes | None, bytes], tuple[bytes, int]] = {}

    def merge(old: bytes | None, fresh: bytes) -> tuple[bytes, int]:
        # One row asks twice, for the sketch and for the number.
        if (old, fresh) not in last:
            last.clear()
            last[old, fresh] = sketches.merged(old, fresh)
        return last[old, fresh]

    raw.create_function("sketch_merged", 2, lambda old, fresh: merge(old, fresh)[0], deterministic=True)
    raw.create_function("sketch_adds", 2, lambda old, fresh: merge(old, fresh)[1], deterministic=True)
    names = {day: day_of(day).isoformat() for day in np.unique(groups.day).tolist()}
    packed = np.empty(len(groups.day), dtype=object)
    for _, which, visitors in groups.by_size():
        packed[which] = sketches.raw_equal_sets(visitors)
    few = np.flatnonzero(groups.size <= sketches.EXACT)
    raw.executemany(
        _UPSERT + _MERGE_FEW,
        zip(
            (names[day] for day in groups.day[few].tolist()),
            groups.link[few].tolist(),
            groups.hits[few].tolist(),
            groups.size[few].tolist(),
            packed[few].tolist(),
            strict=True,
        ),
    )
    for group in groups.large():
        day, link = names[int(groups.day[group])], int(groups.link[group])
        had = raw.execute(
            "SELECT visitors, sketch FROM click_day WHERE day = ? AND link_id = ?", (day, link)
        ).fetchone()
        number, old = had or (0, None)
        sketch, adds = sketches.merged(old, groups.raw(group))
        raw.execute(_UPSERT + _REPLACE, (day, link, int(groups.hits[group]), number + adds, sketch))


def _into_postgres(raw: Any, groups: Groups) -> None:
    with raw.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE IF NOT EXISTS click_batch "
            "(day date, link_id integer, hits integer, visitors integer, sketch bytea) ON COMMIT DELETE ROWS"
        )
        with cursor.copy("COPY click_batch FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(_COPY_HEAD)
            for size, which, visitors in groups.by_size():
                copy.write(_copied(groups, which, size, np.ascontiguousarray(visitors, dtype="<i8").view(np.uint8)))
            for group in groups.large():
                sketch, number = sketches.merged(None, groups.raw(group))
                one = np.frombuffer(sketch, dtype=np.uint8).reshape(1, -1)
                copy.write(_copied(groups, np.array([group]), number, one, raw=False))
            copy.write(_COPY_END)
        # In one order for every worker, which prevents deadlocks. A row that was there keeps its sketch for now, is
        # locked until the commit, and comes back to be merged.
        had = cursor.execute(
            "WITH done AS (INSERT INTO click_day (day, link_id, hits, visitors, sketch) "
            "SELECT day, link_id, hits, visitors, sketch FROM click_batch ORDER BY day, link_id "
            "ON CONFLICT (day, link_id) DO UPDATE SET hits = click_day.hits + excluded.hits "
            "RETURNING day, link_id, sketch, xmax <> 0 AS had) "
            "SELECT day - date '1970-01-01', link_id, sketch FROM done WHERE had",
            binary=True,
        ).fetchall()
        if not had:
            return
        cursor.execute("DELETE FROM click_batch")
        places = _places(groups, had)
        with cursor.copy("COPY click_batch FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(_COPY_HEAD)
            copy.write(
                b"".join(
                    _merged_row(day, link, *sketches.merged(old, groups.raw(place)))
                    for (day, link, old), place in zip(had, places, strict=True)
                )
            )
            copy.write(_COPY_END)
        cursor.execute(
            "UPDATE click_day SET visitors = click_day.visitors + more.visitors, sketch = more.sketch "
            "FROM click_batch AS more WHERE click_day.day = more.day AND click_day.link_id = more.link_id"
        )


def _places(groups: Groups, rows: list[tuple[int, int, bytes | None]]) -> list[int]:
    """Which group each row belongs to."""
    keys = (groups.day << 32) | groups.link
    wanted = np.array([day << 32 | link for day, link, _ in rows], dtype=np.int64)
    return cast("list[int]", np.searchsorted(keys, wanted).tolist())


def _copied(
    groups: Groups, which: NDArray[np.int64], visitors: int, packed: NDArray[np.uint8], *, raw: bool = True
) -> bytes:
    """Rows of equally long sketches in PostgreSQL's binary format, built at once; `raw` gets its first byte here."""
    length = packed.shape[1] + raw
    rows = np.zeros(
        len(which),
        dtype=[
            ("fields", ">i2"), ("l1", ">i4"), ("day", ">i4"), ("l2", ">i4"), ("link", ">i4"), ("l3", ">i4"),
            ("hits", ">i4"), ("l4", ">i4"), ("visitors", ">i4"), ("l5", ">i4"), ("sketch", "u1", (length,)),
        ],
    )  # fmt: skip
    rows["fields"] = 5
    for name in ("l1", "l2", "l3", "l4"):
        rows[name] = 4
    rows["day"] = groups.day[which] - _EPOCH_OF_POSTGRES
    rows["link"], rows["hits"] = groups.link[which], groups.hits[which]
    rows["visitors"] = visitors
    rows["l5"] = length
    rows["sketch"][:, int(raw) :] = packed
    return rows.tobytes()


_ROW = struct.Struct(">hiiiiiiiii")


def _merged_row(day: int, link: int, sketch: bytes, adds: int) -> bytes:
    return _ROW.pack(5, 4, day - _EPOCH_OF_POSTGRES, 4, link, 4, 0, 4, adds, len(sketch)) + sketch
