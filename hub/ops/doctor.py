"""`hub doctor`: what is right and what is wrong with this installation, in words."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from hub.core import redis
from hub.core.config import Settings
from hub.core.db import make_engine
from hub.counting.pending import UnsafeCountsStore, check_configuration
from hub.ops import migrate


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    ok: bool
    text: str


def examine(settings: Settings) -> list[Finding]:
    """Look at everything; nothing stops at the first fault."""
    looks: tuple[Callable[[Settings], Finding], ...] = (_data_dir, _database, _queue, _counts, _address, _mail)
    return [look(settings) for look in looks]


def _data_dir(settings: Settings) -> Finding:
    folder = settings.data_dir
    if folder.is_dir() and os.access(folder, os.W_OK):
        return Finding(True, f"The data folder {folder} can be written to.")
    return Finding(False, f"The data folder {folder} is missing or cannot be written to (HUB_DATA_DIR).")


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
    if settings.counts_redis_url == settings.redis_url:
        return Finding(False, "Pending counts must have a Redis of their own: set HUB_COUNTS_REDIS_URL.")
    try:
        check_configuration(redis.connect(settings.counts_redis_url))
    except UnsafeCountsStore as error:
        return Finding(False, str(error))
    except RedisError:
        return Finding(False, "The Redis of the pending counts does not answer (HUB_COUNTS_REDIS_URL, or start hub up).")
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
