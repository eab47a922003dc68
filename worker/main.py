"""The RQ worker: takes jobs by their JobName and runs them, one at a time."""

from __future__ import annotations

import logging
import os

from rq import SimpleWorker, Worker
from rq.serializers import JSONSerializer

from hub.core import config, queue, redis


def main() -> None:
    """Run until SIGTERM. Each job runs in a child process of its own, unless the demo's seed asks for speed."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    settings = config.load(demo=os.environ.get("HUB_DEMO") == "1")
    client = redis.connect(settings.redis_url)
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
