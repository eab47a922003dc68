"""The blueprint that every page of results joins, and how figures are served: whole, or as a fragment."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any

from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from hub.core import config, db, i18n
from hub.core.htmx import wants_fragment
from hub.metrics import reports, wording

blueprint = Blueprint("results", __name__)
PARTS = 32
"""Fragments that a process keeps as they were made: the front page in each language, and what is read most."""
_LOCK = Lock()


def figures(page: str, fragment_name: str, **values: Any) -> ResponseReturnValue:
    """The fragment for htmx, and the page that includes it for everybody else."""
    if wants_fragment():
        return fragment(fragment_name, **values)
    return render_template(page, **values, wording=wording)


def released(
    page: str | None,
    fragment_name: str,
    values: Callable[[], Mapping[str, Any]],
    *,
    alone: bool = False,
) -> ResponseReturnValue:
    """As `figures`, for what changes with a release or a staff action alone: a browser that has the fragment already is
    told so before any figure is read.

    `values` must depend on nothing else, the next release aside. Without `page` there is only the fragment. With
    `alone` the page shows no figure but the fragment, which it gets as `part`, made once for all readers.
    """
    if page is not None and not wants_fragment():
        if alone:
            return render_template(page, part=Markup(_part(fragment_name, _tag(), values)))  # noqa: S704
        return render_template(page, **values(), wording=wording)
    tag = _tag()
    if request.if_none_match.contains_weak(tag):
        return _kept(Response(status=304), tag)
    return _kept(make_response(_part(fragment_name, tag, values)), tag)


def _part(template: str, tag: str, values: Callable[[], Mapping[str, Any]]) -> str:
    """The fragment at this address, made anew only when its tag has changed."""
    made: OrderedDict[tuple[str, str, str], str] = current_app.extensions.setdefault("hub_parts", OrderedDict())
    name = (template, request.full_path, tag)
    with _LOCK:
        found = made.get(name)
    if found is None:
        found = render_template(template, **values(), wording=wording)
        with _LOCK:
            made[name] = found
            while len(made) > PARTS:
                made.popitem(last=False)
    return found


def _kept(response: Response, tag: str) -> Response:
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(["Cookie", "Accept-Language"])
    response.set_etag(tag)
    return response


def _tag() -> str:
    """What the fragment at this address depends on. One statement.

    How far the clicks are counted must stay out of it, also for pages with clicks as they come: a tag that moves while
    the page stays tells, within seconds, that a colleague's post was clicked or that a network fetched its preview.
    """
    mark = reports.mark(db.session())
    depends = (
        mark.release_id,
        mark.staff_action,
        reports.next_release(mark.released_on).isoformat(),
        i18n.locale(),
        config.current().org_name,
        look(),
    )
    return hashlib.sha256(repr(depends).encode()).hexdigest()[:24]


def look() -> str:
    """A fingerprint of templates and words: what they make of the same figures. Read once in each process."""
    return _look(Path(str(current_app.template_folder)))


@cache
def _look(templates: Path) -> str:
    digest = hashlib.sha256(version("delfrit").encode())
    for folder in ("results", "_macros"):
        for file in sorted((templates / folder).glob("*.html")):
            digest.update(file.read_bytes())
    for file in i18n.catalogs():
        digest.update(file.read_bytes())
    return digest.hexdigest()


def fragment(template: str, **values: Any) -> ResponseReturnValue:
    """A fragment without anything personal: browsers may keep it, and ask whether it has changed."""
    response = make_response(render_template(template, **values, wording=wording))
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(["Cookie", "Accept-Language"])
    response.add_etag()
    return response.make_conditional(request)
