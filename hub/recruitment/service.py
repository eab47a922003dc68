"""Writing jobs and counts of applications."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.ambassadors import queries as ambassadors
from hub.core import audit
from hub.core.errors import Conflict, Invalid
from hub.kits import service as kits
from hub.kits.models import Kit
from hub.kits.rules import Category, KitData, TextData, free_slug
from hub.recruitment import queries
from hub.recruitment.models import ApplicationCount, Job
from hub.recruitment.permissions import check_can_recruit
from hub.recruitment.rules import MOST_APPLICATIONS, Source

FIELDS = ("title", "profession", "place", "unit_id", "deadline", "apply_url")


def create_job(session: Session, actor: Person, values: Mapping[str, Any]) -> Job:
    """Create a job.

    Raises:
        NotAllowed: the person is not HR.
    """
    check_can_recruit(actor)
    job = Job(slug=free_slug(values["title"], queries.taken_slugs(session)), **{name: values[name] for name in FIELDS})
    session.add(job)
    session.flush()
    audit.record(session, actor.id, "created", "job", job.id)
    return job


def record_applications(session: Session, actor: Person, job: Job, counts: Mapping[Source, tuple[int, int]]) -> None:
    """Set what HR has counted so far, by source: (applications, qualified). Recording the same again changes nothing.

    Raises:
        NotAllowed: the person is not HR.
        Invalid: a count is negative or absurd, or more are qualified than applied; `field` is the source.
    """
    check_can_recruit(actor)
    for source, (applications, qualified) in counts.items():
        if not 0 <= applications <= MOST_APPLICATIONS:
            raise Invalid(source, _l("Write a number from 0 to 100,000."))
        if not 0 <= qualified <= applications:
            raise Invalid(source, _l("More cannot be qualified than have applied."))
    kept = {row.source: row for row in job.counts}
    for source, (applications, qualified) in counts.items():
        row = kept.get(source)
        if row is None:
            row = ApplicationCount(source=source)
            job.counts.append(row)
        row.applications, row.qualified = applications, qualified
    audit.record(session, actor.id, "counted", "job", job.id)


def start_kit(session: Session, actor: Person, job: Job, known: int = 0) -> Kit | None:
    """Start a recruitment kit from what is known about the job; the desk writes the rest.

    `known` is how many open kits of the job the person had seen when they asked. None, and nothing written, when
    there are others by now: a second click must not make a second kit.

    Raises:
        NotAllowed: the person is not HR.
        Conflict: there is no theme that a kit could carry.
    """
    check_can_recruit(actor)
    if len(queries.open_kits(session, job.id)) != known:
        return None
    themes = {theme.slug: theme for theme in ambassadors.themes(session)}
    theme = themes.get("job-hos-os") or next(iter(themes.values()), None)
    if theme is None:
        raise Conflict(_l("There are no themes yet, so no kit can be made."))
    data = KitData(
        category=Category.RECRUITMENT,
        theme_id=theme.id,
        target_url=job.apply_url,
        texts={"da": TextData(title=job.title)},
        ends_on=job.deadline,
    )
    return kits.create_draft(session, actor, data, job.id)
