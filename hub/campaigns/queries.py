"""Reading campaigns, and what is told about them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, lazyload
from sqlalchemy.sql.base import ExecutableOption

from hub.accounts import queries as accounts
from hub.accounts.models import Person
from hub.campaigns.models import Campaign, Goal, Learning
from hub.campaigns.permissions import EDITORIAL
from hub.campaigns.rules import Dated, Entry, Kind, Period, in_order, overlap
from hub.campaigns.workflow import CampaignState
from hub.core import clock
from hub.core.errors import NotFound
from hub.counting.cells import MIN_UNIT
from hub.kits.models import Kit
from hub.kits.rules import Page
from hub.kits.workflow import KitState

PAGE_SIZE = 20
PUBLIC = (KitState.LIVE, KitState.ENDED)
"""States in which everybody may know of a kit."""
_ORDER = (
    CampaignState.RUNNING,
    CampaignState.PREPARING,
    CampaignState.PLANNED,
    CampaignState.ENDED,
    CampaignState.EVALUATED,
)


@dataclass(frozen=True)
class Lessons:
    """What one campaign has taught."""

    campaign: Campaign
    worked: list[Learning] = field(default_factory=list)
    failed: list[Learning] = field(default_factory=list)


@dataclass(frozen=True)
class UnitChoices:
    """Units by id with their names: those that can be the subject of a goal, and those that are too small."""

    large: dict[int, str]
    small: dict[int, str]


def campaigns(session: Session, number: int = 1, size: int = PAGE_SIZE) -> Page[Campaign]:
    """A page of campaigns: the running ones first, then the coming, then the past; within each the latest first."""
    total = session.scalar(select(func.count()).select_from(Campaign)) or 0
    number = min(max(number, 1), max(1, -(-total // size)))
    order = case({state.value: place for place, state in enumerate(_ORDER)}, value=Campaign.state)
    wanted = select(Campaign).order_by(order, Campaign.starts_on.desc(), Campaign.id.desc())
    found = session.scalars(wanted.options(*_for_lists()).limit(size).offset((number - 1) * size))
    return Page(list(found), number, total, size)


def _for_lists() -> tuple[ExecutableOption, ...]:
    parts = (Campaign.checklist, Campaign.goals, Campaign.learnings, Campaign.evaluation)
    return tuple(lazyload(part) for part in parts)


def get(session: Session, slug: str) -> Campaign:
    """The campaign at this address.

    Raises:
        NotFound: there is none.
    """
    campaign = session.scalar(select(Campaign).where(Campaign.slug == slug))
    if campaign is None:
        raise NotFound
    return campaign


def get_goal(session: Session, campaign: Campaign, goal_id: int) -> Goal:
    """A goal of this campaign.

    Raises:
        NotFound: it has none with this number.
    """
    goal = session.get(Goal, goal_id)
    if goal is None or goal.campaign_id != campaign.id:
        raise NotFound
    return goal


def taken_slugs(session: Session) -> frozenset[str]:
    """Addresses in use."""
    return frozenset(session.scalars(select(Campaign.slug)))


def overlapping(session: Session, campaign: Campaign) -> list[Campaign]:
    """The campaigns that run on some of the same days, the earliest first."""
    own = Period(campaign.starts_on, campaign.ends_on)
    wanted = select(Campaign).where(Campaign.id != campaign.id, Campaign.starts_on.is_not(None))
    others = session.scalars(wanted.options(*_for_lists()).order_by(Campaign.starts_on, Campaign.id))
    return [each for each in others if overlap(own, Period(each.starts_on, each.ends_on))]


def lessons(session: Session, number: int = 1, size: int = PAGE_SIZE) -> Page[Lessons]:
    """A page of campaigns that have taught something, the newest learning first."""
    newest = (
        select(Learning.campaign_id, func.max(Learning.noted_on).label("day")).group_by(Learning.campaign_id).subquery()
    )
    total = session.scalar(select(func.count()).select_from(newest)) or 0
    number = min(max(number, 1), max(1, -(-total // size)))
    wanted = select(Campaign).join(newest, newest.c.campaign_id == Campaign.id)
    wanted = wanted.order_by(newest.c.day.desc(), Campaign.id.desc()).limit(size).offset((number - 1) * size)
    return Page([lessons_of(each) for each in session.scalars(wanted)], number, total, size)


def lessons_of(campaign: Campaign) -> Lessons:
    """What this campaign has taught."""
    by_kind = {kind: [each for each in campaign.learnings if each.kind == kind] for kind in Kind}
    return Lessons(campaign, by_kind[Kind.WORKED], by_kind[Kind.FAILED])


def staff(session: Session, *named: int | None) -> list[Person]:
    """Who may be owner or substitute, by name: active people with an editorial role, and those already named."""
    found = {person.id: person for role in EDITORIAL for person in accounts.people_with_role(session, role)}
    for person_id in named:
        person = session.get(Person, person_id) if person_id else None
        if person is not None:
            found[person.id] = person
    return sorted(found.values(), key=lambda person: (person.name, person.id))


def unit_choices(session: Session, locale: str) -> UnitChoices:
    """The open units, by whether they have figures of their own."""
    folded = accounts.reporting(session)
    units = accounts.units(session)
    large = {unit.id: unit.name(locale) for unit in units if folded.people.get(unit.id, 0) >= MIN_UNIT}
    small = {unit.id: unit.name(locale) for unit in units if unit.id not in large and unit.headcount}
    return UnitChoices(large, small)


def names_of_people(session: Session) -> Iterator[str]:
    """First and last names together, of everybody who has an account."""
    return (name for name in accounts.names(session) if " " in name.strip())


def names_of_small_units(session: Session) -> set[str]:
    """What units without figures of their own are called in either language, where no larger unit is called so."""
    found: dict[bool, set[str]] = {True: set(), False: set()}
    for locale in ("da", "en"):
        choices = unit_choices(session, locale)
        found[True] |= {name.casefold() for name in choices.large.values()}
        found[False] |= set(choices.small.values())
    return {name for name in found[False] if name.casefold() not in found[True]}


def timeline(campaign: Campaign, kits: Iterable[Kit], locale: str) -> list[Dated]:
    """Every dated thing about a campaign that everybody may know, in order."""
    return in_order(_dated(campaign, kits, locale))


def _dated(campaign: Campaign, kits: Iterable[Kit], locale: str) -> Iterator[Dated]:
    if campaign.starts_on:
        yield Dated(campaign.starts_on, Entry.BEGINS)
    if campaign.kickoff_on:
        yield Dated(campaign.kickoff_on, Entry.KICKOFF, campaign.kickoff_place)
    for kit in visible(kits):
        title = kit.text(locale).title
        if kit.live_from:
            yield Dated(kit.live_from.astimezone(clock.zone()).date(), Entry.KIT_STARTS, title)
        if kit.ended_at:
            yield Dated(kit.ended_at.astimezone(clock.zone()).date(), Entry.KIT_ENDS, title)
        elif kit.ends_on:
            yield Dated(kit.ends_on, Entry.KIT_ENDS, title)
    for goal in campaign.goals:
        yield Dated(goal.deadline, Entry.DEADLINE, goal.specific)
    if campaign.ends_on:
        yield Dated(campaign.ends_on, Entry.ENDS)


def visible(kits: Iterable[Kit]) -> Sequence[Kit]:
    """The kits that everybody may know of: not the drafts, and not what was taken back."""
    return [kit for kit in kits if kit.state in PUBLIC]


@dataclass(frozen=True)
class Lesson:
    """One learning with the campaign that it comes from."""

    kind: str
    text: str
    campaign: str
    slug: str


def newest_lessons(
    session: Session, each: int, since: dt.date | None = None, until: dt.date | None = None
) -> dict[Kind, list[Lesson]]:
    """The newest learnings of both kinds, at most so many of each, noted on these days. One statement."""
    place = func.row_number().over(
        partition_by=Learning.kind, order_by=(Learning.noted_on.desc(), Learning.campaign_id.desc(), Learning.position)
    )
    wanted = select(Learning.id, place.label("place"))
    if since is not None:
        wanted = wanted.where(Learning.noted_on >= since)
    if until is not None:
        wanted = wanted.where(Learning.noted_on <= until)
    ranked = wanted.subquery()
    rows = session.execute(
        select(Learning.kind, Learning.text, Campaign.title, Campaign.slug)
        .join(ranked, ranked.c.id == Learning.id)
        .join(Campaign, Campaign.id == Learning.campaign_id)
        .where(ranked.c.place <= each)
        .order_by(ranked.c.place)
    )
    found: dict[Kind, list[Lesson]] = {kind: [] for kind in Kind}
    for kind, text, title, slug in rows:
        found[Kind(kind)].append(Lesson(kind, text, title, slug))
    return found
