"""Reading letters and screens, and what a letter tells besides its figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, lazyload

from hub.campaigns.models import Campaign
from hub.core import clock
from hub.core.errors import NotFound
from hub.kits.models import Kit
from hub.kits.workflow import KitState
from hub.results import rules
from hub.results.models import ResultLetter, WallScreen

SHOWN = (KitState.LIVE, KitState.ENDED)
MOST_LETTERS = 60


def letters(session: Session) -> Sequence[ResultLetter]:
    """The letters, the newest first."""
    return session.scalars(select(ResultLetter).order_by(ResultLetter.month.desc()).limit(MOST_LETTERS)).all()


def letter(session: Session, month: str) -> ResultLetter:
    """The letter of a month such as `2026-10`.

    Raises:
        NotFound: none has been written.
    """
    found = session.get(ResultLetter, month)
    if found is None:
        raise NotFound()
    return found


def screens(session: Session) -> Sequence[WallScreen]:
    """The screens, by name."""
    return session.scalars(select(WallScreen).order_by(WallScreen.name, WallScreen.id)).all()


def screen(session: Session, token: str) -> WallScreen:
    """The screen with this secret.

    Raises:
        NotFound: there is none, or it was switched off.
    """
    found = session.scalar(select(WallScreen).where(WallScreen.digest == rules.digest(token)))
    if found is None:
        raise NotFound()
    return found


def kits_of(session: Session, first_day: dt.date, last_day: dt.date) -> tuple[list[Kit], list[Kit]]:
    """The kits that went live on these days, and those that were out already; withdrawn ones are not told of."""
    begin = dt.datetime.combine(first_day, dt.time(), clock.zone())
    end = dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time(), clock.zone())
    found = session.scalars(
        select(Kit)
        .where(Kit.state.in_(SHOWN), Kit.live_from < end, or_(Kit.ended_at.is_(None), Kit.ended_at >= begin))
        .options(joinedload(Kit.theme), lazyload(Kit.suggestions))
        .order_by(Kit.live_from, Kit.id)
    ).all()
    fresh = [kit for kit in found if kit.live_from is not None and kit.live_from >= begin]
    return fresh, [kit for kit in found if kit not in fresh]


def campaigns(session: Session) -> list[Campaign]:
    """Every campaign with its goals, by address. Two statements, and one more for every five hundred campaigns."""
    return sorted(session.scalars(_with_goals()), key=lambda campaign: campaign.slug)


def campaign(session: Session, slug: str) -> Campaign:
    """The campaign at this address with its goals. Two statements.

    Raises:
        NotFound: there is none.
    """
    found = session.scalar(_with_goals().where(Campaign.slug == slug))
    if found is None:
        raise NotFound()
    return found


def _with_goals() -> Select[Campaign]:
    parts = (Campaign.checklist, Campaign.learnings, Campaign.evaluation)
    return select(Campaign).options(*(lazyload(part) for part in parts))


def kit_ids_of_campaign(session: Session, campaign_id: int) -> Sequence[int]:
    """The ids of the campaign's kits. One statement."""
    return session.scalars(select(Kit.id).where(Kit.campaign_id == campaign_id).order_by(Kit.id)).all()


def coming_campaigns(session: Session, after: dt.date) -> Sequence[Campaign]:
    """Campaigns that run or begin after this day, the earliest first."""
    parts = (Campaign.checklist, Campaign.goals, Campaign.learnings, Campaign.evaluation)
    return session.scalars(
        select(Campaign)
        .where(Campaign.starts_on.is_not(None), or_(Campaign.ends_on.is_(None), Campaign.ends_on > after))
        .options(*(lazyload(part) for part in parts))
        .order_by(Campaign.starts_on, Campaign.id)
    ).all()
