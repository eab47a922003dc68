"""What the redirect is compared with: a constant answer, the same work inside Flask, and the naive way."""

from __future__ import annotations

import datetime as dt
import mmap
import os
import tempfile
from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

from flask import Flask, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from hub.app import create_app
from hub.core import config, db
from hub.links.agents import classify
from hub.links.events import RECORD, number_of
from hub.links.models import TrackingLink
from hub.links.redirect import PREFIX
from hub.links.table import LinkTable
from hub.links.wiring import with_redirects

_LOCATION = "https://job.fjordby.example/stilling/1?utm_source=linkedin&utm_medium=employee_advocacy&utm_campaign=kit-1"

_REST = [
    ("Content-Length", "0"), ("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex"),
]  # fmt: skip


class NaiveBase(DeclarativeBase):
    """Tables of the naive way."""


class NaiveClick(NaiveBase):
    """A row for each click."""

    __tablename__ = "naive_click"

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int]
    at: Mapped[dt.datetime]
    kind: Mapped[str]


def constant() -> Any:
    """A WSGI application that answers every request with the same redirect: the server's limit."""
    headers = [("Location", _LOCATION), *_REST]

    def app(_environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("302 Found", headers)
        return []

    return app


def look_up() -> Any:
    """The constant answer, but for its address: that of the link among all links. No redirect can do less."""
    settings = config.load(demo=True)
    table = LinkTable(db.make_sessionmaker(settings.database_url))
    table.start()

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        link = table.get(environ["PATH_INFO"][len(PREFIX) :])
        start_response("302 Found", [("Location", link[1] if link else _LOCATION), *_REST])
        return []

    return app


def least() -> Any:
    """Each thing that a redirect must do, once and as plainly as Python can: find the link, classify the visitor, make
    the hash, write the record where it survives the process. No day changes, no disk is full, nothing is shipped, an
    unknown code gets an empty page.
    """
    settings = config.load(demo=True)
    table = LinkTable(db.make_sessionmaker(settings.database_url))
    table.start()
    # The file has no name; what holds for its pages holds for those of a spool.
    size = 64 * 1024 * 1024
    with tempfile.TemporaryFile(dir=settings.data_dir) as file:
        os.posix_fallocate(file.fileno(), 0, size)
        memory = mmap.mmap(file.fileno(), size)
    salted, today, at = blake2b(key=bytes(32), digest_size=8), number_of(dt.date(2026, 11, 22)), 0

    def app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        nonlocal at
        link = table.get(environ["PATH_INFO"][len(PREFIX) :])
        if link is None:
            start_response("404 Not Found", _REST)
            return []
        link_id, location = link
        agent = environ.get("HTTP_USER_AGENT", "")
        kind = classify(agent, environ)
        visitor = salted.copy()
        visitor.update(f"{link_id}\0{environ['HTTP_X_FORWARDED_FOR']}\0{agent}".encode())
        RECORD.pack_into(memory, at, link_id, today, kind, visitor.digest())
        at = (at + RECORD.size) % size
        start_response("302 Found", [("Location", location), *_REST])
        return []

    return app


def empty_flask() -> Flask:
    """A page of nothing, as a floor for pages."""
    app = Flask("empty")

    @app.get("/")
    def nothing() -> ResponseReturnValue:
        return ""

    return app


def through_flask() -> Flask:
    """The same look-up, classification and spool, in a view of a minimal Flask application."""
    settings = config.load(demo=True)
    front = with_redirects(create_app(settings), settings)
    front.warm()
    app = Flask("through")

    @app.get("/r/<code>")
    def follow(code: str) -> ResponseReturnValue:
        link = front._table.get(code) or front._table.ask(code)
        if link is None:
            return "", 404
        agent = request.headers.get("User-Agent", "")
        front._recorder.record(link[0], classify(agent, request.environ), request.headers["X-Forwarded-For"], agent)
        return "", 302, {"Location": link[1], "Cache-Control": "no-store"}

    return app


def naive() -> Flask:
    """What one writes first: look the link up by ORM, insert a row, commit, answer."""
    sessions = db.make_sessionmaker(config.load(demo=True).database_url)
    NaiveBase.metadata.create_all(sessions.kw["bind"])
    app = Flask("naive")

    @app.get("/r/<code>")
    def follow(code: str) -> ResponseReturnValue:
        with sessions() as session:
            link = session.scalar(select(TrackingLink).where(TrackingLink.code == code))
            if link is None:
                return "", 404
            kind = classify(request.headers.get("User-Agent", ""), request.environ)
            session.add(NaiveClick(link_id=link.id, at=dt.datetime.now(dt.UTC).replace(tzinfo=None), kind=kind.label))
            session.commit()
            return "", 302, {"Location": link.location, "Cache-Control": "no-store"}

    return app
