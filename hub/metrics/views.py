"""Results, and the method behind them. A figure's fragment is the same for every reader, byte for byte."""

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
from hub.metrics import method as methods
from hub.metrics import reports, wording
from hub.pilots import queries as pilots
from hub.recruitment import queries as recruitment

blueprint = Blueprint("metrics", __name__)


@blueprint.get("/results")
def results() -> ResponseReturnValue:
    """Everything that has been released."""
    found = reports.results(db.session())
    return _figures(
        "metrics/results.html",
        "metrics/_results.html",
        results=found,
        next_release=reports.next_release(found.released_on if found else None),
    )


@blueprint.get("/results/aside")
def aside() -> ResponseReturnValue:
    """Last week in one figure, for the side of the feed."""
    found = reports.sidebar(db.session())
    return _fragment("metrics/_aside.html", sidebar=found, next_release=reports.next_release(found.released_on))


@blueprint.get("/results/kits/<slug>")
def kit_figures(slug: str) -> ResponseReturnValue:
    """The figures of one kit."""
    session = db.session()
    kit = kits.get(session, slug)
    title = kit.text(i18n.locale()).title
    return _figures(
        "metrics/kit.html",
        "metrics/_kit.html",
        slug=slug,
        title=title,
        figures=reports.kit_figures(session, kit.id),
        next_release=reports.next_release(),
    )


@blueprint.get("/results/pilots/<slug>")
def pilot_figures(slug: str) -> ResponseReturnValue:
    """The figures of one pilot."""
    session = db.session()
    pilot = pilots.get_pilot(session, slug)
    table = reports.pilot_figures(session, pilot.id)
    return _figures(
        "metrics/pilot.html",
        "metrics/_pilot.html",
        pilot=pilot,
        table=table,
        minimum=MIN_PILOT,
        next_release=reports.next_release(),
    )


@blueprint.get("/results/jobs/<slug>")
@requires(Role.HR)
def job_funnel(slug: str) -> ResponseReturnValue:
    """From click to qualified application, by source."""
    session = db.session()
    job = recruitment.get_job(session, slug)
    own = [kit.id for kit in kits.kits_of_job(session, job.id)]
    return _figures(
        "metrics/job.html",
        "metrics/_job.html",
        job=job,
        table=reports.clicks_by_source_of_job(session, own),
        has_kit=bool(own),
        counts=recruitment.counts_of(session, job.id),
    )


@blueprint.get("/privacy/method")
def method() -> ResponseReturnValue:
    """How figures are made, from the registry of counts."""
    return render_template(
        "metrics/method.html",
        sections=methods.sections(),
        families=methods.families(),
        odds=methods.odds(),
        errors=methods.errors(),
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
