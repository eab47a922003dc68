"""The benchmark's campaigns, jobs, kits and links."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.ambassadors.models import Theme
from hub.campaigns.models import Campaign
from hub.campaigns.workflow import CampaignState
from hub.core import clock
from hub.core.audit import AuditEntry
from hub.kits.models import Kit, KitText, Suggestion
from hub.kits.rules import Category
from hub.kits.workflow import KitState
from hub.links import rules
from hub.links.models import LinkTableVersion, TrackingLink
from hub.ops.large import plan
from hub.ops.large.loader import Loader, Row
from hub.ops.large.plan import Size
from hub.recruitment.models import ApplicationCount, Job
from hub.recruitment.rules import Source as ApplicantSource
from hub.sources.models import Cost

UNFINISHED = 100
"""Drafts and kits that wait for approval, besides those that are or were live."""
SITE = "https://job.fjordby.example/ledige-stillinger/"
_SLUG = "slug-of-the-kit"
_TEXT = ("Vi søger en kollega, der vil gøre en forskel for borgerne. Kender du en? " * 3).strip()
_PROFESSIONS = ("Pædagog", "Sygeplejerske", "Ingeniør", "Lærer", "Sagsbehandler", "Social- og sundhedsassistent")


def last_monday(today: dt.date) -> dt.date:
    """The newest Monday that has been released."""
    return today - dt.timedelta(days=today.weekday())


def fill(loader: Loader, session: Session, size: Size, today: dt.date) -> None:
    """Everything that staff wrote."""
    staff = session.scalars(select(Person.id).order_by(Person.id).limit(200)).all()
    themes = session.scalars(select(Theme.id).order_by(Theme.id)).all()
    first_theme, theme_count = themes[0], len(themes)
    lives = [plan.life(size, number, last_monday(today), today) for number in range(1, size.kits + 1)]
    loader.fill(
        Campaign,
        (
            "id", "slug", "state", "version", "title", "purpose", "audience", "place", "starts_on", "ends_on",
            "deliverables", "kickoff_place", "kickoff_message", "owner_id",
        ),
        _campaigns(size, today, staff[0]),
    )  # fmt: skip
    loader.fill(
        Job,
        ("id", "slug", "title", "profession", "place", "deadline", "apply_url", "level", "parameters", "archived_on"),
        _jobs(size, today),
    )
    loader.fill(
        ApplicationCount, ("job_id", "source", "applications", "qualified", "interviews", "hired"), _applied(size)
    )
    loader.fill(
        Kit,
        (
            "id", "slug", "state", "version", "category", "purpose", "theme_id", "target_url", "after_url",
            "commercial", "contact", "contact_hours", "note", "ends_on", "live_from", "ended_at", "author_id",
            "approver_id", "job_id", "campaign_id",
        ),
        _kits(size, lives, today, list(staff), [first_theme + each for each in range(theme_count)]),
    )  # fmt: skip
    every = range(1, size.kits + UNFINISHED + 1)
    columns = ("kit_id", "locale", "title", "why", "dos", "donts", "facts", "image_alt")
    loader.fill(KitText, columns, _texts(every))
    loader.fill(Suggestion, ("kit_id", "locale", "network", "position", "subject", "body"), _suggestions(every))
    loader.fill(AuditEntry, ("at", "actor_id", "action", "subject", "subject_id"), _trail(lives, list(staff)))
    loader.fill(Cost, ("kit_id", "source", "amount_ore", "spent_on", "note", "form_key"), _costs(size, lives))
    links = ("id", "code", "kit_id", "network", "source", "location", "changed_in")
    loader.fill(TrackingLink, links, _links(size))
    session.add(LinkTableVersion(id=session.scalar(select(func.count()).select_from(LinkTableVersion)) or 1, version=1))


def _campaigns(size: Size, today: dt.date, owner: int) -> Iterator[Row]:
    for number in range(1, size.campaigns + 1):
        begins = today - dt.timedelta(days=(size.campaigns - number) * size.weeks * 7 // size.campaigns)
        ends = begins + dt.timedelta(days=60)
        state = CampaignState.RUNNING if ends >= today else CampaignState.EVALUATED
        words = (f"Kampagne {number}", _TEXT, "Alle", "Fjordby")
        yield number, f"kampagne-{number}", state.value, 1, *words, begins, ends, "", "", "", owner


def _jobs(size: Size, today: dt.date) -> Iterator[Row]:
    for number in range(1, size.jobs + 1):
        deadline = today - dt.timedelta(days=(size.jobs - number) * size.weeks * 7 // size.jobs - 14)
        archived = deadline + dt.timedelta(days=90)
        words = (f"Stilling {number}", _PROFESSIONS[number % len(_PROFESSIONS)], "Fjordby")
        old = archived if archived < today else None
        yield number, f"stilling-{number}", *words, deadline, f"{SITE}{number}", "employee", "", old


def _applied(size: Size) -> Iterator[Row]:
    for number in range(1, size.jobs + 1):
        for place, source in enumerate(list(ApplicantSource)[:4]):
            count = 3 + (number * 7 + place * 5) % 20
            yield number, source.value, count, count // 2, count // 4, int(count > 15)


def _kits(size: Size, lives: list[plan.Life], today: dt.date, staff: list[int], themes: list[int]) -> Iterator[Row]:
    categories = [each.value for each in Category]
    for life in lives:
        number = life.number
        state = KitState.ENDED if life.ended else KitState.LIVE
        moments = (_at(life.begins), _at(life.ends + dt.timedelta(days=1)) if life.ended else None)
        job = number if number <= size.jobs else None
        campaign = number * size.campaigns // (size.kits + 1) + 1 if number % 2 else None
        yield (
            number, f"kit-{number}", state.value, 1, categories[number % len(categories)], "",
            themes[number % len(themes)], f"{SITE}{number}", "", False, "Presse, lokal 1000", "", "", life.ends,
            *moments, staff[number % len(staff)], staff[(number + 1) % len(staff)], job, campaign,
        )  # fmt: skip
    for more in range(1, UNFINISHED + 1):
        number = size.kits + more
        state = KitState.DRAFT if more % 3 else KitState.IN_REVIEW
        yield (
            number, f"kit-{number}", state.value, 1, categories[number % len(categories)], "",
            themes[number % len(themes)], f"{SITE}{number}", "", False, "", "", "", None, None, None,
            staff[number % len(staff)], None, None, None,
        )  # fmt: skip


def _texts(every: range) -> Iterator[Row]:
    for number in every:
        yield number, "da", f"Kom til Fjordby {number}", _TEXT, _TEXT, _TEXT, "", ""
        yield number, "en", f"Come to Fjordby {number}", _TEXT, _TEXT, _TEXT, "", ""


def _suggestions(every: range) -> Iterator[Row]:
    for number in every:
        for locale in ("da", "en"):
            for place, network in enumerate(("linkedin", "facebook", "bluesky")):
                yield number, locale, network, place, "", _TEXT


def _trail(lives: list[plan.Life], staff: list[int]) -> Iterator[Row]:
    for life in lives:
        for place, action in enumerate(("kit.created", "kit.edited", "kit.submitted", "kit.published")):
            yield _at(life.begins), staff[(life.number + place) % len(staff)], action, "kit", life.number


def _costs(size: Size, lives: list[plan.Life]) -> Iterator[Row]:
    for number in range(1, size.costs + 1):
        life = lives[number * len(lives) // (size.costs + 1)]
        yield life.number, "paid", 100_000 + number, life.begins, "", f"{number:032x}"


def _links(size: Size) -> Iterator[Row]:
    where = [
        (source, network, rules.location(SITE + "0", network, source, _SLUG))
        for source, network in plan.places(size.links_of_a_kit)
    ]
    for place, code in enumerate(plan.codes(size.kits * len(where))):
        kit, rest = place // len(where) + 1, place % len(where)
        source, network, location = where[rest]
        location = location.replace(f"{SITE}0", f"{SITE}{kit}").replace(_SLUG, f"kit-{kit}")
        yield place + 1, code, kit, network, source, location, 1


def _at(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(9), clock.zone())
