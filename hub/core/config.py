"""Settings from environment variables `HUB_*` (and a `.env`). A wrong value stops the start and names itself."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from dotenv import dotenv_values
from flask import current_app

SECRET_LENGTH = 32
DEMO_ORG_NAME = "Fjordby Kommune"


class ConfigError(Exception):
    """A setting has a value that the program cannot run with."""


@dataclass(frozen=True)
class Spec:
    """One environment variable: how it is read, what it defaults to, and what the table in the docs says."""

    name: str
    field: str
    parse: Callable[[str], Any]
    default: str
    example: str
    meaning: str
    allowed: str


@dataclass(frozen=True)
class Settings:
    """Everything that can be configured, read once at start."""

    data_dir: Path
    database_url: str
    redis_url: str
    counts_redis_url: str
    base_url: str
    link_base_url: str
    secret_key: str
    timezone: str
    locale: str
    org_name: str
    smtp_url: str
    mail_from: str
    admin_email: str
    frame_ancestors: tuple[str, ...]
    source_url: str
    trusted_proxies: int
    sign_in_limit: int
    web_threads: int
    clock_file: Path | None
    demo: bool = False

    @property
    def links_url(self) -> str:
        """The address that tracking links begin with."""
        return self.link_base_url or self.base_url

    @property
    def secure_cookies(self) -> bool:
        """Cookies are marked Secure whenever the public address is HTTPS."""
        return self.base_url.startswith("https://")


def _text(value: str) -> str:
    return value.strip()


def _path(value: str) -> Path:
    return Path(value).expanduser().resolve()


def _optional_path(value: str) -> Path | None:
    return _path(value) if value else None


def _url(*schemes: str, empty: bool = False) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if not value and empty:
            return value
        if not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError
        if not value.startswith("http"):
            return value
        if not urlsplit(value).hostname:
            raise ValueError
        return value.rstrip("/")

    return parse


def _email(value: str) -> str:
    name, _at, host = value.rpartition("@")
    if value and (not name or not host or any(sign.isspace() or sign in "<>,;" for sign in value)):
        raise ValueError
    return value


def _zone(value: str) -> str:
    if value not in available_timezones():
        raise ValueError
    return ZoneInfo(value).key


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in allowed:
            raise ValueError
        return value

    return parse


def _between(low: int, high: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        number = int(value)
        if not low <= number <= high:
            raise ValueError
        return number

    return parse


def _origins(value: str) -> tuple[str, ...]:
    origins = tuple(value.split())
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme != "https" or not parts.hostname or parts.path or any(c in origin for c in ";,'\""):
            raise ValueError
    return origins


def _secret(value: str) -> str:
    if value and len(value) < SECRET_LENGTH:
        raise ValueError
    return value


_DB = ("sqlite", "postgresql", "postgresql+psycopg")
_REDIS = ("redis", "rediss", "unix")

SPECS: tuple[Spec, ...] = (
    Spec(
        "HUB_DATA_DIR",
        "data_dir",
        _path,
        "data",
        "/var/lib/delfrit",
        "Folder for the database, pictures, the click spool and the embedded Valkey servers",
        "a folder",
    ),
    Spec(
        "HUB_DATABASE_URL",
        "database_url",
        _url(*_DB, empty=True),
        "",
        "postgresql://hub@db/hub",
        "The database; empty means SQLite in the data folder",
        "sqlite:///… or postgresql://…",
    ),
    Spec(
        "HUB_REDIS_URL",
        "redis_url",
        _url(*_REDIS, empty=True),
        "",
        "redis://redis:6379/0",
        "Queue and click stream; empty means an embedded Valkey",
        "redis://, rediss:// or unix://",
    ),
    Spec(
        "HUB_COUNTS_REDIS_URL",
        "counts_redis_url",
        _url(*_REDIS, empty=True),
        "",
        "redis://counts:6379/0",
        "Pending counts and daily salts; must have no append-only file and no replica; empty means an embedded Valkey",
        "redis://, rediss:// or unix://",
    ),
    Spec(
        "HUB_BASE_URL",
        "base_url",
        _url("http", "https"),
        "http://127.0.0.1:8000",
        "https://del.fjordby.example",
        "The public address; links and previews are built from it",
        "http:// or https:// address",
    ),
    Spec(
        "HUB_LINK_BASE_URL",
        "link_base_url",
        _url("http", "https", empty=True),
        "",
        "https://job.fjordby.example",
        "A host of its own for tracking links, served by `hub links`; empty means the public address",
        "http:// or https:// address",
    ),
    Spec(
        "HUB_SECRET_KEY",
        "secret_key",
        _secret,
        "",
        "",
        "Signs sessions and sign-in links; empty means one is made and kept in the data folder",
        "at least 32 characters",
    ),
    Spec(
        "HUB_TIMEZONE",
        "timezone",
        _zone,
        "Europe/Copenhagen",
        "Europe/Copenhagen",
        "Where the organisation's days begin",
        "an IANA time zone",
    ),
    Spec(
        "HUB_LOCALE",
        "locale",
        _one_of("da", "en"),
        "da",
        "da",
        "Language for visitors whose browser asks for neither",
        "da or en",
    ),
    Spec(
        "HUB_ORG_NAME",
        "org_name",
        _text,
        "",
        DEMO_ORG_NAME,
        "The organisation's name, as employees write it; required, because posts and pages speak in its name",
        "text",
    ),
    Spec(
        "HUB_SMTP_URL",
        "smtp_url",
        _url("smtp", "smtps", empty=True),
        "",
        "smtp://user:password@mail:587",
        "Mail server; empty prints sign-in links in the terminal",
        "smtp:// (STARTTLS when offered) or smtps://",
    ),
    Spec(
        "HUB_MAIL_FROM",
        "mail_from",
        _email,
        "delfrit@localhost",
        "delfrit@fjordby.example",
        "Sender of e-mails",
        "an e-mail address",
    ),
    Spec(
        "HUB_ADMIN_EMAIL",
        "admin_email",
        _email,
        "",
        "it@fjordby.example",
        "The first administrator; made at start when nobody has the role",
        "an e-mail address",
    ),
    Spec(
        "HUB_FRAME_ANCESTORS",
        "frame_ancestors",
        _origins,
        "",
        "https://fjordby.sharepoint.com",
        "Intranets that may frame the teaser, separated by spaces",
        "https:// origins",
    ),
    Spec(
        "HUB_SOURCE_URL",
        "source_url",
        _url("http", "https", empty=True),
        "",
        "https://git.fjordby.example/delfrit",
        "Where employees can read the source code that runs",
        "http:// or https:// address",
    ),
    Spec(
        "HUB_TRUSTED_PROXIES",
        "trusted_proxies",
        _between(0, 5),
        "0",
        "1",
        "How many proxies in front add X-Forwarded-For",
        "0 to 5",
    ),
    Spec(
        "HUB_SIGN_IN_LIMIT",
        "sign_in_limit",
        _between(3, 100_000),
        "20",
        "20",
        "Sign-in attempts in 15 minutes from one network address",
        "3 to 100000",
    ),
    Spec(
        "HUB_WEB_THREADS",
        "web_threads",
        _between(1, 64),
        "8",
        "8",
        "Threads that answer pages in one web process",
        "1 to 64",
    ),
    Spec(
        "HUB_CLOCK_FILE",
        "clock_file",
        _optional_path,
        "",
        "",
        "Demonstrations only: a file that holds the simulated time",
        "a file",
    ),
)


def load(environ: Mapping[str, str] | None = None, *, demo: bool = False) -> Settings:
    """Read the settings from the environment, over a `.env` in the working folder.

    Raises:
        ConfigError: naming the variable, its value, and what is allowed.
    """
    source = environ if environ is not None else {**dotenv_values(".env"), **os.environ}
    values: dict[str, Any] = {}
    for spec in SPECS:
        raw = (source.get(spec.name) or "").strip() or spec.default
        try:
            values[spec.field] = spec.parse(raw)
        except ValueError as error:
            shown = "(hidden)" if spec.field == "secret_key" else repr(raw)
            raise ConfigError(f"{spec.name} is {shown}; allowed: {spec.allowed}.") from error
    if demo:
        values["org_name"] = values["org_name"] or DEMO_ORG_NAME
    if not values["org_name"]:
        raise ConfigError("HUB_ORG_NAME is empty; it must be the organisation's name, as employees write it.")
    data_dir: Path = values["data_dir"]
    values["database_url"] = values["database_url"] or f"sqlite:///{data_dir / 'hub.db'}"
    values["redis_url"] = values["redis_url"] or f"unix://{data_dir / 'queue.sock'}"
    values["counts_redis_url"] = values["counts_redis_url"] or f"unix://{data_dir / 'counts.sock'}"
    values["secret_key"] = values["secret_key"] or _kept_secret(data_dir)
    if values["clock_file"] and not demo:
        raise ConfigError("HUB_CLOCK_FILE is set, but only a demonstration (--demo) may simulate the time.")
    return Settings(**values, demo=demo)


def _kept_secret(data_dir: Path) -> str:
    """The secret of this installation, made once and readable by its owner only.

    Raises:
        ConfigError: the file is there, but holds no secret.
    """
    file = data_dir / "secret_key"
    if not file.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        # The file appears with its content: a process that starts at the same moment must not read an empty one.
        descriptor, draft = tempfile.mkstemp(dir=data_dir, prefix="secret_key.")
        with os.fdopen(descriptor, "w") as handle:
            handle.write(secrets.token_urlsafe(48))
        with suppress(FileExistsError):
            os.link(draft, file)
        Path(draft).unlink()
    kept = file.read_text().strip()
    if len(kept) < SECRET_LENGTH:
        raise ConfigError(f"{file} holds no secret key. Remove it, and a new one is made; everybody signs in again.")
    return kept


def current() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.config["SETTINGS"]
    return found
