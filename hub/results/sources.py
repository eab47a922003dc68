"""The sources side by side: of the whole organisation by quarter, of one campaign, of one kit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection

from flask import request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm import Session

from hub.accounts.rules import Role
from hub.campaigns import queries as campaigns
from hub.core import db, i18n
from hub.core.errors import NotFound
from hub.counting.windows import Window, parse
from hub.kits import queries as kits
from hub.kits.workflow import KitState
from hub.metrics import reports
from hub.metrics.reports import Comparison, Recruits, Scope
from hub.recruitment import queries as recruitment
from hub.recruitment.models import Job
from hub.results.frame import blueprint, figures

SHOWN = (KitState.LIVE, KitState.ENDED)


@blueprint.get("/results/sources")
def sources() -> ResponseReturnValue:
    """What each source brought and cost. Of `?campaign=`, of `?kit=`, else of the organisation in `?quarter=`."""
    session = db.session()
    campaign, kit = request.args.get("campaign", ""), request.args.get("kit", "")
    if campaign:
        title, compared = _of_campaign(session, campaign)
    elif kit:
        title, compared = _of_kit(session, kit)
    else:
        return _of_quarter(session, request.args.get("quarter", ""))
    return _page(compared, title, campaign=campaign, kit=kit)


def _of_quarter(session: Session, key: str) -> ResponseReturnValue:
    offered = reports.compared_quarters(session)
    if key and key not in dict(offered):
        raise NotFound()
    if not offered:
        return _page(None, "", offered)
    quarter = parse(key or offered[0][0])
    found = reports.compare_quarter(session, quarter.key, _recruits(session, lambda job: _in(quarter, job)))
    return _page(found, "", offered)


def _of_campaign(session: Session, slug: str) -> tuple[str, Comparison | None]:
    """The campaign's kits and its own costs; the applications of their jobs."""
    campaign = campaigns.get(session, slug)
    own = kits.kits_of_campaign(session, campaign.id)
    scope = Scope([kit.id for kit in own], [campaign.id])
    jobs = {kit.job_id for kit in own if kit.job_id is not None}
    recruits = _recruits(session, lambda job: job.id in jobs, scope.kit_ids, [campaign.id]) if jobs else None
    return campaign.title, reports.compare_scope(session, scope, recruits)


def _of_kit(session: Session, slug: str) -> tuple[str, Comparison | None]:
    """One kit, and the applications of its job."""
    kit = kits.get(session, slug)
    if kit.state not in SHOWN:
        raise NotFound()
    recruits = _recruits(session, lambda job: job.id == kit.job_id, [kit.id]) if kit.job_id is not None else None
    return kit.text(i18n.locale()).title, reports.compare_scope(session, Scope([kit.id]), recruits)


def _recruits(
    session: Session,
    wanted: Callable[[Job], bool],
    kit_ids: Collection[int] | None = None,
    campaign_ids: Collection[int] = (),
) -> Recruits | None:
    """The jobs that are wanted with what HR has recorded by source, and their kits unless these are given.

    For HR alone. Everybody sees applicants in one table, by profession: those of a kit, a campaign or a quarter beside
    it could be taken from each other, and what is left over may be one applicant.
    """
    if not current_user.has_role(Role.HR):
        return None
    jobs = [job for job in recruitment.jobs(session) if wanted(job)]
    if not jobs:
        return None
    ids = {job.id for job in jobs}
    if kit_ids is None:
        kit_ids = [kit_id for kit_id, job_id in kits.jobs_of_kits(session).items() if job_id in ids]
    counted: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for job in jobs:
        for row in job.counts:
            applications, qualified = counted[row.source]
            counted[row.source] = applications + row.applications, qualified + row.qualified
    recorded = {source: counts for source, counts in counted.items() if counts != (0, 0)}
    return Recruits(kit_ids, recorded, list(campaign_ids))


def _in(quarter: Window, job: Job) -> bool:
    return job.deadline is not None and quarter.contains(job.deadline)


def _page(
    found: Comparison | None,
    title: str,
    offered: list[tuple[str, str]] | None = None,
    campaign: str = "",
    kit: str = "",
) -> ResponseReturnValue:
    return figures(
        "results/sources.html",
        "results/_sources.html",
        compared=found,
        title=title,
        quarters=offered or [],
        campaign=campaign,
        kit=kit,
        definition=recruitment.definition(db.session()) if found and found.recruits else None,
        next_release=reports.next_release(found.released_on if found else None),
    )
