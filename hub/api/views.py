"""Released figures for programs: the same that the pages show, from the same list as the files."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any, cast

from flask import Blueprint, Response, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from werkzeug.exceptions import HTTPException

from hub.api import access, openapi, rules
from hub.api.problems import problem
from hub.api.rules import Problem, Wanted
from hub.core import config, db
from hub.core.tables import write_csv
from hub.results import export
from hub.results.export import DataSet, Released

ROOT = "/api/v1"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]
blueprint = Blueprint("api", __name__)


@blueprint.record_once
def _set_up(state: BlueprintSetupState) -> None:
    # A program has no session whose token it could send, and nothing here changes anything.
    state.app.extensions["csrf"].exempt(blueprint)


@blueprint.before_app_request
def _nothing_there() -> ResponseReturnValue | None:
    """Below /api there are no pages, so what is not there is told in a program's words too."""
    failed = request.routing_exception
    if failed is None or not f"{request.path}/".startswith("/api/"):
        return None
    return _refusal(failed)


@blueprint.errorhandler(HTTPException)
def _failed(error: HTTPException) -> ResponseReturnValue:
    return _refusal(error)


@blueprint.errorhandler(500)
def _broken(_error: Exception) -> ResponseReturnValue:
    return problem(500, "Something is broken here. Try again later.")


@blueprint.route(f"{ROOT}/openapi.json", methods=METHODS, provide_automatic_options=False)
def description() -> ResponseReturnValue:
    """What there is, in OpenAPI 3.1."""
    if request.method not in ("GET", "HEAD"):
        return _wrong_method()
    found = openapi.document(export.released(db.session()), config.current().base_url)
    return _fresh(json.dumps(found, ensure_ascii=False).encode(), "application/json", "public, max-age=300")


@blueprint.route(f"{ROOT}/<name>", methods=METHODS, provide_automatic_options=False)
def rows(name: str) -> ResponseReturnValue:
    """A page of a data set: JSON, or CSV where the address ends so."""
    if request.method not in ("GET", "HEAD"):
        return _wrong_method()
    stem, dot, ending = name.rpartition(".")
    found = export.by_name(stem if dot else name)
    if found is None or (dot and ending != "csv"):
        return problem(404, "There is no such data set.")
    if found.group not in access.token().groups:
        return problem(403, f"This key is not for the group “{found.group}”.")
    released = export.released(db.session())
    asked = rules.wanted(list(request.args.items(multi=True)), _windows(found, released))
    if isinstance(asked, Problem):
        return problem(422, asked.reason, parameter=asked.parameter)
    with force_locale(asked.language):
        lines = found.rows(db.session(), asked.window)
    return _page(name, found, released, asked, lines, as_csv=bool(dot))


def _windows(found: DataSet, released: Released) -> tuple[str, ...] | None:
    return tuple(released.windows[found.window]) if found.window is not None else None


def _page(
    name: str, found: DataSet, released: Released, asked: Wanted, lines: list[tuple[Any, ...]], *, as_csv: bool
) -> Response:
    names = [column.name for column in found.columns]
    shown = lines[(asked.page - 1) * asked.size : asked.page * asked.size]
    following = _next(name, asked) if asked.page * asked.size < len(lines) else None
    if as_csv:
        body, kind = write_csv(names, shown), "text/csv"
    else:
        answer = {
            "data_set": found.name,
            "release": released.release_id,
            "released_on": released.released_on.isoformat() if released.released_on else None,
            "page": asked.page,
            "page_size": asked.size,
            "total": len(lines),
            "next": following,
            "data": [dict(zip(names, map(_plain, line), strict=True)) for line in shown],
        }
        body, kind = json.dumps(answer, ensure_ascii=False).encode(), "application/json"
    response = _fresh(body, kind, "private, no-cache", released.release_id)
    if following:
        response.headers["Link"] = f'<{following}>; rel="next"'
    return response


def _next(name: str, asked: Wanted) -> str:
    parts = [f"page={asked.page + 1}", f"page_size={asked.size}", f"lang={asked.language}"]
    if asked.window:
        parts.append(f"window={asked.window}")
    return f"{ROOT}/{name}?{'&'.join(parts)}"


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value if value is None or isinstance(value, str | int) else value.isoformat()


def _fresh(body: bytes, kind: str, keeping: str, release: int = 0) -> Response:
    """An answer that says of which release it is, and is not sent again while it stays the same."""
    response = Response(body, mimetype=kind)
    response.headers["Cache-Control"] = keeping
    response.vary.add("Authorization")
    response.set_etag(f"{release}-{hashlib.sha256(body).hexdigest()[:24]}")
    return cast(Response, response.make_conditional(request))


def _refusal(failed: HTTPException) -> ResponseReturnValue:
    if failed.code == 405:
        return _wrong_method()
    if failed.code is None or failed.code < 400 or failed.code == 404:
        return problem(404, "There is nothing at this address.")
    return problem(failed.code, "The request was not understood.")


def _wrong_method() -> Response:
    return problem(405, "Figures can be read and not changed.", Allow="GET, HEAD")
