"""Whatever goes wrong in a started process, neither a person nor a kit comes into its output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue
from rq.job import Job, JobStatus
from rq.serializers import JSONSerializer

from hub.core import queue
from hub.core.config import Settings
from hub.core.queue import JobName
from hub.ops.serve import web_command
from hub.ops.up import environment
from tests import servers

PERSON, KIT = "7654321", "kanariefugl-ved-fjorden"
# The application that is served, with pages that fail in each way there is, holding a person and a kit when they do.
BROKEN = """
import logging, threading, warnings
from flask import render_template_string
from sqlalchemy import text
from wsgi import app as real, flask_app
from hub.core import db, redis

@flask_app.get("/kits/<slug>/boom/<kind>/<person>")
def boom(slug, kind, person):
    both = f"{person} shared {slug}"
    if kind == "view":
        raise RuntimeError(both)
    if kind == "key":
        return {}[slug]
    if kind == "database":
        db.session().execute(text("INSERT INTO nothing VALUES (:p, :k)"), {"p": person, "k": slug})
    if kind == "statement":
        db.session().execute(text(f"SELECT '{both}' FROM nothing"))
    if kind == "redis":
        redis.connect(f"unix:///nonexistent/{slug}/{person}").set(slug, person)
    if kind == "template":
        return render_template_string("{{ missing.part }} {{ slug }}", slug=both)
    if kind == "syntax":
        return render_template_string("{% " + both)
    if kind == "thread":
        thread = threading.Thread(target=lambda: {}[both], name=both)
        thread.start()
        thread.join()
    if kind == "warning":
        warnings.warn(both, UserWarning)
    if kind == "logged":
        for name in ("werkzeug", "sqlalchemy.engine", "hub.sharing", "_granian", "granian.access"):
            logging.getLogger(name).critical("%s " + both, both)
            logging.getLogger(name).critical("%d", both)
        flask_app.logger.error(both)
    return "done"

def app(environ, start_response):
    if "outside" in environ["PATH_INFO"]:
        raise RuntimeError(environ["PATH_INFO"])
    return real(environ, start_response)
"""
KINDS = (
    "view", "key", "database", "statement", "redis", "template", "syntax", "thread", "warning", "logged", "outside",
)  # fmt: skip


@pytest.fixture
def served(settings: Settings, queue_redis: Redis, counts_redis: Redis, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of a web process as `hub web` starts it, and the file with all that it writes."""
    (tmp_path / "broken.py").write_text(textwrap.dedent(BROKEN))
    port, written = servers.free_port(), tmp_path / "output"
    command = [*web_command(settings, "127.0.0.1", port)[:-1], "broken:app"]
    env = {**os.environ, **environment(settings)}
    env["PYTHONPATH"] = os.pathsep.join([str(tmp_path), env["PYTHONPATH"]])
    with written.open("wb") as output:
        process = subprocess.Popen(command, env=env, stdout=output, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        until(lambda: fetch(f"{address}/healthz") == 200)
        yield address, written
    finally:
        process.terminate()
        process.wait(60)


def fetch(address: str) -> int:
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code
    except OSError:
        return 0


def until(reached: object) -> None:
    deadline = time.monotonic() + 90
    while not reached():  # type: ignore[operator]
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)


def test_no_fault_of_a_page_names_a_person_or_a_kit(served: tuple[str, Path]) -> None:
    address, written = served
    statuses = {kind: fetch(f"{address}/kits/{KIT}/boom/{kind}/{PERSON}?who={PERSON}&what={KIT}") for kind in KINDS}
    assert {kind for kind, status in statuses.items() if status == 200} == {"thread", "warning", "logged"}
    assert set(statuses.values()) <= {200, 500}
    output = written.read_text()
    assert PERSON not in output
    assert KIT not in output
    found = [json.loads(line) for line in output.splitlines()]
    assert [line["error"] for line in found if line["event"] == "request_failed"] == [
        "RuntimeError",
        "KeyError",
        "sqlalchemy.exc.OperationalError",
        "sqlalchemy.exc.OperationalError",
        "redis.exceptions.ConnectionError",
        "jinja2.exceptions.UndefinedError",
        "jinja2.exceptions.TemplateSyntaxError",
    ]
    assert all(" boom" in " ".join(line["trace"]) for line in found if line["event"] == "request_failed")
    assert {"thread_failed", "library"} <= {line["event"] for line in found}


def test_no_failed_job_names_a_person_or_a_kit(settings: Settings, queue_redis: Redis, counts_redis: Redis) -> None:
    jobs = Queue(queue.QUEUE_NAME, connection=queue_redis, serializer=JSONSerializer)
    queue.configure(queue_redis)
    jobs.enqueue("os.rmdir", f"/nonexistent/{KIT}/{PERSON}", job_id="foreign", description="foreign")
    jobs.enqueue("no.such.module", KIT, PERSON, job_id="missing", description="missing")
    queue.enqueue(JobName.SEND_NOTIFICATION, KIT, PERSON, unique_id="own")
    process = subprocess.Popen(
        [sys.executable, "-m", "worker.main"],
        env={**os.environ, **environment(settings)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        found = [
            Job.fetch(name, connection=queue_redis, serializer=JSONSerializer) for name in ("foreign", "missing", "own")
        ]
        until(lambda: all(job.get_status() is JobStatus.FAILED for job in found))
    finally:
        process.terminate()
        output, _nothing = process.communicate(timeout=60)
    kept = "".join(str(getattr(job.latest_result(), "exc_string", "")) for job in found)
    for somebody in (PERSON, KIT):
        assert somebody not in output
        assert somebody not in kept
    failures = [json.loads(line) for line in output.splitlines() if "job_failed" in line]
    assert "job" not in failures[0], "a name from outside is not repeated"
    assert failures[-1]["job"] == "send_notification"
    assert failures[-1]["error"] in kept, "what failed is kept with the job"
