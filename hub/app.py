"""The factory: extensions, blueprints each with its access guard, security headers."""

from __future__ import annotations

import datetime as dt
import logging
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, session
from flask_login import LoginManager, current_user, user_logged_in
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from hub import navigation, wiring
from hub.accounts import queries as accounts
from hub.accounts.access import attach
from hub.accounts.models import Person
from hub.core import clock, config, db, demo, htmx, i18n, logs, queue, redis, security, web
from hub.core.bodies import Bodies
from hub.core.config import Settings
from hub.core.logs import Event
from hub.counting.pending import Backlog, PendingCells
from hub.doors import DOORS
from hub.sharing import service as sharing

ROOT = Path(__file__).parent.parent
LOOPBACK = ("127.0.0.1", "localhost", "::1")
MAX_UPLOAD_BYTES = 12 * 1024 * 1024
# Somebody who shares waits this many seconds, at most, for a counts store that hangs; the addition then waits.
COUNTS_PATIENCE = 2


def create_app(settings: Settings | None = None) -> Flask:
    """Build the web application.

    Raises:
        hub.core.config.ConfigError: when a setting has a value that the program cannot run with.
    """
    settings = settings or config.load()
    app = Flask("hub", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    # Werkzeug would answer a doubled slash with a redirect to whatever host the request named.
    app.url_map.merge_slashes = False
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        SESSION_COOKIE_NAME="hub_session",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        # A cookie that is renewed with every page would tell a proxy's log when somebody was here.
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=dt.timedelta(days=30),
        # The token is bound to the session; an hour's limit would throw away what somebody wrote over lunch.
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.wsgi_app = Bodies(app.wsgi_app, settings.web_threads)  # type: ignore[method-assign]
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    clock.configure(settings.timezone, settings.clock_file)
    # The address of a request says which kit somebody opened; nothing below a warning is ever written.
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    _log_without_address(app)
    _connect(app, settings)
    i18n.init_app(app)
    CSRFProtect(app)
    htmx.extension.init_app(app)
    security.init_app(app)
    web.init_app(app)
    _sign_in(app)
    for blueprint, guard in DOORS:
        attach(blueprint, guard)
        app.register_blueprint(blueprint)
    navigation.init_app(app)
    wiring.subscribe_all()
    return app


def _connect(app: Flask, settings: Settings) -> None:
    sessions = db.make_sessionmaker(settings.database_url)
    db.init_app(app, sessions)
    app.extensions["hub_queue_redis"] = redis.connect(settings.redis_url)
    app.extensions["hub_counts_redis"] = redis.connect(settings.counts_redis_url, patience=COUNTS_PATIENCE)
    queue.configure(app.extensions["hub_queue_redis"])
    backlog = Backlog(PendingCells(app.extensions["hub_counts_redis"]))
    app.extensions["hub_pending"] = backlog
    # What waits is tried again by the highest room that counts; lower ones that record call this.
    app.extensions["hub_retry"] = lambda: sharing.retry_soon(sessions, backlog)
    with sessions() as session:
        marks = demo.marks(session)
    if settings.demo and demo.DEMO not in marks:
        raise config.ConfigError("This database was not made with --demo and cannot become a demonstration.")
    if demo.BENCHMARK in marks and urlsplit(settings.base_url).hostname not in LOOPBACK:
        raise config.ConfigError("This database is a benchmark: HUB_BASE_URL must be an address on this machine.")
    app.config["DEMO_DATABASE"] = demo.DEMO in marks
    app.config["BENCHMARK_DATABASE"] = demo.BENCHMARK in marks


def _sign_in(app: Flask) -> None:
    manager = LoginManager(app)
    # Flask-Login keeps a hash of the network address and browser in the session, also where nothing compares it.
    manager.session_protection = None
    user_logged_in.connect(_forget_the_browser, app)
    # Its "remember me" is not used, and looking for it would open the session on every request, feeds included.
    app.after_request_funcs[None].remove(manager._update_remember_cookie)

    @manager.user_loader  # type: ignore[untyped-decorator]
    def _load(carried: str) -> Person | None:
        return accounts.find_person_of_session(db.session(), carried)

    app.jinja_env.globals["current_user"] = current_user


def _forget_the_browser(_app: Flask, **_: object) -> None:
    session.pop("_id", None)


def _log_without_address(app: Flask) -> None:
    """An error's log line says what broke, not at which address: the address may be a kit, and the time a person."""

    def log_exception(exc_info: Any) -> None:
        logs.write(Event.REQUEST_FAILED, level=logging.ERROR, error=exc_info[1])

    app.log_exception = log_exception  # type: ignore[method-assign]
