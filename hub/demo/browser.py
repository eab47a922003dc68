"""A small browser for the demonstration's people: pages and forms over loopback, one cookie jar for each.

It follows no redirect and never leaves this machine: it only ever talks to the port it was made for.
"""

from __future__ import annotations

import http.client
import re
import secrets
import time
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

TIMEOUT_SECONDS = 60
IDLE_SECONDS = 5.0
"""Servers close connections that nobody uses; an older one is not trusted with a form."""
_TAG = re.compile(r"<(?:input|option)\b[^>]*>")
_ATTRIBUTE = re.compile(r'([a-z_-]+)="([^"]*)"')
_OPTION = re.compile(r'<option\b[^>]*value="([^"]*)"[^>]*>([^<]*)</option>')
_SUMMARY = re.compile(r'class="error-summary".*?</ul>', re.DOTALL)

Fields = Mapping[str, str | Sequence[str]]


class Unexpected(Exception):
    """A page answered something else than the simulation needs; the message says which, and what it said."""


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        """The path that a redirect leads to."""
        return urlsplit(self.headers.get("Location", "")).path

    def value(self, name: str) -> str:
        """The value of a form's first input with this name; empty when there is none."""
        for tag in _TAG.findall(self.text):
            found = dict(_ATTRIBUTE.findall(tag))
            if found.get("name") == name:
                return unescape(found.get("value", ""))
        return ""

    def options(self) -> dict[str, str]:
        """The values of the page's select options by their text, without indentation."""
        return {unescape(text).strip(" \N{NO-BREAK SPACE}–"): value for value, text in _OPTION.findall(self.text)}

    def complaint(self) -> str:
        """What the page's summary of errors says, for whoever must mend it."""
        found = _SUMMARY.search(self.text)
        inside = found.group(0).partition(">")[2] if found else ""
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", inside)).split())[:500]


class Site:
    """The web process under its port, with the connections to it that are free for the next request."""

    def __init__(self, port: int) -> None:
        self.port = port
        # Adding to a deque and taking from it are safe from many threads.
        self._free: deque[tuple[http.client.HTTPConnection, float]] = deque()

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        """One request and its answer.

        Raises:
            OSError, http.client.HTTPException: the server is gone.
        """
        connection = self._connection()
        try:
            connection.request(method, path, body, dict(headers))
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        except BaseException:
            connection.close()
            raise
        self._free.append((connection, time.monotonic()))
        return answer

    def close(self) -> None:
        """Close the free connections."""
        while self._free:
            self._free.pop()[0].close()

    def _connection(self) -> http.client.HTTPConnection:
        try:
            connection, used = self._free.pop()
        except IndexError:
            return http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_SECONDS)
        if time.monotonic() - used > IDLE_SECONDS:
            connection.close()
        return connection


@dataclass
class Browser:
    """One person's browser: cookies, and the form token of its session."""

    site: Site
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def get(self, path: str) -> Answer:
        """A page; its form token is remembered.

        Raises:
            Unexpected: the answer is no page.
        """
        answer = self._ask("GET", path, {}, None)
        if answer.status != http.client.OK:
            raise Unexpected(f"GET {path} answered {answer.status} (to {answer.location or 'nowhere'})")
        self.token = answer.value("csrf_token") or self.token
        return answer

    def post(
        self,
        path: str,
        fields: Fields,
        expect: int = 303,
        file: tuple[str, bytes] | None = None,
        filename: str = "picture.jpg",
    ) -> Answer:
        """Send a form, with a `file` (field name, content) where there is one: a JPEG, or what its name says.

        Raises:
            Unexpected: the status is not the expected one.
        """
        sent = {**fields, "csrf_token": self.token}
        if file is None:
            kind, body = "application/x-www-form-urlencoded", urlencode(sent, doseq=True).encode()
        else:
            kind, body = _multipart(sent, *file, filename)
        answer = self._ask("POST", path, {"Content-Type": kind}, body)
        if answer.status != expect:
            raise Unexpected(f"POST {path} answered {answer.status}, not {expect}: {answer.complaint()}")
        return answer

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None) -> Answer:
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.site.ask(method, path, headers, body)
        for line in answer.headers.get_all("Set-Cookie", ()):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        return answer


def _multipart(fields: Fields, name: str, content: bytes, filename: str) -> tuple[str, bytes]:
    boundary = secrets.token_hex(16)
    parts = []
    for key, value in fields.items():
        for each in (value,) if isinstance(value, str) else value:
            parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{each}\r\n'.encode())
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
    parts.append(head.encode() + f"Content-Type: {_kind(filename)}\r\n\r\n".encode() + content + b"\r\n")
    return f"multipart/form-data; boundary={boundary}", b"".join([*parts, f"--{boundary}--\r\n".encode()])


def _kind(filename: str) -> str:
    return "image/jpeg" if filename.endswith(".jpg") else "application/octet-stream"
