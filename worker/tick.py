"""The tick: asks for what is due. Dated, unique ids make a second tick beside it harmless.

`rq cron` cannot do this: it keeps its schedule in memory, so two of them enqueue twice, and it pickles.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import threading
from dataclasses import dataclass

from redis.exceptions import RedisError

from hub.core import clock, config, logs, queue, redis
from hub.core.logs import Event
from hub.core.queue import JobName


@dataclass(frozen=True)
class Due:
    """A job that is asked for once in each slot of `every` seconds."""

    job: JobName
    every: int


SCHEDULE = (
    Due(JobName.INGEST_CLICKS, 5),
    Due(JobName.OPEN_WINDOWS, 60),
    Due(JobName.RELEASE, 600),
    Due(JobName.END_KITS, 600),
    Due(JobName.CLOSE_DAY, 3600),
    Due(JobName.FORGET_TOKENS, 3600),
    Due(JobName.FORGET_DRAFTS, 3600),
    Due(JobName.WRITE_LETTER, 900),
)


def slot_id(due: Due, now: dt.datetime) -> str:
    """The job's id in the present slot: the same for every tick in the organisation."""
    return f"{due.job.name.lower()}-{int(now.timestamp()) // due.every}"


def ask(now: dt.datetime, asked: set[str]) -> list[JobName]:
    """Enqueue whatever has not been asked for in its slot; `asked` is this tick's own memory of ids."""
    sent = []
    for due in SCHEDULE:
        job_id = slot_id(due, now)
        if job_id in asked:
            continue
        # The id stays taken for two slots, so that a tick that is late by one cannot ask again.
        if queue.enqueue(due.job, unique_id=job_id, keep=max(60, 2 * due.every)):
            sent.append(due.job)
        asked.add(job_id)
    if len(asked) > 1000:
        asked.clear()
    return sent


def main() -> None:
    """Run until SIGTERM."""
    logs.configure(logs.Part.TICK)
    settings = config.load(demo=os.environ.get("HUB_DEMO") == "1")
    clock.configure(settings.timezone, settings.clock_file)
    queue.configure(redis.connect(settings.redis_url))
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    asked: set[str] = set()
    while not stop.wait(1):
        try:
            ask(clock.now(), asked)
        except RedisError:
            logs.write(Event.QUEUE_AWAY_TICK)


if __name__ == "__main__":
    main()
