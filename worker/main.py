"""The RQ worker: takes jobs by their JobName and runs them, one at a time."""

from __future__ import annotations

import importlib
import os

from rq.serializers import JSONSerializer

from hub.core import config, logs, queue, redis
from worker.discreet import DiscreetSimpleWorker, DiscreetWorker
from worker.named import NamedJob


def main() -> None:
    """Run until SIGTERM. Each job runs in a child process of its own, unless the demo's seed asks for speed."""
    logs.configure(logs.Part.WORKER)
    for job in queue.JobName:
        # Each job runs in a fork. Imported here, once, its code does not cost every fork a second.
        importlib.import_module(job.value.rpartition(".")[0])
    settings = config.load(demo=os.environ.get("HUB_DEMO") == "1")
    client = redis.connect(settings.redis_url)
    kind = DiscreetSimpleWorker if settings.clock_file else DiscreetWorker
    worker = kind(
        [queue.QUEUE_NAME],
        connection=client,
        serializer=JSONSerializer,
        job_class=NamedJob,
        log_job_description=False,
    )
    worker.work(logging_level="WARNING", with_scheduler=False)


if __name__ == "__main__":
    main()
