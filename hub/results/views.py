"""Results. A figure's fragment is the same for every reader, byte for byte."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from hub.accounts.access import requires
from hub.accounts.rules import Role
from hub.core import db, i18n
from hub.core.htmx import wants_fragment
from hub.counting.cells import MIN_PILOT
from hub.kits import queries as kits
from hub.metrics import reports, wording
from hub.pilots import queries as pilots
from hub.recruitment import queries as recruitment

blueprint = Blueprint("results", __name__)


@blueprint.get("/results")
def index() -> ResponseReturnValue:
    """Everything that has been released."""
    found = reports.results(db.session())
    return _figures(
        "results/index.html",
        "results/_index.html",
        results=found,
        next_release=reports.next_release(found.released_on if found else None),
    )


@blueprint.get("/results/aside")
def aside() -> ResponseReturnValue:
    """Last week in one figure, for the side of the feed."""
    found = reports.sidebar(db.session())
    return _fragment("results/_aside.html", sidebar=found, next_release=reports.next_release(found.released_on))


@blueprint.get("/results/kits/<slug>")
def kit(slug: str) -> ResponseReturnValue:
    """The figures of one kit."""
    session = db.session()
    found = kits.get(session, slug)
    return _figures(
        "results/kit.html",
        "results/_kit.html",
        slug=slug,
        title=found.text(i18n.locale()).title,
        figures=reports.kit_figures(session, found.id),
        next_release=reports.next_release(),
    )


@blueprint.get("/results/pilots/<slug>")
def pilot(slug: str) -> ResponseReturnValue:
    """The figures of one pilot."""
    session = db.session()
    found = pilots.get_pilot(session, slug)
    return _figures(
        "results/pilot.html",
        "results/_pilot.html",
        pilot=found,
        table=reports.pilot_figures(session, found.id),
        minimum=MIN_PILOT,
        next_release=reports.next_release(),
    )


@blueprint.get("/results/jobs/<slug>")
@requires(Role.HR)
def job(slug: str) -> ResponseReturnValue:
    """From click to qualified application, by source."""
    session = db.session()
    found = recruitment.get_job(session, slug)
    own = [kit.id for kit in kits.kits_of_job(session, found.id)]
    return _figures(
        "results/job.html",
        "results/_job.html",
        job=found,
        table=reports.clicks_by_source_of_job(session, own),
        has_kit=bool(own),
        counts=recruitment.counts_of(session, found.id),
    )


def _figures(page: str, fragment: str, **values: Any) -> ResponseReturnValue:
    """The fragment for htmx, and the page that includes it for everybody else."""
    if wants_fragment():
        return _fragment(fragment, **values)
    return render_template(page, **values, wording=wording)


def _fragment(template: str, **values: Any) -> ResponseReturnValue:
    """A fragment without anything personal: browsers may keep it, and ask whether it has changed."""
    response = make_response(render_template(template, **values, wording=wording))
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(["Cookie", "Accept-Language"])
    response.add_etag()
    return response.make_conditional(request)
