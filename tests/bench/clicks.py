"""Made-up clicks as packed records: as skewed as real ones are, and in the worst case."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from redis import Redis

from hub.links.events import FIELD, PRODUCERS, RECORD, Kind, stream_of
from hub.links.shipper import BATCH_RECORDS
from hub.metrics.ingest_tables import LAYOUT, Records

LINKS = 240_000
DAYS = 9
FIRST_DAY = 20_000


def made(clicks: int, *, skewed: bool, seed: int, first_day: int = FIRST_DAY) -> Records:
    """Clicks on `LINKS` links in `DAYS` days: by Zipf's law, or uniform, where nearly every click opens a new row."""
    random = np.random.default_rng(seed)
    records = np.zeros(clicks, dtype=LAYOUT)
    if skewed:
        # The exponent that gives a million clicks about as many rows as the peers' measurement had.
        records["link"] = 1 + (random.zipf(1.2, clicks) - 1) % LINKS
    else:
        records["link"] = random.integers(1, LINKS + 1, clicks)
    records["day"] = first_day + random.integers(0, DAYS, clicks)
    records["kind"] = Kind.CLICK
    # Every fourth click is by somebody who was there before.
    records["visitor"] = random.integers(-(2**63), 2**63 - 1, clicks)
    again = random.random(clicks) < 0.25
    records["visitor"][again] = records["link"][again].astype(np.int64) << 20 | random.integers(0, 50, int(again.sum()))
    return records


def rows_of(records: Records) -> int:
    """How many rows the clicks are: links times days."""
    return len(np.unique(records["day"].astype(np.int64) << 32 | records["link"]))


def ship(client: Redis, producer: str, records: Records, begin: int = 0) -> int:
    """Put records into a producer's stream as the shipper does, after `begin` bytes; where the stream then ends."""
    client.sadd(PRODUCERS, producer)
    pipeline = client.pipeline(transaction=False)
    for part in _parts(records.tobytes()):
        begin += len(part)
        pipeline.xadd(stream_of(producer), {FIELD: part}, id=f"1-{begin}")
        if len(pipeline) >= 200:
            pipeline.execute()
    pipeline.execute()
    return begin


def _parts(packed: bytes) -> Iterator[bytes]:
    step = BATCH_RECORDS * RECORD.size
    for place in range(0, len(packed), step):
        yield packed[place : place + step]
