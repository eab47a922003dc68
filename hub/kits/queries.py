"""Reads of kits. Lists load what a card shows in a fixed number of statements, however many kits there
are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session, joinedload, lazyload
from sqlalchemy.sql.base import ExecutableOption

from hub.ambassadors.models import Theme
from hub.core import clock
from hub.core.audit import AuditEntry
from hub.core.db import Base
from hub.core.errors import NotFound
from hub.kits.models import Asset, Kit, KitText
from hub.kits.rules import Page
from hub.kits.workflow import KitState

PAGE_SIZE = 12
NEW_FOR = dt.timedelta(days=7)
_BY_HAND = ("kit.created", "kit.edited", "kit.submitted")
# A kit can be sent back and sent again without a change between; nobody does so more often than this.
_ENOUGH = 20


@dataclass(frozen=True)
class Facets:
    """The themes and categories that live kits have: what the feed can be narrowed to."""

    themes: Sequence[Theme]
    categories: Sequence[str]


def _for_cards() -> tuple[ExecutableOption, ...]:
    # A card needs no suggestions, of which there are a dozen for each kit.
    return joinedload(Kit.theme), joinedload(Kit.asset), lazyload(Kit.suggestions)


def _is_live() -> ColumnElement[bool]:
    """Live, and not past its last day: a worker that is late must not let a kit be shared for longer."""
    return and_(Kit.state == KitState.LIVE, or_(Kit.ends_on.is_(None), Kit.ends_on >= clock.local_today()))


def _paged(
    session: Session, wanted: Select[int], order: Sequence[ColumnElement[Any]], number: int, size: int
) -> Page[Kit]:
    """One page of the kits whose ids are `wanted`. Three statements."""
    total = session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    number = min(max(number, 1), max(1, -(-total // size)))
    # All the ids are put in order, and only this page's rows are carried along: with thousands of live kits that is
    # half the work.
    ids = wanted.order_by(*order).limit(size).offset((number - 1) * size).subquery()
    found = session.scalars(select(Kit).join(ids, ids.c.id == Kit.id).order_by(*order).options(*_for_cards()))
    return Page(list(found), number, total, size)


def live_kits(
    session: Session,
    theme_ids: Collection[int] = (),
    category: str | None = None,
    page: int = 1,
    *,
    theme_id: int | None = None,
    exclude: Collection[int] = (),
    only: Collection[int] | None = None,
    size: int = PAGE_SIZE,
) -> Page[Kit]:
    """Kits that can be shared now: those with a theme in `theme_ids` first, then the newest.

    `category` and `theme_id` narrow the list; `exclude` and `only` are kit ids. Three statements.
    """
    statement = select(Kit.id).where(_is_live())
    if category:
        statement = statement.where(Kit.category == category)
    if theme_id is not None:
        statement = statement.where(Kit.theme_id == theme_id)
    if exclude:
        statement = statement.where(Kit.id.not_in(exclude))
    if only is not None:
        statement = statement.where(Kit.id.in_(only))
    followed = case((Kit.theme_id.in_(theme_ids), 0), else_=1)
    return _paged(session, statement, (followed, Kit.live_from.desc(), Kit.id.desc()), page, size)


def live_facets(session: Session) -> Facets:
    """What live kits can be narrowed to. Two statements."""
    pairs = session.execute(select(Kit.theme_id, Kit.category).where(_is_live()).distinct()).all()
    themes = session.scalars(
        select(Theme).where(Theme.id.in_({pair.theme_id for pair in pairs})).order_by(Theme.name_da)
    )
    return Facets(themes.all(), sorted({pair.category for pair in pairs}))


def live_kit_ids(session: Session) -> frozenset[int]:
    """Ids of the kits that can be shared now."""
    return frozenset(session.scalars(select(Kit.id).where(_is_live())))


def get(session: Session, slug: str) -> Kit:
    """The kit at this address, in whatever state.

    Raises:
        NotFound: there is none.
    """
    return _one(session, select(Kit).where(Kit.slug == slug))


def get_by_id(session: Session, kit_id: int) -> Kit:
    """The kit with this id, in whatever state.

    Raises:
        NotFound: there is none.
    """
    return _one(session, select(Kit).where(Kit.id == kit_id))


def get_live(session: Session, slug: str) -> Kit:
    """The kit at this address, if it can be shared now.

    Raises:
        NotFound: there is none, or it is not live.
    """
    return _one(session, select(Kit).where(Kit.slug == slug, _is_live()))


def _whole(statement: Select[Kit]) -> Select[Kit]:
    return statement.options(joinedload(Kit.theme), joinedload(Kit.asset))


def _one(session: Session, statement: Select[Kit]) -> Kit:
    kit = session.scalar(_whole(statement))
    if kit is None:
        raise NotFound()
    return kit


def is_live(kit: Kit) -> bool:
    """Whether this kit can be shared now."""
    return kit.state == KitState.LIVE and (kit.ends_on is None or kit.ends_on >= clock.local_today())


def is_new(kit: Kit) -> bool:
    """Whether the kit went live within the last week."""
    return kit.live_from is not None and clock.now() - kit.live_from < NEW_FOR


def desk_list(session: Session, state: str | None = None, page: int = 1, size: int = 25) -> Page[Kit]:
    """Kits as the desk lists them, the newest first; of one state, or of all. Three statements."""
    statement = select(Kit.id)
    if state:
        statement = statement.where(Kit.state == state)
    return _paged(session, statement, (Kit.id.desc(),), page, size)


def counts_by_state(session: Session) -> dict[str, int]:
    """How many kits there are in each state that has any."""
    rows = session.execute(select(Kit.state, func.count()).group_by(Kit.state))
    return {key: value for key, value in rows}  # noqa: C416  rows are not pairs to a type checker


def last_hand(session: Session, kit_id: int) -> int | None:
    """Whoever changed the kit last, by the trail; None when somebody else has sent it for approval since, and so has
    read it.
    """
    rows = session.execute(
        select(AuditEntry.action, AuditEntry.actor_id)
        .where(AuditEntry.subject == "kit", AuditEntry.subject_id == kit_id, AuditEntry.action.in_(_BY_HAND))
        .order_by(AuditEntry.id.desc())
        .limit(_ENOUGH)
    ).all()
    senders: set[int | None] = set()
    for action, actor_id in rows:
        if action == "kit.submitted":
            senders.add(actor_id)
        else:
            hand: int | None = actor_id
            return None if senders - {hand} else hand
    return None


def due_to_end(session: Session, today: dt.date) -> Sequence[Kit]:
    """Live kits whose last day is before `today`."""
    return session.scalars(select(Kit).where(Kit.state == KitState.LIVE, Kit.ends_on < today).order_by(Kit.id)).all()


def kits_open_between(session: Session, first_day: dt.date, last_day: dt.date) -> list[tuple[int, str]]:
    """(id, slug) of kits that have a week window within these days: live on one of them, or in the week
    before it.

    A kit opens windows only while it is live and for one week after, so that empty weeks add no noise. Days
    are the organisation's own.
    """
    begin, end = _midnight(first_day - dt.timedelta(days=7)), _midnight(last_day + dt.timedelta(days=1))
    found = session.execute(
        select(Kit.id, Kit.slug)
        .where(Kit.live_from < end, or_(Kit.ended_at.is_(None), Kit.ended_at >= begin))
        .order_by(Kit.id)
    )
    return [(kit_id, slug) for kit_id, slug in found]


def kits_in_window(session: Session, first_day: dt.date, last_day: dt.date) -> list[int]:
    """Ids of the kits that were live at any time on these days, in the organisation's own days."""
    begin, end = _midnight(first_day), _midnight(last_day + dt.timedelta(days=1))
    return list(
        session.scalars(
            select(Kit.id)
            .where(Kit.live_from < end, or_(Kit.ended_at.is_(None), Kit.ended_at >= begin))
            .order_by(Kit.id)
        )
    )


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), clock.zone())


def titles(session: Session, ids: Iterable[int], locale: str) -> dict[int, str]:
    """Titles by kit id, in the reader's language where the kit has it, else in Danish."""
    rows = session.execute(
        select(KitText.kit_id, KitText.locale, KitText.title)
        .where(KitText.kit_id.in_(list(ids)), KitText.locale.in_({"da", locale}))
        .order_by(case((KitText.locale == locale, 1), else_=0))
    )
    return {kit_id: title for kit_id, _, title in rows}


def slugs(session: Session, ids: Iterable[int]) -> dict[int, str]:
    """Addresses by kit id."""
    rows = session.execute(select(Kit.id, Kit.slug).where(Kit.id.in_(list(ids))))
    return {key: value for key, value in rows}  # noqa: C416  rows are not pairs to a type checker


def kits_of_job(session: Session, job_id: int) -> Sequence[Kit]:
    """The kits that belong to a vacancy, the newest first."""
    return session.scalars(select(Kit).where(Kit.job_id == job_id).order_by(Kit.id.desc()).options(*_for_cards())).all()


def kits_of_campaign(session: Session, campaign_id: int) -> Sequence[Kit]:
    """The kits that belong to a campaign, in the order in which they were made."""
    wanted = select(Kit).where(Kit.campaign_id == campaign_id).order_by(Kit.id)
    return session.scalars(wanted.options(*_for_cards())).all()


def kits_by_campaign() -> Subquery:
    """A table of `kit_id` and `name`, the campaign's id, of the kits that belong to one."""
    wanted = select(Kit.id.label("kit_id"), Kit.campaign_id.label("name")).where(Kit.campaign_id.is_not(None))
    return wanted.subquery("kits_by_campaign")


def ids_by_campaign(session: Session) -> dict[int, list[int]]:
    """The ids of each campaign's kits, in the order in which they were made. One statement."""
    table = kits_by_campaign()
    found: dict[int, list[int]] = {}
    for kit_id, campaign_id in session.execute(select(table.c.kit_id, table.c.name).order_by(table.c.kit_id)):
        found.setdefault(campaign_id, []).append(kit_id)
    return found


def names(session: Session, states: Collection[KitState], locale: str) -> list[tuple[int, str, str]]:
    """(id, slug, title) of the kits in these states by address, the title as in `titles`. One statement."""
    rows = session.execute(
        select(Kit.id, Kit.slug, KitText.title)
        .join(KitText, KitText.kit_id == Kit.id)
        .where(Kit.state.in_(states), KitText.locale.in_({"da", locale}))
        .order_by(case((KitText.locale == locale, 1), else_=0))
    )
    found = {kit_id: (kit_id, slug, title) for kit_id, slug, title in rows}
    return sorted(found.values(), key=lambda each: each[1])


def free_for_campaigns(session: Session, size: int = 200) -> Sequence[Kit]:
    """Kits that are not over and belong to no campaign, the newest first."""
    over = (KitState.ENDED, KitState.WITHDRAWN)
    wanted = select(Kit).where(Kit.campaign_id.is_(None), Kit.state.not_in(over)).order_by(Kit.id.desc()).limit(size)
    return session.scalars(wanted.options(*_for_cards())).all()


def campaign_titles(session: Session, chosen: int | None = None) -> dict[int, str]:
    """Titles by id of the campaigns that a kit can join: those not evaluated yet, and the one it is in.

    Campaigns live in a room above this one, so the table is asked by its name.
    """
    table = Base.metadata.tables["campaign"]
    wanted = select(table.c.id, table.c.title).where(or_(table.c.state != "evaluated", table.c.id == chosen))
    return {row.id: row.title for row in session.execute(wanted.order_by(table.c.title, table.c.id))}


def jobs_of_kits(session: Session) -> dict[int, int]:
    """The job's id by kit id, of every kit that belongs to a vacancy. One statement."""
    rows = session.execute(select(Kit.id, Kit.job_id).where(Kit.job_id.is_not(None)))
    return {kit_id: job_id for kit_id, job_id in rows if job_id is not None}


def jobs_of_campaigns(session: Session) -> list[tuple[int, int, int]]:
    """Campaign, kit and job, of every kit that belongs to both. One statement."""
    wanted = select(Kit.campaign_id, Kit.id, Kit.job_id).order_by(Kit.id)
    rows = session.execute(wanted.where(Kit.campaign_id.is_not(None), Kit.job_id.is_not(None)))
    return [(campaign, kit, job) for campaign, kit, job in rows if campaign is not None and job is not None]


def slugs_like(session: Session, base: str) -> frozenset[str]:
    """Addresses that begin with `base` and are taken."""
    return frozenset(session.scalars(select(Kit.slug).where(Kit.slug.startswith(base, autoescape=True))))


def find_asset(session: Session, asset_id: int | None) -> Asset | None:
    """The picture with this id, or None."""
    return session.get(Asset, asset_id) if asset_id is not None else None
