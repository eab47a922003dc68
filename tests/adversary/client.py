"""The attackers' own browser: one connection, one cookie jar, no redirects."""

from __future__ import annotations

import http.client
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
SIGNED = re.compile(r"[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27}")
"""A form's token: signed anew in every second."""
PASSING = {"date", "set-cookie"}
"""Headers that differ from answer to answer by themselves; what cookies hold, other attacks look at."""
INPUT = re.compile(r"<input\b[^>]*>")


class UnexpectedAnswer(Exception):
    """The hub answered otherwise than it does; an attack that meets this proves nothing."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        """The page."""
        return self.body.decode("utf-8", "replace")

    @property
    def plain(self) -> str:
        """The page without the form's token, which differs in every session and every second."""
        return SIGNED.sub("TOKEN", self.text)

    @property
    def fingerprint(self) -> str:
        """The page and every header that could tell of something: not the moment, and not the browser's own cookies."""
        said = sorted(f"{name}: {value}" for name, value in self.headers.items() if name.lower() not in PASSING)
        return "\n".join([str(self.status), *said, "", self.plain])

    @property
    def location(self) -> str:
        """The path of a redirect."""
        return urlsplit(self.headers.get("Location", "")).path

    def value(self, name: str) -> str:
        """The value of the first input with this name, or nothing."""
        for tag in INPUT.findall(self.text):
            if f'name="{name}"' in tag and (found := re.search(r'\bvalue="([^"]*)"', tag)):
                return unescape(found[1])
        return ""


@dataclass
class Browser:
    """One browser of one person."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    _connection: http.client.HTTPConnection | None = None

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """One request, whatever is answered."""
        sent = {"Accept-Language": "en", **(headers or {})}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        for attempt in (1, 2):
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                self._connection.request(method, path, body, sent)
                response = self._connection.getresponse()
                break
            except (http.client.HTTPException, OSError):
                # A server closes connections that were idle; only a request that was never answered is repeated.
                self._connection.close()
                self._connection = None
                if attempt == 2:
                    raise
        answer = Answer(response.status, response.headers, response.read())
        for line in answer.headers.get_all("Set-Cookie", ()):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value.strip()
        return answer

    def get(self, path: str, expect: int = 200, **headers: str) -> Answer:
        """A page. Its form token is kept."""
        answer = self.ask("GET", path, None, {name.replace("_", "-"): value for name, value in headers.items()})
        if answer.status != expect:
            raise UnexpectedAnswer(f"GET {path}: {answer.status}\n{answer.text[:2000]}")
        if found := TOKEN.search(answer.text):
            self.token = found[1]
        return answer

    def post(
        self,
        path: str,
        fields: Mapping[str, object],
        expect: int | None = 303,
        file: tuple[str, bytes] | None = None,
    ) -> Answer:
        """Send a form."""
        values = {**fields, "csrf_token": self.token}
        if file is None:
            kind, body = "application/x-www-form-urlencoded", urlencode(values, doseq=True).encode()
        else:
            kind, body = _multipart(values.items(), *file)
        answer = self.ask("POST", path, body, {"Content-Type": kind})
        if expect not in (None, answer.status):
            raise UnexpectedAnswer(f"POST {path}: {answer.status}\n{answer.text[:6000]}")
        return answer

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def sign_in(self, persona: str) -> Browser:
        """Through the demonstration's door."""
        self.get("/sign-in")
        self.post("/sign-in/demo", {"persona": persona})
        self.get("/me")
        return self

    def share(self, kit: int, network: str = "linkedin", *, forget: bool = False) -> Answer:
        """Press the button. With `forget` the browser keeps no flags, as a private window would not."""
        before = dict(self.cookies)
        answer = self.post("/share", {"kit": kit, "network": network, "suggestion": ""}, expect=200)
        if forget:
            self.cookies = before
        return answer


def _multipart(fields: Iterable[tuple[str, object]], name: str, content: bytes) -> tuple[str, bytes]:
    mark = secrets.token_hex(16)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="a.jpg"\r\n'
    parts.append(head.encode() + b"Content-Type: image/jpeg\r\n\r\n" + content + b"\r\n")
    return f"multipart/form-data; boundary={mark}", b"".join([*parts, f"--{mark}--\r\n".encode()])
