"""`hub web` over real sockets, beside forms whose end never comes."""

from __future__ import annotations

import http.client
import select
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.bench.world import World, codes, until, world

LINKS = 20
HEAD = "POST /sign-in HTTP/1.1\r\nHost: hub.fjordby.example\r\nContent-Type: application/x-www-form-urlencoded\r\n"
HEADS = {
    "with a length": f"{HEAD}Content-Length: 100\r\n\r\na",
    "in parts": f"{HEAD}Transfer-Encoding: chunked\r\n\r\n",
}

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def running() -> Iterator[World]:
    """A real process of eight threads, with a few links."""
    with world(LINKS) as made:
        made.start("web")
        yield made


def ask(running: World, method: str, path: str, body: str | None = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", running.ports["web"], timeout=60)
    try:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize("way", HEADS)
def test_forms_that_never_end_keep_nobody_from_reading_or_following_a_link(running: World, way: str) -> None:
    with ExitStack() as held:
        waiting = [
            held.enter_context(socket.create_connection(("127.0.0.1", running.ports["web"]), timeout=60))
            for _ in range(20)
        ]
        for each in waiting:
            each.sendall(HEADS[way].encode())

        def refused() -> int:
            return len(select.select(waiting, [], [], 0)[0])

        # Half of the threads wait; whoever came later has been told.
        assert until(16, refused) == 16
        assert ask(running, "GET", "/sign-in")[0] == 200
        assert ask(running, "GET", f"/r/{codes(LINKS)[3]}")[0] == 302
        status, page = ask(running, "POST", "/sign-in", "email=somebody")
        assert status == 503
        assert "Prøv igen" in page
    # Without a token the form itself is refused, but it is read.
    assert until(400, lambda: ask(running, "POST", "/sign-in", "email=somebody")[0]) == 400
