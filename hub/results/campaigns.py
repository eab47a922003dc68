"""The figures of a campaign: its goals, and what its kits have brought."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from hub.campaigns import queries as campaigns
from hub.campaigns import rules
from hub.core import db, i18n
from hub.kits import queries as kits
from hub.metrics import reports
from hub.metrics.reports import Funnel, Recruited, Verdict
from hub.recruitment import queries as recruitment
from hub.recruitment.rules import STAGE_LABELS, Source, added_up
from hub.results import queries
from hub.results.frame import blueprint, figures
from hub.results.jobs import recruited_by_profession

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
    found = queries.campaign(session, slug)
    own = queries.kit_ids_of_campaign(session, found.id)
    funnel = next(iter(funnels(session, found.id)), None)
    return figures(
        "results/campaign.html",
        "results/_campaign.html",
        campaign=found,
        figures=reports.campaign_figures(session, found.goals, own, funnel),
        measures=rules.MEASURES,
        scopes=rules.SCOPE_LABELS,
        verdicts=_VERDICTS,
        has_kits=bool(own),
        funnel=funnel,
        definition=recruitment.definition(session),
        stages=STAGE_LABELS,
        unlinked=Source.OTHER.value,
        overlapping=campaigns.overlapping(session, found),
        language=i18n.locale(),
        next_release=reports.next_release(),
    )


def funnels(session: Session, campaign_id: int | None = None) -> list[Funnel]:
    """From click to hired, of the jobs that campaigns' kits are for: every campaign that has some, or this one if it
    has. A funnel's key is the campaign's id. All campaigns are looked at, and professions: what those do not tell, a
    campaign does not tell either.
    """
    kit_ids: dict[str, list[int]] = {}
    jobs: dict[str, set[int]] = {}
    for campaign, kit, job in kits.jobs_of_campaigns(session):
        kit_ids.setdefault(str(campaign), []).append(kit)
        jobs.setdefault(str(campaign), set()).add(job)
    wanted = [key for key in jobs if campaign_id is None or key == str(campaign_id)]
    if not wanted:
        return []
    numbers = recruitment.numbers_by_job(session)
    members, professions = recruitment.by_profession(session), recruited_by_profession(session)
    told = reports.told_of(list(professions.values()))
    elsewhere = [(members[name], each) for name, each in zip(professions, told, strict=True)]
    groups = [
        Recruited(key, "", kit_ids[key], added_up(numbers[job] for job in jobs[key] if job in numbers))
        for key in wanted
    ]
    return reports.funnels_of(session, groups, reports.concealed(numbers, jobs, elsewhere, wanted))
