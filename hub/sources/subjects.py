"""What a cost can be booked on: a kit, or a campaign.

Campaigns live in a room above this one, so `hub.wiring` says at the start where they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from hub.core.errors import NotFound
from hub.kits import queries as kits
from hub.kits.models import Kit
from hub.kits.permissions import Actor
from hub.kits.workflow import KitState
from hub.sources.permissions import can_handle

MOST_KITS = 300
"""Kits that the form offers, the newest first. An older one has a link to the form at the desk."""

Named = tuple[int, str, str]
"""Id, slug and title."""


class Kind(StrEnum):
    """What it is; the word stands before the slug in the form's values."""

    KIT = "kit"
    CAMPAIGN = "campaign"


@dataclass(frozen=True)
class Subject:
    """One kit or one campaign."""

    kind: Kind
    id: int
    slug: str
    title: str
    kit: Kit | None = None

    @property
    def value(self) -> str:
        """How the form names it."""
        return f"{self.kind}:{self.slug}"


_campaigns: list[Callable[[Session], Sequence[Named]]] = []


def campaigns_come_from(read: Callable[[Session], Sequence[Named]]) -> None:
    """Say how campaigns are read: one statement, the newest first. Saying it again changes nothing."""
    _campaigns[:] = [read]


def subjects(session: Session, actor: Actor, locale: str, also: Kit | None = None) -> list[Subject]:
    """What this person may book costs on, campaigns first. `also` is a kit to offer whatever its age."""
    found: list[Subject] = []
    if can_handle(actor, None):
        found = [Subject(Kind.CAMPAIGN, *each) for read in _campaigns for each in read(session)]
    listed = kits.desk_list(session, size=MOST_KITS).items
    if also is not None and also not in listed:
        listed = [also, *listed]
    return found + [_of(kit, locale) for kit in listed if kit.state != KitState.WITHDRAWN and can_handle(actor, kit)]


def titles(session: Session, locale: str, kit_ids: Sequence[int]) -> dict[tuple[Kind, int], str]:
    """What kits and all campaigns are called, by kind and id."""
    found = {(Kind.CAMPAIGN, number): title for read in _campaigns for number, _, title in read(session)}
    return found | {(Kind.KIT, number): title for number, title in kits.titles(session, kit_ids, locale).items()}


def get(session: Session, value: str, locale: str) -> Subject:
    """The subject that the form names.

    Raises:
        NotFound: there is none.
    """
    kind, _, slug = value.partition(":")
    if kind == Kind.KIT:
        return _of(kits.get(session, slug), locale)
    for read in _campaigns:
        for each in read(session):
            if kind == Kind.CAMPAIGN and each[1] == slug:
                return Subject(Kind.CAMPAIGN, *each)
    raise NotFound()


def _of(kit: Kit, locale: str) -> Subject:
    return Subject(Kind.KIT, kit.id, kit.slug, kit.text(locale).title or kit.slug, kit)
