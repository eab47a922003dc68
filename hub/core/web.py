"""Small things that every page needs: addresses of static files, safe local paths, error pages."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter

from hub.core import charts, db, i18n, qr, resend
from hub.core.errors import HubError
from hub.core.htmx import wants_fragment

PAGES = (400, 401, 403, 404, 405, 409, 413, 429, 500, 503)


class RowNumber(IntegerConverter):
    """A number in an address, no longer than that of a row can be: no integer of a database holds any larger one."""

    regex = "[0-9]{1,9}"


@cache
def _fingerprint(path: Path, _changed: float) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def static_url(name: str) -> str:
    """Address of a static file with its content's fingerprint, so that browsers may keep it for a year."""
    path = Path(current_app.static_folder or "") / name
    return f"/static/{name}?v={_fingerprint(path, path.stat().st_mtime)}"


def local_path(wanted: str | None, default: str = "/") -> str:
    """A path on this site, or the default. Browsers read `//host` and `/\\host` as other sites."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return default
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in wanted) or "\\" in wanted:
        return default
    parts = urlsplit(wanted)
    return wanted if not parts.scheme and not parts.netloc else default


def _page(status: int, reason: object = "") -> ResponseReturnValue:
    known = status if status in PAGES else 400 if status < 500 else 500
    template = "refused" if known in (400, 409) and reason else {401: 403, 405: 400, 409: 400}.get(known, known)
    name = "_fragment" if wants_fragment() else template
    return render_template(f"errors/{name}.html", reason=reason, status=status), status


def init_app(app: Flask) -> None:
    """Error pages in the visitor's language, and the globals of templates."""
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.globals["static_url"] = static_url
    app.jinja_env.filters["qr"] = qr.svg
    app.jinja_env.globals.update(charts.JINJA_GLOBALS)

    @app.get("/favicon.ico")
    def favicon() -> ResponseReturnValue:
        """Browsers ask for it unasked, also where a page names another icon."""
        return redirect(static_url("img/favicon.svg"), 302)

    @app.errorhandler(HubError)
    def _refused(error: HubError) -> ResponseReturnValue:
        return _page(error.status, error.reason)

    @app.errorhandler(CSRFError)
    def _csrf(_error: CSRFError) -> ResponseReturnValue:
        again = resend.page()
        return (again, 400) if again is not None else _page(400)

    @app.errorhandler(DataError)
    def _unstorable(_error: DataError) -> ResponseReturnValue:
        # PostgreSQL takes no zero byte in a text. Nobody types one, and no form can say where it stands.
        db.session().rollback()
        return _page(400)

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> ResponseReturnValue:
        if error.code is not None and 300 <= error.code < 400:
            return error.get_response()
        again = resend.page() if error.code == 401 else None
        return (again, 401) if again is not None else _page(error.code or 500)

    @app.errorhandler(500)
    def _broken(_error: Exception) -> ResponseReturnValue:
        # What failed may be what a page's context asks for, such as the database: this page asks for nothing.
        g.locale = i18n.choose_without_person()
        name = "_fragment" if wants_fragment() else "500"
        page = current_app.jinja_env.get_template(f"errors/{name}.html")
        return page.render(locale=g.locale, reason=""), 500

    @app.after_request
    def _static_for_a_year(response: Response) -> Response:
        # A fingerprint that is not this file's comes from another version of the program: it must not be kept.
        if request.endpoint == "static" and response.status_code in (200, 304):
            name = (request.view_args or {})["filename"]
            if request.args.get("v") == static_url(name).rpartition("=")[2]:
                response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response
