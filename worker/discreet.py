"""The RQ worker, without its habit of writing a failed job's arguments and its error's text into log and Redis, and
without the chance that it does not hear that it should stop.
"""

from __future__ import annotations

import logging
import signal
import sys
import threading
from traceback import walk_stack
from types import FrameType
from typing import Any

from rq import SimpleWorker, Worker
from rq.job import Job
from rq.worker import BaseWorker

from hub.core import logs
from hub.core.logs import Event
from hub.core.queue import JobName


class _Discreet(BaseWorker):
    def handle_exception(self, job: Job, *exc_info: Any) -> None:
        """Log which kind of job failed and where in the code. RQ would log the arguments and the error's text."""
        logs.write(Event.JOB_FAILED, level=logging.ERROR, job=_name(job), error=exc_info[1])

    def handle_job_failure(self, job: Job, *args: Any, **kwargs: Any) -> None:
        """Keep with the failed job what the log says, and no more."""
        error = sys.exc_info()[1]
        if "exc_string" in kwargs:
            kwargs["exc_string"] = logs.described(error) if error is not None else ""
        super().handle_job_failure(job, *args, **kwargs)

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """Stop, once the present job has ended.

        RQ interrupts an idle worker by an exception. Python drops one that comes up while an object is cleared away,
        and the worker would wait for its next job as before. So the signal is sent once more, a moment later.
        """
        if any(each.f_code.co_name == "__del__" for each, _ in walk_stack(frame)):
            # To this thread itself, because it may be waiting for Redis by then.
            threading.Timer(0.05, signal.pthread_kill, (threading.get_ident(), signum)).start()
        else:
            super().request_stop(signum, frame)  # type: ignore[no-untyped-call]


class DiscreetWorker(_Discreet, Worker):
    """Each job in a process of its own."""


class DiscreetSimpleWorker(_Discreet, SimpleWorker):
    """All jobs in this process, for the demonstration's seed."""


def _name(job: Job) -> JobName | None:
    try:
        return JobName(job.func_name or "")
    except Exception:
        # What somebody put into the queue from outside may not even be readable.
        return None
