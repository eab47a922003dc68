"""A mail server of the attackers' own: it keeps every message in the order in which it came."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_OWN = re.compile(r"^(Date|Message-ID|Content-Type: multipart)[^\n]*\n(?:[ \t][^\n]*\n)*|^--=+[^\n]*$", re.MULTILINE)
"""What differs in every message, whoever it goes to."""


class PostOffice(socketserver.ThreadingTCPServer):
    """Takes mail for everybody."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Counter)
        self.letters: list[tuple[str, str]] = []

    @property
    def address(self) -> str:
        """The setting that sends the hub's mail here."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Counter(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self._say("220 post")
        to = ""
        while line := self.rfile.readline().decode("utf-8", "replace").strip():
            word = line[:4].upper()
            if word == "DATA":
                self._say("354 go on")
                lines = []
                while (line := self.rfile.readline().decode("utf-8", "replace").rstrip("\r\n")) != ".":
                    lines.append(line)
                assert isinstance(self.server, PostOffice)
                self.server.letters.append((to, _OWN.sub("", "\n".join(lines))))
            elif word == "RCPT":
                to = line.partition(":")[2]
            self._say("221 bye" if word == "QUIT" else "250 ok")
            if word == "QUIT":
                return

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def post_office() -> Iterator[PostOffice]:
    """Open it, and close it afterwards."""
    with PostOffice() as office:
        thread = threading.Thread(target=office.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield office
        finally:
            office.shutdown()
            thread.join()
