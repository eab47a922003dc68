"""Reading sources and costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Subquery, false, func, or_, select
from sqlalchemy.orm import Session

from hub.core.errors import NotFound
from hub.kits.models import Kit
from hub.kits.rules import Page
from hub.links import queries as links
from hub.sources import rules
from hub.sources.models import Cost, Source

PAGE_SIZE = 25


@dataclass(frozen=True)
class Usage:
    """How much hangs on a source: links it has been given, and costs that were entered."""

    links: int = 0
    costs: int = 0

    @property
    def any(self) -> bool:
        """Whether it has a history."""
        return bool(self.links or self.costs)


def sources(session: Session, *, active: bool = False) -> list[Source]:
    """All sources, or with `active` those that are not retired: the built-in ones first. One statement."""
    statement = select(Source)
    if active:
        statement = statement.where(Source.active)
    return sorted(session.scalars(statement), key=lambda source: rules.order(source.key))


def get(session: Session, key: str) -> Source:
    """The source with this key.

    Raises:
        NotFound: there is none.
    """
    found = session.scalar(select(Source).where(Source.key == key))
    if found is None:
        raise NotFound()
    return found


def labels(session: Session, locale: str) -> dict[str, str]:
    """Labels by key in the reader's language, in the order of lists, retired sources too. One statement."""
    return {source.key: source.label(locale) for source in sources(session)}


def usage(session: Session) -> dict[str, Usage]:
    """What hangs on each source that has anything. Two statements."""
    carried = links.counts_by_source(session)
    rows = session.execute(select(Cost.source, func.count()).group_by(Cost.source))
    spent = {source: int(count) for source, count in rows}
    return {key: Usage(carried.get(key, 0), spent.get(key, 0)) for key in carried.keys() | spent.keys()}


@dataclass(frozen=True)
class Costs:
    """One page of costs, and the sum of those on all pages in øre."""

    page: Page[Cost]
    ore: int


def costs(
    session: Session,
    number: int = 1,
    *,
    kit_id: int | None = None,
    campaign_id: int | None = None,
    jobs_only: bool = False,
    size: int = PAGE_SIZE,
) -> Costs:
    """Costs of one kit, of one campaign, or all; or only of kits with a job. The newest first. Two statements."""
    wanted: list[ColumnElement[bool]] = []
    if kit_id is not None:
        wanted.append(Cost.kit_id == kit_id)
    if campaign_id is not None:
        wanted.append(Cost.campaign_id == campaign_id)
    if jobs_only:
        wanted.append(Cost.kit_id.in_(select(Kit.id).where(Kit.job_id.is_not(None))))
    total, ore = session.execute(select(func.count(), func.sum(Cost.amount_ore)).where(*wanted)).one()
    number = min(max(number, 1), max(1, -(-total // size)))
    ordered = select(Cost).where(*wanted).order_by(Cost.spent_on.desc(), Cost.id.desc())
    found = session.scalars(ordered.limit(size).offset((number - 1) * size))
    return Costs(Page(list(found), number, total, size), int(ore or 0))


def get_cost(session: Session, cost_id: int) -> Cost | None:
    """The cost with this id; None when somebody has removed it."""
    return session.get(Cost, cost_id)


def has_form_key(session: Session, form_key: str) -> bool:
    """Whether this very form has been saved before."""
    return session.scalar(select(Cost.id).where(Cost.form_key == form_key)) is not None


def spent(
    session: Session,
    *,
    kit_ids: Collection[int] | None = None,
    campaign_ids: Iterable[int] = (),
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> dict[str, int]:
    """Øre by source, only of sources for which a cost was entered. One statement.

    Of everything, or with `kit_ids` of these kits and of the campaigns named. Days are included at both ends.
    """
    statement = select(Cost.source, func.sum(Cost.amount_ore)).group_by(Cost.source)
    if kit_ids is not None:
        statement = statement.where(_about(kit_ids, list(campaign_ids)))
    if since is not None:
        statement = statement.where(Cost.spent_on >= since)
    if until is not None:
        statement = statement.where(Cost.spent_on <= until)
    return {source: int(ore) for source, ore in session.execute(statement)}


def spent_by_kit(session: Session, kit_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Øre by kit and source, of the kits' own costs alone. One statement."""
    statement = select(Cost.kit_id, Cost.source, func.sum(Cost.amount_ore)).group_by(Cost.kit_id, Cost.source)
    found: dict[int, dict[str, int]] = {}
    for kit_id, source, ore in session.execute(statement.where(Cost.kit_id.in_(kit_ids))):
        if kit_id is not None:
            found.setdefault(kit_id, {})[source] = int(ore)
    return found


def spent_by_group(session: Session, groups: Subquery) -> dict[str, dict[str, int]]:
    """What `spent_by_kit` gives, added up by name; `groups` has the columns `kit_id` and `name`. One statement."""
    statement = select(groups.c.name, Cost.source, func.sum(Cost.amount_ore)).group_by(groups.c.name, Cost.source)
    found: dict[str, dict[str, int]] = {}
    for name, source, ore in session.execute(statement.join(Cost, Cost.kit_id == groups.c.kit_id)):
        found.setdefault(name, {})[source] = int(ore)
    return found


def _about(kit_ids: Collection[int], campaign_ids: Sequence[int]) -> ColumnElement[bool]:
    return or_(
        Cost.kit_id.in_(kit_ids) if kit_ids else false(),
        Cost.campaign_id.in_(campaign_ids) if campaign_ids else false(),
    )
