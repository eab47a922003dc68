"""Jobs that the worker agrees to carry out: those of `JobName`, and nothing else that a job may name.

A job in Redis names a function by its address, and callbacks by theirs. RQ would import and call any of them, so that
whoever can write to the queue could run every function there is, whatever the serializer.
"""

from __future__ import annotations

from typing import Any

from rq.job import Job

from hub.core.queue import JobName


class NotOurs(Exception):
    """The job names a function or a callback that the hub never asks for."""


class NamedJob(Job):
    """A job whose function is one of `JobName`."""

    @property
    def func(self) -> Any:
        """The function to call.

        Raises:
            NotOurs: it is not a job of ours.
        """
        name = self.func_name
        if self.instance is not None or name not in set(JobName) or self._names_a_callback():
            raise NotOurs
        return super().func

    @property
    def success_callback(self) -> None:
        """None: the hub asks for none."""

    @property
    def failure_callback(self) -> None:
        """None: the hub asks for none."""

    @property
    def stopped_callback(self) -> None:
        """None: the hub asks for none."""

    def _names_a_callback(self) -> bool:
        return any((self._success_callback_name, self._failure_callback_name, self._stopped_callback_name))
