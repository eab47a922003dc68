"""The figures of a campaign: its goals, and what its kits have brought."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from hub.campaigns import queries as campaigns
from hub.campaigns import rules
from hub.core import db, i18n
from hub.kits import queries as kits
from hub.metrics import reports
from hub.metrics.reports import Verdict
from hub.results.frame import blueprint, figures

_VERDICTS = {
    Verdict.REACHED: (_l("Reached"), "good"),
    Verdict.ON_THE_WAY: (_l("On the way"), ""),
    Verdict.MISSED: (_l("Not reached"), "plain"),
    Verdict.TOO_CLOSE: (_l("Too close to tell"), "amber"),
    Verdict.TOO_SMALL: (_l("Too small to tell"), "amber"),
    Verdict.WAITING: (_l("No figure yet"), "plain"),
    Verdict.UNKNOWN: (_l("Cannot be told"), "plain"),
}
"""What a goal's state is called, and the kind of its chip."""


@blueprint.get("/results/campaigns/<slug>")
def campaign(slug: str) -> ResponseReturnValue:
    """How a campaign's goals are doing."""
    session = db.session()
    found = campaigns.get(session, slug)
    own = kits.kits_of_campaign(session, found.id)
    jobs = {kit.job_id for kit in own if kit.job_id is not None}
    return figures(
        "results/campaign.html",
        "results/_campaign.html",
        campaign=found,
        figures=reports.campaign_figures(session, found.goals, [kit.id for kit in own], jobs),
        measures=rules.MEASURES,
        scopes=rules.SCOPE_LABELS,
        verdicts=_VERDICTS,
        has_jobs=bool(jobs),
        has_kits=bool(own),
        overlapping=campaigns.overlapping(session, found),
        language=i18n.locale(),
        next_release=reports.next_release(),
    )
