"""The log has words for what happened, and none for anybody."""

from __future__ import annotations

import ast
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hub.core import logs
from hub.core.logs import Event, Part
from hub.core.queue import JobName

ROOT = Path(__file__).parents[3]
PERSON, KIT = "7654321", "kanariefugl-ved-fjorden"


@pytest.fixture
def output(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What a configured process writes; everything is as it was afterwards."""
    root = logging.getLogger()
    handlers, level, hooks = root.handlers[:], root.level, (sys.excepthook, threading.excepthook, sys.unraisablehook)
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure(Part.WEB)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    logs._state.clear()
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


def lines(output: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.getvalue().splitlines()]


def fail() -> None:
    person, kit = PERSON, KIT
    try:
        raise KeyError(person)
    except KeyError as error:
        raise RuntimeError(f"{person} shared {kit}") from error


def failed() -> Exception:
    try:
        fail()
    except RuntimeError as error:
        return error
    raise AssertionError


def test_a_line_holds_what_happened_how_many_and_how_long(output: io.StringIO) -> None:
    logs.write(Event.MAIL_SERVER_AWAY, count=3, seconds=0.12345, job=JobName.SEND_SIGN_IN)
    assert lines(output) == [
        {
            "level": "warning",
            "part": "web",
            "event": "mail_server_away",
            "says": Event.MAIL_SERVER_AWAY.value,
            "count": 3,
            "seconds": 0.123,
            "job": "send_sign_in",
        }
    ]


def test_an_error_is_told_by_its_type_and_its_lines_of_code_and_so_is_its_cause(output: io.StringIO) -> None:
    logs.write(Event.REQUEST_FAILED, level=logging.ERROR, error=failed())
    (line,) = lines(output)
    assert line["error"] == "RuntimeError"
    assert line["trace"][-1].startswith("tests/unit/core/test_logs.py:")
    assert line["trace"][-1].endswith(" fail")
    assert line["because"][0].startswith("KeyError at tests/unit/core/test_logs.py:")
    assert PERSON not in output.getvalue()
    assert KIT not in output.getvalue()


def test_the_record_itself_is_clean_for_any_other_handler(caplog: pytest.LogCaptureFixture) -> None:
    logs.write(Event.REQUEST_FAILED, error=failed())
    (record,) = caplog.records
    assert record.exc_info is None
    assert not record.args
    assert PERSON not in str(vars(record)) + caplog.text
    assert KIT not in str(vars(record)) + caplog.text


@pytest.mark.parametrize("name", ["werkzeug", "rq.worker", "sqlalchemy.pool", "_granian", "hub.kits.views", "flask"])
def test_what_anything_else_logs_is_cut_down_to_where_it_stands(output: io.StringIO, name: str) -> None:
    logger = logging.getLogger(name)
    logger.warning("%s opened %s", PERSON, KIT)
    logger.error(f"{PERSON} opened {KIT}")
    try:
        fail()
    except RuntimeError:
        logger.exception("GET /kits/%s", KIT)
    found = lines(output)
    assert [line["event"] for line in found] == ["library"] * 3
    assert all(line["where"].startswith("tests/unit/core/test_logs.py:") for line in found)
    assert PERSON not in output.getvalue()
    assert KIT not in output.getvalue()


def test_handlers_that_a_library_brought_along_are_gone(output: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    own = io.StringIO()
    logger = logging.getLogger("library.with.handler")
    logger.addHandler(logging.StreamHandler(own))
    logger.propagate = False
    monkeypatch.setattr(sys, "stderr", output)
    logs.configure(Part.WORKER)
    logger.error(KIT)
    assert own.getvalue() == ""
    assert lines(output)[-1]["part"] == "worker"


def test_warnings_threads_and_last_words_are_cut_down_too(output: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(f"{PERSON} {KIT}", stacklevel=1)
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    error = failed()
    sys.excepthook(type(error), error, error.__traceback__)
    assert [line["event"] for line in lines(output)] == ["library", "thread_failed", "process_failed"]
    assert PERSON not in output.getvalue()
    assert KIT not in output.getvalue()


def test_an_event_that_is_not_in_the_list_is_refused() -> None:
    with pytest.raises(ValueError, match="not a valid Event"):
        logs.write(f"{PERSON} shared {KIT}")  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["count", "seconds"])
def test_a_number_must_be_a_number(field: str) -> None:
    with pytest.raises(ValueError, match=r"could not convert|invalid literal"):
        logs.write(Event.SALTS_AWAY, **{field: KIT})  # type: ignore[arg-type]


def test_nothing_in_the_program_logs_but_through_the_list() -> None:
    wrong = []
    for file in (ROOT / "wsgi.py", *(ROOT / "hub").rglob("*.py"), *(ROOT / "worker").rglob("*.py")):
        if file == ROOT / "hub/core/logs.py":
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            # The levels and the level of werkzeug are all that others may take from the library.
            if isinstance(node, ast.Attribute) and node.attr in {"exception", "warning", "error", "info", "debug"}:
                if ast.unparse(node.value) in {"log", "logger", "logging", "app.logger", "current_app.logger"}:
                    wrong.append(f"{file.relative_to(ROOT)}:{node.lineno}")
            elif isinstance(node, ast.Attribute) and node.attr in {"basicConfig", "StreamHandler", "print_exc"}:
                wrong.append(f"{file.relative_to(ROOT)}:{node.lineno}")
    assert not wrong, "log through hub.core.logs.write"
