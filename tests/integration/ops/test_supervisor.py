"""The supervisor keeps its children running, and takes all of them along when it stops."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from hub.ops import supervisor as supervising
from hub.ops.supervisor import Child, Supervisor

PROGRAM = """
import sys
from hub.ops.supervisor import Supervisor
folder = sys.argv[1]
supervisor = Supervisor()
supervisor.install_signals()
try:
    for name in ("first", "second"):
        supervisor.add(name, ["sh", "-c", f"echo $$ >> {folder}/{name}; exec sleep 600"], {})
    supervisor.run()
finally:
    supervisor.stop()
"""


def _until(reached: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not reached():
        assert time.monotonic() < deadline
        threading.Event().wait(0.02)


def _runs(pid: int) -> bool:
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A supervisor with two children in a process of its own; each child notes its id at each start."""
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(tmp_path)], env=env, stderr=subprocess.PIPE)
    _until(lambda: len(_started(tmp_path, "first")) == len(_started(tmp_path, "second")) == 1)
    yield process
    process.terminate()
    process.communicate(timeout=60)


def _started(folder: Path, name: str) -> list[int]:
    file = folder / name
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def test_a_killed_child_is_started_again_and_the_other_left_alone(
    supervised: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    os.kill(_started(tmp_path, "second")[0], signal.SIGKILL)
    _until(lambda: len(_started(tmp_path, "second")) == 2)
    assert _runs(_started(tmp_path, "second")[1])
    assert len(_started(tmp_path, "first")) == 1
    assert _runs(_started(tmp_path, "first")[0])


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_stopping_leaves_no_process_behind(
    supervised: subprocess.Popen[bytes], tmp_path: Path, sign: signal.Signals
) -> None:
    children = _started(tmp_path, "first") + _started(tmp_path, "second")
    assert all(_runs(child) for child in children)
    supervised.send_signal(sign)
    assert supervised.wait(60) == 0
    assert not any(_runs(child) for child in children)


def test_a_child_that_will_not_stop_is_killed_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "STOP_SECONDS", 0.2)
    one = Supervisor()
    stubborn = f"trap '' TERM; echo $$ >> {tmp_path}/all; sleep 600 & echo $! >> {tmp_path}/all; wait; wait"
    one.add("stubborn", ["sh", "-c", stubborn], {})
    _until(lambda: len(_started(tmp_path, "all")) == 2)
    one.stop()
    _until(lambda: not any(_runs(pid) for pid in _started(tmp_path, "all")))
    assert one.children == []


def test_children_stop_in_the_reverse_order_of_their_start(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[int] = []
    one = Supervisor()
    for name in ("valkey", "web", "worker"):
        one.add(name, ["sleep", "600"], {})
    wanted = [child.process.pid for child in reversed(one.children) if child.process]
    end = supervising._end

    def noted(process: subprocess.Popen[bytes]) -> None:
        ended.append(process.pid)
        end(process)

    monkeypatch.setattr(supervising, "_end", noted)
    one.stop()
    assert ended == wanted


def test_a_child_that_keeps_dying_young_is_given_longer_and_longer_pauses() -> None:
    child = Child("web", ["false"], {}, started=time.monotonic())
    pauses = [child.pause() for _ in range(8)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (0.4, 10.0)
    child.started = time.monotonic() - 60
    assert child.pause() == 0.2, "one that ran for a while comes back at once"


def test_what_was_started_is_stopped_when_the_start_fails(tmp_path: Path) -> None:
    one = Supervisor()

    def never() -> None:
        raise RuntimeError("it did not answer")

    with pytest.raises(RuntimeError):
        one.add("web", ["sleep", "600"], {}, never)
    [child] = one.children
    one.stop()
    assert child.process is not None
    assert not _runs(child.process.pid)
