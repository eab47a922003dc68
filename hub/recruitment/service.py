"""Writing jobs and counts of applications."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.ambassadors import queries as ambassadors
from hub.core import audit, clock, events
from hub.core.errors import Conflict, Invalid
from hub.kits import queries as kit_queries
from hub.kits import service as kits
from hub.kits.events import KitPublished
from hub.kits.models import Kit
from hub.kits.rules import Category, KitData, free_slug
from hub.kits.workflow import KitState
from hub.recruitment import prefill, queries, rules
from hub.recruitment.models import ApplicationCount, ApplicationMapping, Job, QualifiedDefinition, RecruitmentSetting
from hub.recruitment.permissions import check_can_recruit
from hub.recruitment.rules import Counts

RESERVED = frozenset({"import", "settings"})
"""Addresses of pages beside the jobs."""
FIELDS = ("title", "profession", "place", "unit_id", "deadline", "apply_url", "level", "parameters")


def create_job(session: Session, actor: Person, values: Mapping[str, Any]) -> Job:
    """Create a job.

    Raises:
        NotAllowed: the person is not HR.
    """
    check_can_recruit(actor)
    taken = queries.taken_slugs(session) | RESERVED
    job = Job(slug=free_slug(values["title"], taken), **{name: values[name] for name in FIELDS})
    session.add(job)
    session.flush()
    audit.record(session, actor.id, "created", "job", job.id)
    return job


def update_job(session: Session, actor: Person, job: Job, values: Mapping[str, Any]) -> None:
    """Change a job. Its open kits follow: a new deadline moves their last day, a new address or new parameters their
    links.

    A kit whose last day or target the desk has set otherwise keeps it.

    Raises:
        NotAllowed: the person is not HR.
    """
    check_can_recruit(actor)
    before = {name: getattr(job, name) for name in FIELDS}
    for name in FIELDS:
        setattr(job, name, values[name])
    session.flush()
    for kit in queries.open_kits(session, job.id):
        if kit.ends_on == before["deadline"] and job.deadline != before["deadline"]:
            kits.follow_job(session, kit, ends_on=job.deadline)
        if kit.target_url == before["apply_url"] and job.apply_url != before["apply_url"]:
            kits.follow_job(session, kit, target_url=job.apply_url)
        if kit.state == KitState.LIVE and (job.apply_url, job.parameters) != (
            before["apply_url"],
            before["parameters"],
        ):
            events.emit(session, KitPublished(kit.id))
    audit.record(session, actor.id, "edited", "job", job.id)


def put_away(session: Session, actor: Person, job: Job) -> bool:
    """Take a job off the list. True: it was deleted, for nothing hung on it. False: it is archived with its numbers.

    Raises:
        NotAllowed: the person is not HR.
    """
    check_can_recruit(actor)
    if not kit_queries.kits_of_job(session, job.id) and not any(any(row.numbers) for row in job.counts):
        audit.record(session, actor.id, "deleted", "job", job.id)
        session.delete(job)
        session.flush()
        return True
    if job.archived_on is None:
        job.archived_on = clock.local_today()
        audit.record(session, actor.id, "archived", "job", job.id)
    return False


def take_back(session: Session, actor: Person, job: Job) -> None:
    """Put an archived job back on the list.

    Raises:
        NotAllowed: the person is not HR.
    """
    check_can_recruit(actor)
    if job.archived_on is not None:
        job.archived_on = None
        audit.record(session, actor.id, "restored", "job", job.id)


def record_applications(session: Session, actor: Person, job: Job, counts: Mapping[str, Counts]) -> None:
    """Set what HR has counted so far, by source. Recording the same again changes nothing.

    Raises:
        NotAllowed: the person is not HR.
        Invalid: counts that cannot be; `field` is source and stage, such as "paid-hired".
    """
    check_can_recruit(actor)
    set_counts(session, job, counts, clock.now())
    audit.record(session, actor.id, "counted", "job", job.id)


def set_counts(session: Session, job: Job, counts: Mapping[str, Counts], as_of: dt.datetime) -> set[str]:
    """Set counts that are of this moment; the sources for which newer ones stand are left, and returned.

    Raises:
        Invalid: counts that cannot be; `field` is source and stage.
    """
    kept = {row.source: row for row in job.counts}
    newer = {source for source in counts if source in kept and (kept[source].as_of or as_of) > as_of}
    fresh = {source: each for source, each in counts.items() if source not in newer}
    for source, each in fresh.items():
        if found := rules.problem(each):
            raise Invalid(f"{source}-{found[0]}", found[1])
    for source, each in fresh.items():
        row = kept.get(source)
        if row is None:
            row = ApplicationCount(source=source)
            job.counts.append(row)
        row.applications, row.interviews, row.qualified, row.hired = each
        row.as_of = as_of
    return newer


def start_kit(session: Session, actor: Person, job: Job, known: int = 0) -> Kit | None:
    """Start a recruitment kit from what is known about the job; the desk writes the rest. It ends with the deadline.

    `known` is how many open kits of the job the person had seen when they asked. None, and nothing written, when
    there are others by now: a second click must not make a second kit.

    Raises:
        NotAllowed: the person is not HR.
        Conflict: the job is over or archived, or there is no theme that a kit could carry.
    """
    check_can_recruit(actor)
    if job.archived_on is not None:
        raise Conflict(_l("The job is archived. Put it back on the list first."))
    if job.deadline is not None and job.deadline < clock.local_today():
        raise Conflict(_l("The deadline has passed. Change it first, if the job is still open."))
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
        texts={"da": prefill.texts(job)},
        suggestions=prefill.suggestions(job),
        ends_on=job.deadline,
    )
    return kits.create_draft(session, actor, data, job.id)


def define_qualified(session: Session, actor: Person, text: str) -> None:
    """Write down what "qualified" means from today on. Written twice on one day, the later wording counts.

    Raises:
        NotAllowed: the person is not HR.
    """
    check_can_recruit(actor)
    today = clock.local_today()
    newest = next(iter(queries.definitions(session)), None)
    if newest is not None and newest.text == text:
        return
    row = session.get(QualifiedDefinition, today)
    if row is None:
        session.add(QualifiedDefinition(in_effect_from=today, text=text))
    else:
        row.text = text
    audit.record(session, actor.id, "defined_qualified", "recruitment", 0)


def set_official_from(session: Session, actor: Person, level: str) -> None:
    """State from which level on a job goes on the official page; "never" for no level.

    Raises:
        NotAllowed: the person is not HR.
    """
    check_can_recruit(actor)
    set_setting(session, queries.OFFICIAL_FROM, level)


def set_setting(session: Session, name: str, value: str) -> None:
    """Write a rule of the organisation."""
    row = session.get(RecruitmentSetting, name)
    if row is None:
        session.add(RecruitmentSetting(name=name, value=value))
    else:
        row.value = value


def save_mapping(session: Session, actor: Person, name: str, columns: Mapping[str, Any]) -> None:
    """Keep which column holds what, under a name; a mapping of that name is replaced.

    Raises:
        NotAllowed: the person is not HR.
    """
    check_can_recruit(actor)
    text = json.dumps(dict(columns), ensure_ascii=False)
    row = session.get(ApplicationMapping, name)
    if row is None:
        session.add(ApplicationMapping(name=name, columns=text))
    else:
        row.columns = text
