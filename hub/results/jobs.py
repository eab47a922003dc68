"""The pages of recruitment: one job for HR, the professions for everybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from hub.accounts.access import requires
from hub.accounts.rules import Role
from hub.core import db
from hub.kits import queries as kits
from hub.metrics import reports
from hub.metrics.reports import Recruited
from hub.recruitment import queries as recruitment
from hub.recruitment.rules import STAGE_LABELS, Counts, Source
from hub.results.frame import blueprint, figures


@blueprint.get("/results/jobs/<slug>")
@requires(Role.HR)
def job(slug: str) -> ResponseReturnValue:
    """From click to hired, by source: HR's own numbers as they are."""
    session = db.session()
    found = recruitment.get_job(session, slug)
    own = [kit.id for kit in kits.kits_of_job(session, found.id)]
    counts = recruitment.numbers_of(session, [found.id])
    return figures(
        "results/job.html",
        "results/_job.html",
        job=found,
        funnel=reports.job_funnel(session, Recruited(found.slug, found.title, own, counts)),
        definition=recruitment.definition(session),
        stages=STAGE_LABELS,
        unlinked=Source.OTHER.value,
    )


@blueprint.get("/results/jobs")
def jobs() -> ResponseReturnValue:
    """From click to hired, by profession, the same for everybody."""
    session = db.session()
    return figures(
        "results/jobs.html",
        "results/_jobs.html",
        funnels=reports.funnels_of(session, professions(session)),
        definition=recruitment.definition(session),
        stages=STAGE_LABELS,
        unlinked=Source.OTHER.value,
    )


def professions(session: Session) -> Sequence[Recruited]:
    """A group for each profession that has a kit or a count; jobs without one stand last, together."""
    by_job: dict[int, list[int]] = defaultdict(list)
    for kit_id, job_id in kits.jobs_of_kits(session).items():
        by_job[job_id].append(kit_id)
    recorded = recruitment.numbers_by_job(session)
    found: list[Recruited] = []
    for name, members in sorted(
        recruitment.by_profession(session).items(), key=lambda each: (not each[0], each[0].casefold())
    ):
        own = [kit_id for member in members for kit_id in by_job[member.id]]
        counts = _added_up(recorded.get(member.id, {}) for member in members)
        if own or any(any(each) for each in counts.values()):
            found.append(Recruited(f"p{len(found)}", name or _("Other jobs"), own, counts))
    return found


def _added_up(each: Iterable[Mapping[str, Counts]]) -> dict[str, Counts]:
    found: dict[str, Counts] = defaultdict(Counts)
    for by_source in each:
        for source, counts in by_source.items():
            found[source] = Counts(*(a + b for a, b in zip(found[source], counts, strict=True)))
    return dict(found)
