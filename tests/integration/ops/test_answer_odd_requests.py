"""`hub links` over a real socket: whatever arrives is answered as HTTP wants it, and counted once or not at all."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator

import pytest

from tests.bench.world import World, codes, until, world

LINKS = 20
AGENT = b"User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0\r\n"
HEAD = b"Host: job.fjordby.example\r\n" + AGENT
CODE = codes(LINKS)[7].encode()
PATH = b"/r/" + CODE
AGAIN = b"GET " + PATH + b" HTTP/1.1\r\n" + HEAD + b"\r\n"
LAST = b"GET " + PATH + b" HTTP/1.1\r\nConnection: close\r\n" + HEAD + b"\r\n"

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def running() -> Iterator[World]:
    """A real process with a few links."""
    with world(LINKS) as made:
        made.start("links")
        yield made


def statuses(running: World, sent: bytes) -> list[int]:
    """The statuses of all that is answered on one connection, a last and ordinary request included."""
    got = b""
    with socket.create_connection(("127.0.0.1", running.ports["links"]), timeout=20) as connection:
        connection.sendall(sent + LAST)
        try:
            while part := connection.recv(65_536):
                got += part
        except ConnectionResetError:
            pass
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", got)]


def request(path: bytes = PATH, *lines: bytes, method: bytes = b"GET", version: bytes = b"1.1") -> bytes:
    head = b"%b %b HTTP/%b\r\n" % (method, path, version)
    return head + HEAD + b"".join(line + b"\r\n" for line in lines) + b"\r\n"


ODD = {
    "HTTP/1.0 without a host": (b"GET " + PATH + b" HTTP/1.0\r\n" + AGENT + b"\r\n", [302]),
    "five at once": (AGAIN * 4, [302] * 5),
    "a body with a GET": (request(PATH, b"Content-Length: 5") + b"hello", [302, 302]),
    "a body in parts": (request(PATH, b"Transfer-Encoding: chunked") + b"5\r\nhello\r\n0\r\n\r\n", [302, 302]),
    "a POST with a body": (request(PATH, b"Content-Length: 5", method=b"POST") + b"hello", [405, 302]),
    "OPTIONS": (request(method=b"OPTIONS"), [405, 302]),
    "a method in small letters": (request(method=b"get"), [405, 302]),
    "HEAD": (request(method=b"HEAD"), [302, 302]),
    "an expectation": (request(PATH, b"Expect: 100-continue"), [302, 302]),
    "a range of what a browser has": (request(PATH, b"Range: bytes=0-", b"If-None-Match: *"), [302, 302]),
    "a question": (request(PATH + b"?fbclid=%00&r=/r/x"), [302, 302]),
    "an encoded code in capitals": (request(b"/r/%" + b"%02X" % CODE[0] + CODE[1:].upper()), [302, 302]),
    "a slash too many": (request(PATH + b"/"), [302, 302]),
    "a path below a link": (request(PATH + b"/y"), [404, 302]),
    "bytes that are no text": (request(b"/r/%ff%fe%80%00%0d%0a"), [404, 302]),
    "a broken encoding": (request(b"/r/%zz%f"), [404, 302]),
    "a long path": (request(b"/r/" + b"a" * 60_000), [404, 302]),
    "a browser that is no text": (b"GET %b HTTP/1.1\r\nHost: x\r\nUser-Agent: Moz \xe6\r\n\r\n" % PATH, [302, 302]),
    "headers that are no text": (
        request(b"/r/zzzzzzzz", b"Accept-Language: \xe6", b"Cookie: \xff", b"X-Forwarded-For: \xff"), [404, 302]
    ),
    "raw bytes in the path": (request(b"/r/\xff\xfe"), [400]),
    "another protocol": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", []),
    "nothing like HTTP": (b"\x16\x03\x01\x00\xc8\x01\x00\x00\xc4\x03\x03", [400]),
    "too many headers": (request(PATH, *(b"X-%d: y" % number for number in range(500))), [431]),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_an_odd_request_is_answered_and_counted_as_often_as_it_was_led_on(running: World, name: str) -> None:
    sent, wanted = ODD[name]
    before = running.counted()
    assert statuses(running, sent) == wanted
    assert until(before + wanted.count(302), running.counted, 60) == before + wanted.count(302)


def test_a_visitor_who_comes_after_all_of_this_is_led_on(running: World) -> None:
    for sent, _ in ODD.values():
        with socket.create_connection(("127.0.0.1", running.ports["links"]), timeout=20) as connection:
            connection.sendall(sent[: len(sent) // 2])
    assert statuses(running, AGAIN) == [302, 302]
    assert running.children["links"].poll() is None
