"""What the tests' mail server does with a message: run by `python -m aiosmtpd` in a process of its own."""

from __future__ import annotations

from typing import Any

from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP


class Keeper(Mailbox):
    """Keeps each message in a maildir, with the receiver in `X-RcptTo`; refuses addresses that begin with `full`."""

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        """Refuse as a full mailbox does."""
        if address.startswith("full"):
            return f"550 mailbox of {address} is full"
        envelope.rcpt_tos.append(address)
        return "250 OK"
