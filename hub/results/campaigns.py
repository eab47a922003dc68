"""The figures of a campaign: its goals, and what its kits have brought."""

from __future__ import annotations

from collections.abc import Collection, Mapping

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
from hub.recruitment.rules import NOTHING, STAGE_LABELS, Counts, Source
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
        funnel=_funnel(session, found.id) if jobs else None,
        definition=recruitment.definition(session),
        stages=STAGE_LABELS,
        unlinked=Source.OTHER.value,
        overlapping=campaigns.overlapping(session, found),
        language=i18n.locale(),
        next_release=reports.next_release(),
    )


def _funnel(session: Session, campaign_id: int) -> Funnel:
    """From click to hired, of the jobs that a campaign's kits are for. All campaigns are looked at, and professions."""
    numbers = recruitment.numbers_by_job(session)
    kit_ids: dict[str, list[int]] = {}
    jobs: dict[str, set[int]] = {}
    for campaign, kit, job in kits.jobs_of_campaigns(session):
        kit_ids.setdefault(str(campaign), []).append(kit)
        jobs.setdefault(str(campaign), set()).add(job)
    groups = [Recruited(key, "", kit_ids[key], _together(numbers, own)) for key, own in jobs.items()]
    elsewhere = [{job.id for job in members} for members in recruitment.by_profession(session).values()]
    concealed = reports.concealed(numbers, jobs, elsewhere)
    return reports.funnels_of(session, groups, str(campaign_id), concealed)[0]


def _together(numbers: Mapping[int, Mapping[str, Counts]], ids: Collection[int]) -> dict[str, Counts]:
    """What has been recorded of these jobs, by source."""
    found: dict[str, Counts] = {}
    for job in ids:
        for source, counts in numbers.get(job, {}).items():
            before = found.get(source, NOTHING)
            found[source] = Counts(*(a + b for a, b in zip(before, counts, strict=True)))
    return found
