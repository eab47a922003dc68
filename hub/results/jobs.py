"""The pages of recruitment: one job for HR, the professions for everybody."""

from __future__ import annotations

from collections import defaultdict

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from hub.accounts.access import requires
from hub.accounts.rules import Role
from hub.core import db
from hub.kits import queries as kits
from hub.metrics import reports
from hub.metrics.reports import Funnel, Recruited
from hub.recruitment import queries as recruitment
from hub.recruitment.rules import STAGE_LABELS, Source, added_up
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
        funnels=list(by_profession(session).values()),
        definition=recruitment.definition(session),
        stages=STAGE_LABELS,
        unlinked=Source.OTHER.value,
    )


def by_profession(session: Session) -> dict[str, Funnel]:
    """The funnel of each profession that has a kit or a count, by its name in small letters; jobs without one stand
    last, together.
    """
    found = recruited_by_profession(session)
    made = reports.funnels_of(session, list(found.values()), groups=recruitment.kits_by_profession())
    return dict(zip(found, made, strict=True))


def recruited_by_profession(session: Session) -> dict[str, Recruited]:
    """What the funnels of `by_profession` are made of, by the same names. Two statements: the database adds up, a row
    for each profession and source, however many jobs there are.
    """
    with_kits = recruitment.professions_with_kits(session)
    recorded = recruitment.numbers_by_profession(session)
    spellings: dict[str, list[str]] = defaultdict(list)
    for name in sorted(recorded, key=lambda name: (not name, name.casefold(), name)):
        spellings[name.casefold()].append(name)
    found: dict[str, Recruited] = {}
    for key, names in spellings.items():
        kits_of = [name for name in names if name in with_kits]
        counts = added_up(recorded[name] for name in names)
        if kits_of or counts:
            found[key] = Recruited(f"p{len(found)}", names[0] or _("Other jobs"), kits_of, counts)
    return found
