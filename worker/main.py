"""The RQ worker: takes jobs by their JobName and runs them, one at a time."""

from __future__ import annotations

import importlib
import logging
import os

from rq import SimpleWorker, Worker
from rq.serializers import JSONSerializer

from hub.core import config, queue, redis


def main() -> None:
    """Run until SIGTERM. Each job runs in a child process of its own, unless the demo's seed asks for speed."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    for job in queue.JobName:
        # Each job runs in a fork. Imported here, once, its code does not cost every fork a second.
        importlib.import_module(job.value.rpartition(".")[0])
    settings = config.load(demo=os.environ.get("HUB_DEMO") == "1")
    client = redis.connect(settings.redis_url)
    # Each job's process is a copy of this one: what is loaded here need not be loaded for every job.
    for job in queue.JobName:
        importlib.import_module(job.rpartition(".")[0])
    kind = SimpleWorker if settings.clock_file else Worker
    worker = kind(
        [queue.QUEUE_NAME],
        connection=client,
        serializer=JSONSerializer,
        log_job_description=False,
    )
    worker.work(logging_level="WARNING", with_scheduler=False)


if __name__ == "__main__":
    main()
