"""`/healthz` says that the process lives; `/readyz` says whether the database, Redis and a worker answer."""

from __future__ import annotations

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from hub.core import db

blueprint = Blueprint("health", __name__)

HEARTBEAT_KEY = "hub:heartbeat"
HEARTBEAT_SECONDS = 120


def beat(client: Redis) -> None:
    """Called by every job: the proof that jobs are carried out, not merely that a process exists."""
    client.set(HEARTBEAT_KEY, "1", ex=HEARTBEAT_SECONDS)


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """The process lives."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
def readyz() -> ResponseReturnValue:
    """What this process needs is there: 200, or 503 with the parts that are missing."""
    parts = {"database": _database(), "queue": _pings("hub_queue_redis"), "counts": _pings("hub_counts_redis")}
    parts["worker"] = parts["queue"] and _worker()
    ready = all(parts.values())
    return jsonify(status="ok" if ready else "unavailable", **parts), 200 if ready else 503


def _database() -> bool:
    try:
        current = db.session().scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return False
    # A program that is newer than its database would fail on the first page that needs a new column.
    return bool(current == db.newest_migration())


def _pings(extension: str) -> bool:
    try:
        return bool(current_app.extensions[extension].ping())
    except RedisError:
        return False


def _worker() -> bool:
    try:
        return bool(current_app.extensions["hub_queue_redis"].exists(HEARTBEAT_KEY))
    except RedisError:
        return False
