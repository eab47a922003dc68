from __future__ import annotations

import io
import threading
from collections.abc import Iterable
from typing import Any

import pytest
from werkzeug.exceptions import ClientDisconnected, ServiceUnavailable
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Request

from hub.core.bodies import Bodies


class Pieces(io.RawIOBase):
    """A body that comes a byte at a time, and breaks off after some."""

    def __init__(self, content: bytes, breaks_after: int | None = None) -> None:
        self._left = list(content[:breaks_after])
        self._whole = breaks_after is None

    def read(self, _size: int = -1) -> bytes:
        if not self._left and not self._whole:
            raise ConnectionResetError
        return bytes([self._left.pop(0)]) if self._left else b""


def reader(threads: int = 2) -> tuple[Bodies, list[bytes]]:
    got: list[bytes] = []

    def app(environ: dict[str, Any], _start_response: Any) -> Iterable[bytes]:
        got.append(Request(environ).get_data())
        return []

    return Bodies(app, threads), got


def post(content: bytes, body: Any, **more: Any) -> dict[str, Any]:
    environ = EnvironBuilder(method="POST", data=content).get_environ()
    return {**environ, "wsgi.input": body, **more}


def test_a_body_that_comes_in_pieces_is_read_whole() -> None:
    read, got = reader()
    read(post(b"text=hej", Pieces(b"text=hej")), None)  # type: ignore[arg-type]
    assert got == [b"text=hej"]


def test_a_body_without_a_length_is_read_to_its_end() -> None:
    read, got = reader()
    environ = post(b"", Pieces(b"text=hej"), **{"wsgi.input_terminated": True})
    environ.pop("CONTENT_LENGTH", None)
    read(environ, None)  # type: ignore[arg-type]
    assert got == [b"text=hej"]


def test_a_body_that_breaks_off_gives_its_place_back() -> None:
    read, got = reader()
    for _ in range(3):
        with pytest.raises(ClientDisconnected):
            read(post(b"text=hej", Pieces(b"text=hej", breaks_after=4)), None)  # type: ignore[arg-type]
    read(post(b"text=hej", Pieces(b"text=hej")), None)  # type: ignore[arg-type]
    assert got == [b"text=hej"]


@pytest.mark.parametrize(("threads", "places"), [(1, 1), (2, 1), (8, 4)])
def test_half_of_the_threads_may_wait_for_a_body_and_the_next_is_refused(threads: int, places: int) -> None:
    go, waiting = threading.Event(), threading.Semaphore(0)

    class Stuck(io.RawIOBase):
        def read(self, _size: int = -1) -> bytes:
            waiting.release()
            go.wait(60)
            return b""

    read, _got = reader(threads)

    def send() -> None:
        with pytest.raises(ClientDisconnected):
            read(post(b"text=hej", Stuck()), None)  # type: ignore[arg-type]

    stuck = [threading.Thread(target=send) for _ in range(places)]
    for thread in stuck:
        thread.start()
        assert waiting.acquire(timeout=60)
    with pytest.raises(ServiceUnavailable):
        read(post(b"text=hej", Pieces(b"text=hej")), None)  # type: ignore[arg-type]
    go.set()
    for thread in stuck:
        thread.join()
    read(post(b"text=hej", Pieces(b"text=hej")), None)  # type: ignore[arg-type]
