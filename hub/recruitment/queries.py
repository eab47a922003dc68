"""Reading jobs and how many applied."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from flask_babel.speaklater import LazyString
from sqlalchemy import Subquery, func, select
from sqlalchemy.orm import Session, lazyload

from hub.core import clock
from hub.core.errors import NotFound
from hub.kits import queries as kits
from hub.kits.models import Kit
from hub.kits.rules import Page
from hub.kits.workflow import KitState
from hub.recruitment import rules
from hub.recruitment.models import ApplicationCount, ApplicationMapping, Job, QualifiedDefinition, RecruitmentSetting
from hub.recruitment.rules import Counts, Source
from hub.sources import queries as sources

PAGE_SIZE = 25
OPEN = (KitState.DRAFT, KitState.IN_REVIEW, KitState.LIVE)
OFFICIAL_FROM = "official_from"


def jobs(session: Session, *, archived: bool = True) -> Sequence[Job]:
    """All jobs, the latest deadline first; with `archived` false only those that are not put away."""
    wanted = select(Job).order_by(Job.deadline.desc(), Job.id.desc())
    return session.scalars(wanted if archived else wanted.where(Job.archived_on.is_(None))).all()


def jobs_page(session: Session, number: int = 1, *, archived: bool = False, size: int = PAGE_SIZE) -> Page[Job]:
    """A page of the jobs that are not put away, or of those that are; the latest deadline first. Two statements."""
    wanted = select(Job).where(Job.archived_on.is_not(None) if archived else Job.archived_on.is_(None))
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    number = min(max(number, 1), max(1, -(-total // size)))
    wanted = wanted.options(lazyload(Job.counts)).order_by(Job.deadline.desc(), Job.id.desc())
    found = session.scalars(wanted.limit(size).offset((number - 1) * size))
    return Page(list(found), number, total, size)


def get_job(session: Session, slug: str) -> Job:
    """The job at this address.

    Raises:
        NotFound: there is none.
    """
    job = session.scalar(select(Job).where(Job.slug == slug))
    if job is None:
        raise NotFound
    return job


def counts_of(session: Session, job_id: int) -> dict[str, tuple[int, int]]:
    """(applications, qualified) by source, as HR recorded them."""
    return {source: (each.applications, each.qualified) for source, each in numbers_of(session, [job_id]).items()}


def numbers_of(session: Session, job_ids: Collection[int]) -> dict[str, Counts]:
    """All four counts by source, of these jobs together. One statement."""
    found: dict[str, Counts] = defaultdict(Counts)
    for row in session.scalars(select(ApplicationCount).where(ApplicationCount.job_id.in_(job_ids))):
        found[row.source] = Counts(*(a + b for a, b in zip(found[row.source], row.numbers, strict=True)))
    return dict(found)


def numbers_by_job(session: Session) -> dict[int, dict[str, Counts]]:
    """All four counts by job and source. One statement."""
    found: dict[int, dict[str, Counts]] = defaultdict(dict)
    of = ApplicationCount
    for job_id, source, *counts in session.execute(
        select(of.job_id, of.source, of.applications, of.interviews, of.qualified, of.hired)
    ):
        found[job_id][source] = Counts(*counts)
    return dict(found)


def by_profession(session: Session) -> dict[str, set[int]]:
    """The ids of the jobs of each profession, in small letters; archived ones too. One statement."""
    found: dict[str, set[int]] = defaultdict(set)
    for job_id, profession in session.execute(select(Job.id, Job.profession)):
        found[profession.casefold()].add(job_id)
    return dict(found)


def numbers_by_profession(session: Session) -> dict[str, dict[str, Counts]]:
    """All four counts by profession, as HR spelled it, and source; archived jobs too, and professions of which nothing
    has been recorded. One statement, a row for each profession and source.
    """
    of = ApplicationCount
    stages = (of.applications, of.interviews, of.qualified, of.hired)
    wanted = select(Job.profession, of.source, *(func.sum(stage) for stage in stages)).outerjoin(of)
    found: dict[str, dict[str, Counts]] = defaultdict(dict)
    for profession, source, *counts in session.execute(wanted.group_by(Job.profession, of.source)):
        by_source = found[profession]
        if source is not None:
            by_source[source] = Counts(*map(int, counts))
    return dict(found)


def kits_by_profession() -> Subquery:
    """The columns `kit_id` and `name`: every kit that is for a job, and the job's profession as HR spelled it."""
    wanted = select(Kit.id.label("kit_id"), Job.profession.label("name"))
    return wanted.join(Job, Job.id == Kit.job_id).subquery("kits_by_profession")


def professions_with_kits(session: Session) -> frozenset[str]:
    """Professions with a share kit, as HR spelled them. One statement."""
    return frozenset(session.scalars(select(Job.profession).join(Kit, Kit.job_id == Job.id).distinct()))


def source_labels(
    session: Session, locale: str, used: Collection[str] = (), *, retired: bool = False
) -> dict[str, str]:
    """Labels of the sources that a count can be recorded for: those in use, those `used`, and "elsewhere"."""
    found = {
        each.key: each.label(locale)
        for each in sources.sources(session)
        if each.active or retired or each.key in used
    }  # fmt: skip
    return {**found, Source.OTHER.value: str(rules.SOURCE_LABELS[Source.OTHER])}


def open_kits(session: Session, job_id: int) -> list[Kit]:
    """The job's kits that are live or on their way there, the newest first."""
    return [kit for kit in kits.kits_of_job(session, job_id) if kit.state in OPEN]


def taken_slugs(session: Session) -> frozenset[str]:
    """Addresses in use."""
    return frozenset(session.scalars(select(Job.slug)))


def definitions(session: Session) -> Sequence[QualifiedDefinition]:
    """Every wording of "qualified", the newest first."""
    return session.scalars(select(QualifiedDefinition).order_by(QualifiedDefinition.in_effect_from.desc())).all()


def definition(session: Session, day: dt.date | None = None) -> QualifiedDefinition | None:
    """The wording of "qualified" in effect on a day, today without one; None before HR wrote the first."""
    day = day or clock.local_today()
    return next((each for each in definitions(session) if each.in_effect_from <= day), None)


def official_from(session: Session) -> str:
    """The level from which on a job goes on the official page, or "never"."""
    row = session.get(RecruitmentSetting, OFFICIAL_FROM)
    return row.value if row is not None else rules.OFFICIAL_FROM_DEFAULT.value


def mappings(session: Session) -> dict[str, dict[str, Any]]:
    """Saved mappings of columns by their name."""
    rows = session.scalars(select(ApplicationMapping).order_by(ApplicationMapping.name))
    return {row.name: json.loads(row.columns) for row in rows}


def parameters_of_kit(session: Session, kit_id: int) -> str:
    """What tracking links of the kit add to its target, when it belongs to a job; empty for the usual UTM."""
    found = session.execute(
        select(Kit.target_url, Job.parameters).join(Job, Job.id == Kit.job_id).where(Kit.id == kit_id)
    ).one_or_none()
    return rules.parameters_for(*found) if found is not None else ""


def note_for_desk(session: Session, job_id: int) -> LazyString | None:
    """What whoever writes a kit of this job must know: whether it also goes on the official page, and by which rule."""
    job = session.get(Job, job_id)
    return rules.official_note(job.level, official_from(session)) if job is not None else None
