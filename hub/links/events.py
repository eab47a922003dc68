"""What the redirect tells the counting: one packed record for each request, and the streams it travels in.

A record holds the organisation's local day, the class of the request and, for a click, the link and a visitor's hash
under that day's salt. What is filtered names no link: a network fetches its preview in the moment of the post, so
previews by link would be shares without noise. A record has no time of day, no network address and no user agent,
and its place in the stream is a byte offset and not a clock.
"""

from __future__ import annotations

import datetime as dt
import struct
from enum import IntEnum

RECORD = struct.Struct("<IHBx8s")
"""Link id, day number, kind, padding, visitor: 16 bytes, little-endian."""
NO_LINK = 0
"""Stands in place of the link in a record that is not a click."""

PRODUCERS = "clicks:producers"
"""Set of the producers that have a stream: one for each start of a web process."""
CLOSED = "clicks:closed"
"""Set of the producers that will never write again, so that their emptied streams may go."""
FIELD = "records"
NOBODY = bytes(8)

_EPOCH = dt.date(1970, 1, 1)


class Kind(IntEnum):
    """Class of a request. The numbers stand in spools and streams: never give one a new meaning."""

    CLICK = 1
    BOT = 2
    PREFETCH = 3
    NO_AGENT = 4
    PREVIEW = 5
    HEAD = 6

    @property
    def label(self) -> str:
        """The word in the tables of counts."""
        return self.name.lower()


def stream_of(producer: str) -> str:
    """The stream of one producer. Entry ids are `<segment>-<byte offset of the entry's end>`."""
    return f"clicks:{producer}"


def number_of(day: dt.date) -> int:
    """Days since 1 January 1970, as a record holds them."""
    return (day - _EPOCH).days


def day_of(number: int) -> dt.date:
    """The date of a record's day number."""
    return _EPOCH + dt.timedelta(days=number)
