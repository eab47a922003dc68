"""`hub doctor`: what is right and what is wrong with this installation, in words."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Callable
from dataclasses import dataclass

from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from hub.core import redis
from hub.core.config import DEMO_ORG_NAME, Settings
from hub.core.db import make_engine
from hub.counting.pending import UnsafeCountsStore
from hub.ops import counts_store, migrate


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    ok: bool
    text: str


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; nothing stops at the first fault."""
    looks: tuple[Callable[[Settings], Finding], ...] = (_name, _data_dir, _database, _queue, _counts, _address, _mail)
    return [look(settings) for look in looks]


def _name(settings: Settings) -> Finding:
    if settings.org_name == DEMO_ORG_NAME and not settings.demo:
        return Finding(False, f"The organisation is still called {DEMO_ORG_NAME}, as in the example (HUB_ORG_NAME).")
    return Finding(True, f"The organisation is called {settings.org_name}.")


def _data_dir(settings: Settings) -> Finding:
    folder = settings.data_dir
    try:
        # Asking for the permission is not enough: the disk may be full, or mounted to be read only.
        with tempfile.TemporaryFile(dir=folder):
            mode = stat.S_IMODE(folder.stat().st_mode)
    except OSError:
        return Finding(False, f"The data folder {folder} is missing or cannot be written to (HUB_DATA_DIR).")
    if mode & 0o077:
        return Finding(False, f"Other users of this machine can open the data folder {folder}: run chmod 700 {folder}.")
    return Finding(True, f"The data folder {folder} can be written to, and is closed to other users.")


def _database(settings: Settings) -> Finding:
    engine = make_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            version = connection.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return Finding(False, "The database does not answer or has not been migrated: run hub migrate.")
    finally:
        engine.dispose()
    if version != migrate.newest():
        return Finding(False, "The database has another schema than this program: run hub migrate.")
    return Finding(True, "The database answers and has been migrated.")


def _queue(settings: Settings) -> Finding:
    try:
        redis.connect(settings.redis_url).ping()
    except RedisError:
        return Finding(False, "The queue's Redis does not answer (HUB_REDIS_URL, or start hub up).")
    return Finding(True, "The queue's Redis answers.")


def _counts(settings: Settings) -> Finding:
    try:
        counts_store.check(settings)
    except UnsafeCountsStore as error:
        return Finding(False, str(error))
    except RedisError:
        away = "The Redis of the pending counts does not answer (HUB_COUNTS_REDIS_URL, or start hub up)."
        return Finding(False, away)
    return Finding(True, "The Redis of the pending counts keeps no log of single shares.")


def _address(settings: Settings) -> Finding:
    local = "//127.0.0.1" in settings.base_url or "//localhost" in settings.base_url
    if settings.base_url.startswith("https://") or local:
        return Finding(True, f"The public address is {settings.base_url}.")
    return Finding(False, f"The public address {settings.base_url} is not HTTPS (HUB_BASE_URL).")


def _mail(settings: Settings) -> Finding:
    if settings.smtp_url:
        return Finding(True, "E-mail is configured.")
    return Finding(True, "No mail server is configured: sign-in links are printed in the terminal.")
