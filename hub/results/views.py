"""Results. A figure's fragment is the same for every reader, byte for byte."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from hub.campaigns import queries as lessons
from hub.campaigns.rules import Kind
from hub.core import db, i18n
from hub.core.charts import Point
from hub.core.errors import NotFound
from hub.kits import queries as kits
from hub.metrics import reports, wording
from hub.networks import rules as networks
from hub.networks.rules import Network
from hub.results import campaigns, export_views, jobs, letter_views, pilots, reach, sources, wall_views  # noqa: F401
from hub.results.frame import blueprint, figures, released

__all__ = ["blueprint"]

LESSONS = 3
"""Learnings of each kind that the front page of results tells."""
_QUARTER = re.compile(r"[0-9]{4}-Q[1-4]")


@blueprint.get("/results")
def index() -> ResponseReturnValue:
    """Everything that has been released."""

    def values() -> dict[str, Any]:
        session = db.session()
        found = reports.results(session)
        learned = lessons.newest_lessons(session, LESSONS)
        return {
            "results": found,
            "networks": _linked(found) if found else [],
            "worked": learned[Kind.WORKED],
            "failed": learned[Kind.FAILED],
            "next_release": reports.next_release(found.released_on if found else None),
        }

    return released("results/index.html", "results/_index.html", values, alone=True)


def _linked(found: reports.Results) -> list[Point]:
    """The networks of the newest month as bars, each of which leads to its page."""
    points = wording.points(found.networks, found.networks.columns[-1])
    return [
        replace(point, href=url_for("results.network", network=row.key))
        for point, row in zip(points, found.networks.rows, strict=True)
    ]


@blueprint.get("/results/aside")
def aside() -> ResponseReturnValue:
    """Last week in one figure, for the side of the feed."""

    def values() -> dict[str, Any]:
        found = reports.sidebar(db.session())
        return {"sidebar": found, "next_release": reports.next_release(found.released_on)}

    return released(None, "results/_aside.html", values)


@blueprint.get("/results/kits/<slug>")
def kit(slug: str) -> ResponseReturnValue:
    """The figures of one kit, with the clicks on our own channels as they come."""
    session = db.session()
    found = kits.get(session, slug)
    return figures(
        "results/kit.html",
        "results/_kit.html",
        slug=slug,
        title=found.text(i18n.locale()).title,
        figures=reports.kit_figures(session, found.id),
        next_release=reports.next_release(),
    )


@blueprint.get("/results/networks/<network>")
def network(network: str) -> ResponseReturnValue:
    """How many share on one network, month by month."""
    if network not in set(Network):
        raise NotFound()
    name = Network(network)

    def values() -> dict[str, Any]:
        found = reports.network_trend(db.session(), name)
        return {
            "network": networks.get(name),
            "trend": found,
            "others": networks.NETWORKS,
            "next_release": reports.next_release(found.released_on),
        }

    return released("results/network.html", "results/_network.html", values)


@blueprint.get("/results/quarters/<key>")
def quarter(key: str) -> ResponseReturnValue:
    """One quarter beside the one before it."""

    def values() -> dict[str, Any]:
        found = reports.quarter_figures(db.session(), key) if _QUARTER.fullmatch(key) else None
        if found is None:
            raise NotFound()
        return {"figures": found, "next_release": reports.next_release(found.released_on)}

    return released("results/quarter.html", "results/_quarter.html", values)
