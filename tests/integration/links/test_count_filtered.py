"""What is no click is counted by day, and belongs to no link."""

from __future__ import annotations

from pathlib import Path

from redis import Redis
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.links.events import NO_LINK, NOBODY, RECORD, Kind
from hub.links.shipper import Outbox
from hub.links.spool import Spool
from hub.metrics import ingest
from hub.metrics.models import ClickDay, FilteredDay
from tests.servers import both_databases


@both_databases
def test_filtered_requests_of_several_batches_add_up_without_a_link(
    session: Session, queue_redis: Redis, tmp_path: Path
) -> None:
    spool = Spool(tmp_path / "spool")
    outbox = Outbox(spool, queue_redis)
    for _ in range(2):
        spool.append(RECORD.pack(NO_LINK, 20_000, Kind.PREVIEW, NOBODY))
        outbox.ship()
        assert ingest.drain(session, queue_redis) == 1
    spool.abandon()
    assert [(row.kind, row.hits) for row in session.scalars(select(FilteredDay))] == [("preview", 2)]
    assert session.scalars(select(ClickDay)).all() == []
    assert ingest.counted(session) == 2
