"""`hub links`: the redirect as a process, and perhaps a host, of its own."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from hub.core.config import Settings
from hub.links import queries
from hub.links.wiring import OnlyLinks
from hub.ops import up
from tests import servers
from tests.bench.world import World, codes, world
from tests.integration.links.conftest import BROWSER, Visitor, behind


@pytest.fixture(scope="module")
def running() -> Iterator[World]:
    """A real process with a few links."""
    with world(20) as made:
        made.start("links")
        yield made


def ask(connection: http.client.HTTPConnection, path: str, method: str = "GET", **headers: str) -> Any:
    connection.request(method, path, headers={"User-Agent": BROWSER, **headers})
    answer = connection.getresponse()
    answer.body = answer.read()  # type: ignore[attr-defined]
    return answer


@pytest.fixture
def connection(running: World) -> Iterator[http.client.HTTPConnection]:
    made = http.client.HTTPConnection("127.0.0.1", running.ports["links"], timeout=20)
    yield made
    made.close()


def test_links_have_an_address_of_their_own_when_they_are_given_one(settings: Settings) -> None:
    assert queries.share_url(settings, "abcdefgh") == "http://localhost/r/abcdefgh"
    own = replace(settings, link_base_url="https://job.fjordby.example")
    assert queries.share_url(own, "abcdefgh") == "https://job.fjordby.example/r/abcdefgh"


def test_everything_but_links_leads_to_the_hub(
    make_front: Callable[..., Visitor], settings: Settings, code: str
) -> None:
    visit = make_front(OnlyLinks(behind, settings))
    for path in ("/", "/results", "//evil.example/", "/sign-in", "/r"):
        answer = visit(path)
        assert (answer.status, answer.headers["Location"]) == ("302 Found", f"{settings.base_url}/")
    assert visit(f"/r/{code}").headers["Location"].startswith("https://fjordby.example/")
    assert visit("/static/css/app.css").body == b"flask"
    assert visit.kinds == ["click"]


@pytest.mark.processes
def test_one_connection_serves_redirects_refusals_and_pages(connection: http.client.HTTPConnection) -> None:
    code = codes(20)[3]
    for _ in range(3):
        assert ask(connection, f"/r/{code}").status == 302
        assert ask(connection, f"/r/{code}", "HEAD").status == 302
        refused = ask(connection, f"/r/{code}", "POST")
        assert (refused.status, refused.getheader("Allow")) == (405, "GET, HEAD")
        gone = ask(connection, "/r/zzzzzzzz", **{"Accept-Language": "en"})
        assert gone.status == 404
        assert b"This link no longer works" in gone.body
        assert ask(connection, "/r/zzzzzzzz", "HEAD").body == b""
    assert ask(connection, f"/r/{code}?fbclid=x").getheader("Set-Cookie") is None
    assert ask(connection, "/").getheader("Location") == "http://127.0.0.1:8000/"


@pytest.mark.processes
def test_absurd_headers_cost_one_connection_and_nobody_else_notices(running: World) -> None:
    code = codes(20)[4]
    address = ("127.0.0.1", running.ports["links"])
    for absurd in (b"X: " + b"a" * 1_000_000, b"\xff\xfe: \x80", b"no colon at all", b"X: y\r\n" * 5000):
        with socket.create_connection(address, timeout=20) as raw:
            try:
                raw.sendall(b"GET /r/" + code.encode() + b" HTTP/1.1\r\nHost: x\r\n" + absurd + b"\r\n\r\n")
                first = raw.recv(64)
            except OSError:
                first = b""
        assert first[:12] in (b"", *(b"HTTP/1.1 %d" % status for status in (302, 400, 431)))
    other = http.client.HTTPConnection(*address, timeout=20)
    assert ask(other, f"/r/{code}").status == 302
    other.close()


def test_a_port_that_somebody_else_has_is_left_alone(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        started: list[str] = []

        class Supervisor:
            def add(self, name: str, *_: object) -> None:
                started.append(name)

        up._start_links(Supervisor(), settings, "127.0.0.1", taken.getsockname()[1])  # type: ignore[arg-type]
        assert started == []
        assert "is taken" in capsys.readouterr().out
        up._start_links(Supervisor(), settings, "127.0.0.1", servers.free_port())  # type: ignore[arg-type]
        assert started == ["links"]
