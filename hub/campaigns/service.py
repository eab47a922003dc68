"""Writing campaigns: brief, state, kits and checklist. Everything here joins the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from hub.accounts.models import Person
from hub.campaigns import queries, workflow
from hub.campaigns.models import Campaign, ChecklistItem
from hub.campaigns.permissions import check_can_write
from hub.campaigns.rules import MOST_CHECKS, STANDARD_CHECKS, Part
from hub.campaigns.workflow import Action, CampaignState, Needs
from hub.core import audit, clock
from hub.core.errors import Conflict, Invalid
from hub.kits import queries as kit_queries
from hub.kits import service as kits
from hub.kits.models import Kit
from hub.kits.rules import free_slug
from hub.sources.queries import costs as costs_of

FIELDS = (
    "title", "purpose", "audience", "place", "starts_on", "ends_on", "deliverables", "budget", "kickoff_on",
    "kickoff_place", "kickoff_message", "owner_id", "substitute_id",
)  # fmt: skip


class Stale(Conflict):
    """Somebody else changed the same thing after this form was opened."""


def stale() -> Stale:
    """The refusal of a form that was overtaken."""
    return Stale(_l("Somebody else has changed this since you opened it."))


def create(session: Session, actor: Person, values: Mapping[str, Any]) -> Campaign:
    """Begin a campaign, with the usual preparations on its checklist. `budget` is in øre.

    Raises:
        NotAllowed: the person is neither editor nor approver.
        Invalid: for the first field that cannot be so.
        Conflict: somebody took its address at this very moment.
    """
    check_can_write(actor)
    campaign = Campaign(
        slug=free_slug(values["title"], queries.taken_slugs(session)), state=CampaignState.PLANNED.value
    )
    _fill(session, campaign, values)
    campaign.checklist = [
        ChecklistItem(part=part.value, standard=key, text="", done=False)
        for part, texts in STANDARD_CHECKS.items()
        for key in texts
    ]
    campaign.goals, campaign.learnings, campaign.evaluation = [], [], None
    try:
        with session.begin_nested():
            session.add(campaign)
            session.flush()
    except IntegrityError:
        raise Conflict(_l("Somebody else just made a campaign with this title. Try again.")) from None
    audit.record(session, actor.id, "campaign.created", "campaign", campaign.id)
    return campaign


def update(
    session: Session, actor: Person, campaign: Campaign, expected_version: int, values: Mapping[str, Any]
) -> None:
    """Write what was typed, if nobody else has written since `expected_version`.

    Raises:
        NotAllowed, Invalid: as for `create`.
        Stale: somebody else was faster; nothing is written.
    """
    check_can_write(actor)
    if campaign.version != expected_version:
        raise stale()
    _fill(session, campaign, values)
    flag_modified(campaign, "title")
    flush(session)
    audit.record(session, actor.id, "campaign.edited", "campaign", campaign.id)


def move(session: Session, actor: Person, campaign: Campaign, action: Action) -> bool:
    """Make a move of the workflow. False, and nothing written, when the campaign is already there.

    Raises:
        NotAllowed: the person is neither editor nor approver.
        Conflict: the state forbids it, or something is missing; the reason says what.
    """
    check_can_write(actor)
    wanted = workflow.get(action)
    if campaign.state == wanted.target:
        return False
    target = workflow.move(campaign.state, action)
    problem = missing(campaign, wanted.needs)
    if problem is not None:
        raise Conflict(problem)
    campaign.state = target.value
    flush(session)
    audit.record(session, actor.id, wanted.audit, "campaign", campaign.id)
    return True


def missing(campaign: Campaign, needs: Needs) -> Any | None:
    """What is not in place yet, as a sentence; None when everything is."""
    if needs is Needs.PERIOD and (campaign.starts_on is None or campaign.ends_on is None):
        return _l("Set the campaign’s first and last day before it starts.")
    if needs is Needs.EVALUATION:
        told = queries.lessons_of(campaign)
        if campaign.evaluation is None or not campaign.evaluation.outcome:
            return _l("Write what came of the campaign first.")
        if not told.worked or not told.failed:
            return _l("Write at least one thing that worked and one that did not: colleagues learn from both.")
    return None


def can_be_deleted(session: Session, campaign: Campaign) -> bool:
    """Whether nothing hangs on the campaign: it has not started, and there is no kit, cost, evaluation or goal whose
    deadline has passed. One with a history ends and is evaluated instead.
    """
    before = campaign.state in (CampaignState.PLANNED, CampaignState.PREPARING)
    told = campaign.evaluation is not None or campaign.learnings
    due = any(goal.deadline < clock.local_today() for goal in campaign.goals)
    spent = costs_of(session, campaign_id=campaign.id).page.total
    return before and not (told or due or spent or kit_queries.kits_of_campaign(session, campaign.id))


def delete(session: Session, actor: Person, campaign: Campaign) -> None:
    """Delete a campaign that nothing hangs on, with its brief, checklist and open goals.

    Raises:
        NotAllowed: the person is neither editor nor approver.
        Conflict: it has a history.
        Stale: somebody else is changing it at this very moment.
    """
    check_can_write(actor)
    if not can_be_deleted(session, campaign):
        raise Conflict(
            _l("The campaign has begun, or kits, costs, an evaluation or a past goal belong to it. So it is kept.")
        )
    audit.record(session, actor.id, "campaign.deleted", "campaign", campaign.id)
    session.delete(campaign)
    try:
        flush(session)
    except IntegrityError:
        raise stale() from None


def add_kit(session: Session, actor: Person, campaign: Campaign, kit: Kit) -> None:
    """Let a kit be part of the campaign; the same again changes nothing.

    Raises:
        NotAllowed: the person is neither editor nor approver.
        Conflict: the kit belongs to another campaign.
    """
    check_can_write(actor)
    if kit.campaign_id not in (None, campaign.id):
        raise Conflict(_l("This kit belongs to another campaign. Take it out there first."))
    kits.put_into_campaign(session, actor, kit, campaign.id)


def remove_kit(session: Session, actor: Person, campaign: Campaign, kit: Kit) -> None:
    """Take a kit out of the campaign; the same again changes nothing.

    Raises:
        NotAllowed: the person is neither editor nor approver.
    """
    check_can_write(actor)
    if kit.campaign_id == campaign.id:
        kits.put_into_campaign(session, actor, kit, None)


def add_check(session: Session, actor: Person, campaign: Campaign, part: str, text: str) -> None:
    """Put something on the checklist. What stands there already is not written twice.

    Raises:
        NotAllowed: the person is neither editor nor approver.
        Invalid: for "text" or "part".
        Conflict: the list is full.
    """
    check_can_write(actor)
    tidy = " ".join(text.split())
    if part not in set(Part):
        raise Invalid("part", _l("Choose a part of the preparation."))
    if not 0 < len(tidy) <= 200:
        raise Invalid("text", _l("Write what is to be prepared, in at most 200 characters."))
    if any(item.part == part and item.text == tidy for item in campaign.checklist):
        return
    if len(campaign.checklist) >= MOST_CHECKS:
        raise Conflict(_l("The list is full. Remove what is no longer needed."))
    campaign.checklist.append(ChecklistItem(part=part, text=tidy, done=False))
    session.flush()
    audit.record(session, actor.id, "campaign.checklist", "campaign", campaign.id)


def set_check(session: Session, actor: Person, campaign: Campaign, item_id: int, done: bool) -> None:
    """Tick something on the checklist, or take the tick away. An item that is gone changes nothing."""
    check_can_write(actor)
    for item in campaign.checklist:
        if item.id == item_id and item.done != done:
            item.done = done
            audit.record(session, actor.id, "campaign.checklist", "campaign", campaign.id)


def remove_check(session: Session, actor: Person, campaign: Campaign, item_id: int) -> None:
    """Take something off the checklist. An item that is gone changes nothing."""
    check_can_write(actor)
    for item in list(campaign.checklist):
        if item.id == item_id:
            campaign.checklist.remove(item)
            audit.record(session, actor.id, "campaign.checklist", "campaign", campaign.id)


def flush(session: Session) -> None:
    """Write now.

    Raises:
        Stale: a row was overtaken by somebody else's write.
    """
    try:
        session.flush()
    except StaleDataError:
        raise stale() from None


def _fill(session: Session, campaign: Campaign, values: Mapping[str, Any]) -> None:
    starts_on, ends_on = values["starts_on"], values["ends_on"]
    if starts_on and ends_on and ends_on < starts_on:
        raise Invalid("ends_on", _l("The last day cannot come before the first."))
    if ends_on and not starts_on:
        raise Invalid("starts_on", _l("Choose the first day as well."))
    allowed = {person.id for person in queries.staff(session, campaign.owner_id, campaign.substitute_id)}
    for name in ("owner_id", "substitute_id"):
        if values[name] is not None and values[name] not in allowed:
            raise Invalid(name, _l("Choose somebody who works at the desk."))
    if values["owner_id"] is not None and values["owner_id"] == values["substitute_id"]:
        raise Invalid("substitute_id", _l("Choose somebody else than the owner."))
    with session.no_autoflush:
        for name in FIELDS:
            setattr(campaign, name, values[name])
