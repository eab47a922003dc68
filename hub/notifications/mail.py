"""E-mail: templates in the recipient's language, over SMTP. No tracking: no picture, no address per reader.

Errors raised here never carry an address, because a failed job's error is kept in Redis beside the job's ids.
"""

from __future__ import annotations

import smtplib
import ssl
import time
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from hub.core import logs
from hub.core.config import Settings
from hub.core.i18n import CATALOGS, catalogs, compile_catalogs
from hub.core.logs import Event

TEMPLATES = Path(__file__).parent.parent.parent / "templates"
TIMEOUT_SECONDS = 10
WAITS = (0, 2, 8)
"""Seconds to wait before each attempt to reach the mail server."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class MailUnavailable(Exception):
    """The mail server cannot be reached, or takes no mail at all. Names nobody."""


@dataclass(frozen=True)
class Mail:
    """One message to one address."""

    to: str
    subject: str
    text: str
    html: str


@cache
def _environment(locale: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"], default=False),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translations: NullTranslations = NullTranslations()
    if locale == "da":
        compile_catalogs()
        for source in catalogs():
            found = Translations.load(str(CATALOGS), ["da"], source.stem)
            translations = translations.merge(found) if isinstance(translations, Translations) else found  # type: ignore[arg-type]
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
    environment.globals["locale"] = locale
    return environment


def compose(template: str, to: str, locale: str, /, **values: object) -> Mail:
    """Render `templates/email/<template>/` for one recipient, in `da` or `en`."""
    environment = _environment("da" if locale == "da" else "en")

    def part(file: str) -> str:
        return environment.get_template(f"email/{template}/{file}").render(**values).strip()

    # A title with a line break in it must not become a header of its own.
    return Mail(to, " ".join(part("subject.txt").split()), part("body.txt") + "\n", part("body.html") + "\n")


def send(settings: Settings, mails: Sequence[Mail], *, waits: Sequence[float] = WAITS) -> int:
    """Send over `HUB_SMTP_URL`; returns how many the server took. One refused recipient stops no other.

    Raises:
        MailUnavailable: the server could not be reached or refuses everything; nothing was sent.
    """
    pending = deque(mails)
    taken, tries = 0, iter(waits)
    while pending and (wait := next(tries, None)) is not None:
        time.sleep(wait)
        waiting = len(pending)
        with suppress(OSError, smtplib.SMTPException), _connection(settings) as connection:
            while pending:
                taken += _send_one(connection, settings, pending[0])
                pending.popleft()
        # Many servers hang up after some hundreds of mails. One that has taken any is not away: the waits begin anew.
        if len(pending) < waiting:
            tries = iter(waits)
    if not pending:
        return taken
    if not taken:
        raise MailUnavailable("the mail server does not answer or refuses the connection")
    logs.write(Event.MAIL_SERVER_AWAY, count=len(pending))
    return taken


def _send_one(connection: smtplib.SMTP, settings: Settings, mail: Mail) -> bool:
    try:
        connection.send_message(_message(settings, mail), settings.mail_from, [mail.to])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError) as error:
        logs.write(Event.MAIL_REFUSED, error=error)
        return False
    return True


def _message(settings: Settings, mail: Mail) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.mail_from
    message["To"] = mail.to
    message["Subject"] = mail.subject
    message["Date"] = formatdate()
    message["Message-ID"] = make_msgid(domain=settings.mail_from.rpartition("@")[2] or "localhost")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


@contextmanager
def _connection(settings: Settings) -> Iterator[smtplib.SMTP]:
    parts = urlsplit(settings.smtp_url)
    host, context = parts.hostname or "localhost", ssl.create_default_context()
    if parts.scheme == "smtps":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context)
    else:
        connection = smtplib.SMTP(host, parts.port or (587 if parts.username else 25), timeout=TIMEOUT_SECONDS)
    with connection:
        connection.ehlo()
        encrypted = parts.scheme == "smtps"
        if not encrypted and connection.has_extn("starttls"):
            connection.starttls(context=context)
            connection.ehlo()
            encrypted = True
        if parts.username:
            if not encrypted and host not in LOOPBACK:
                raise smtplib.SMTPNotSupportedError("the password would cross the network in clear text")
            connection.login(unquote(parts.username), unquote(parts.password or ""))
        yield connection
