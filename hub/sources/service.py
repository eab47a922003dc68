"""Naming sources, making their links, and entering what they cost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.core import audit
from hub.core.errors import Conflict, Invalid
from hub.kits import queries as kits
from hub.kits.models import Kit
from hub.kits.permissions import Actor
from hub.links import queries as links_queries
from hub.links import rules as links_rules
from hub.links import service as links
from hub.sources import queries, rules
from hub.sources.models import Cost, Source
from hub.sources.permissions import check_can_handle, check_can_name
from hub.sources.subjects import Kind, Subject


@dataclass(frozen=True)
class CostData:
    """One cost as it was typed: the amount in øre, and the key of the form."""

    source: str
    amount_ore: int
    spent_on: dt.date
    note: str
    form_key: str


def add_source(session: Session, actor: Actor, kind: str, label_da: str, label_en: str) -> Source:
    """Add a source of the organisation's own.

    Raises:
        NotAllowed: the person may not.
        Invalid: the kind is not one to choose, or the name is missing or taken.
        Conflict: somebody else added one at the same moment.
    """
    check_can_name(actor)
    if kind not in set(rules.CUSTOM_KINDS):
        raise Invalid("kind", _l("Choose what kind of source it is."))
    known = queries.sources(session)
    _check_labels(known, None, label_da, label_en)
    source = Source(
        key=rules.next_key(kind, [each.key for each in known]), kind=kind, label_da=label_da, label_en=label_en
    )
    try:
        with session.begin_nested():
            session.add(source)
            session.flush()
    except IntegrityError:
        raise Conflict(_l("Somebody else added a source at the same moment. Try again.")) from None
    audit.record(session, actor.id, "created", "source", source.id)
    return source


def rename_source(session: Session, actor: Actor, source: Source, label_da: str, label_en: str) -> None:
    """Change what a source is called. Its links, clicks and costs stay its own, under the new name.

    Raises:
        NotAllowed: the person may not.
        Invalid: the name is missing or taken.
    """
    check_can_name(actor)
    _check_labels(queries.sources(session), source, label_da, label_en)
    if (source.label_da, source.label_en) != (label_da, label_en):
        source.label_da, source.label_en = label_da, label_en
        audit.record(session, actor.id, "renamed", "source", source.id)


def set_active(session: Session, actor: Actor, source: Source, active: bool) -> None:
    """Retire a source, or bring it back. What it has keeps working and counting. Safe to repeat.

    Raises:
        NotAllowed: the person may not.
        Conflict: it is the employees, whom every kit has.
    """
    check_can_name(actor)
    if source.is_employees:
        raise Conflict(_l("Every share kit has links for colleagues. This source cannot be retired."))
    if source.active != active:
        source.active = active
        audit.record(session, actor.id, "reopened" if active else "retired", "source", source.id)


def delete_source(session: Session, actor: Actor, source: Source) -> None:
    """Delete a source that nothing hangs on.

    Raises:
        NotAllowed: the person may not.
        Conflict: it is built in, or it has links or costs: it can only be retired.
    """
    check_can_name(actor)
    if source.is_built_in:
        raise Conflict(_l("This source is always there. Retire it if you do not use it."))
    if queries.usage(session).get(source.key, queries.Usage()).any:
        raise Conflict(_l("This source has links or costs, so it can only be retired. Its history stays."))
    audit.record(session, actor.id, "deleted", "source", source.id)
    session.delete(source)
    session.flush()


def _check_labels(known: Iterable[Source], own: Source | None, label_da: str, label_en: str) -> None:
    if not label_da:
        raise Invalid("label_da", _l("Give the source a name."))
    others = [each for each in known if each is not own]
    for field, label in (("label_da", label_da), ("label_en", label_en)):
        if len(label) > rules.LONGEST_LABEL:
            raise Invalid(field, _l("The name is too long."))
        if label and label.casefold() in {
            name.casefold() for each in others for name in (each.label_da, each.label_en)
        }:
            raise Invalid(field, _l("There is a source with that name already."))


def make_links(session: Session, actor: Actor, kit: Kit, wanted: Iterable[tuple[str, str]]) -> int:
    """Give a live kit the links that are missing, as (source, place); how many are new. Safe to repeat.

    Raises:
        NotAllowed: the person may not handle this kit.
        Conflict: the kit is not live.
        Invalid: field "link": nothing was chosen, a source is unknown or retired, or a place is unknown.
    """
    check_can_handle(actor, kit)
    if not kits.is_live(kit):
        raise Conflict(_l("Links can be made while the share kit is live."))
    by_source: dict[str, list[str]] = {}
    for source, place in wanted:
        links_rules.check_place(source, place)
        by_source.setdefault(source, []).append(place)
    if not by_source:
        raise Invalid("link", _l("Choose at least one link."))
    if by_source.keys() - {source.key for source in queries.sources(session, active=True)}:
        raise Invalid("link", _l("This source is unknown or retired."))
    before = len(links_queries.links_of(session, kit.id))
    for source, places in by_source.items():
        links.ensure_links(session, kit.id, kit.slug, kit.target_url, places, source)
    made = len(links_queries.links_of(session, kit.id)) - before
    if made:
        audit.record(session, actor.id, "made links", "kit", kit.id)
    return made


def add_cost(session: Session, actor: Actor, subject: Subject, data: CostData) -> Cost | None:
    """Enter what a source cost; None when this very form was saved before.

    Raises:
        NotAllowed: the person may not handle this kit, or campaigns.
        Invalid: the source is unknown, or the amount is negative or absurd.
    """
    check_can_handle(actor, subject.kit)
    if data.source not in {source.key for source in queries.sources(session)}:
        raise Invalid("source", _l("Choose who carried the links."))
    if not 0 <= data.amount_ore <= rules.MOST_KRONER * rules.ORE:
        raise Invalid("amount", _l("Write an amount from 0 to 10 million kroner."))
    if queries.has_form_key(session, data.form_key):
        return None
    cost = Cost(
        kit_id=subject.id if subject.kind is Kind.KIT else None,
        campaign_id=subject.id if subject.kind is Kind.CAMPAIGN else None,
        source=data.source,
        amount_ore=data.amount_ore,
        spent_on=data.spent_on,
        note=data.note,
        form_key=data.form_key,
    )
    session.add(cost)
    session.flush()
    audit.record(session, actor.id, "created", "cost", cost.id)
    return cost


def remove_cost(session: Session, actor: Actor, cost_id: int) -> bool:
    """Take away a cost that was entered by mistake; False when it is gone already.

    Raises:
        NotAllowed: the person may not handle what it was booked on.
    """
    cost = queries.get_cost(session, cost_id)
    if cost is None:
        check_can_handle(actor, None)
        return False
    check_can_handle(actor, kits.get_by_id(session, cost.kit_id) if cost.kit_id is not None else None)
    audit.record(session, actor.id, "deleted", "cost", cost.id)
    session.delete(cost)
    session.flush()
    return True
