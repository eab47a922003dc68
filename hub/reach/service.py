"""Importing official figures: all of a file or nothing of it, and never a post twice."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.core import audit, clock
from hub.core.errors import Invalid
from hub.kits import queries as kits
from hub.links import queries as links
from hub.networks.rules import Network
from hub.reach import posts, queries
from hub.reach.formats import OWN_MAPPING
from hub.reach.models import OfficialImport, OfficialMapping, OfficialPost
from hub.reach.permissions import check_can_import
from hub.reach.posts import Post, Refused
from hub.reach.reading import Understood
from hub.reach.rules import COUNTS, Field
from hub.reach.values import DayOrder


@dataclass(frozen=True)
class Change:
    """A post that is here already and gets other figures: (what, before, after) for each."""

    post: Post
    figures: tuple[tuple[Field, int | None, int], ...]


@dataclass
class Plan:
    """What an import would do."""

    new: list[Post] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Refused] = field(default_factory=list)

    @property
    def can_go(self) -> bool:
        """Whether there is something to import and no line stands in the way."""
        return not self.refused and bool(self.new or self.changed)


def plan(session: Session, found: Understood) -> Plan:
    """What importing the file now would do. Nothing is written."""
    read, refused = posts.read(found.spec, found.header, found.lines, clock.local_today())
    made = Plan(refused=refused)
    here = queries.known(session, {(post.network, post.identity) for post in read})
    for post in read:
        row = here.get((post.network, post.identity))
        if row is None:
            made.new.append(post)
            continue
        figures = _differences(row, post)
        if figures:
            made.changed.append(Change(post, figures))
        else:
            made.unchanged += 1
    return made


def import_posts(session: Session, actor: Person, found: Understood) -> OfficialImport | None:
    """Import the file; None, and nothing written, when every figure is here already.

    Raises:
        NotAllowed: the person neither edits nor approves.
        Invalid: a line cannot be used; nothing has been written.
    """
    check_can_import(actor)
    made = plan(session, found)
    if made.refused:
        raise Invalid("file", _l("The file has lines that cannot be used."))
    if not made.can_go:
        return None
    batch = OfficialImport(
        imported_on=clock.local_today(),
        origin=found.origin,
        added=len(made.new),
        changed=len(made.changed),
        unchanged=made.unchanged,
    )
    session.add(batch)
    session.flush()
    codes = _kits_by_code(session, [*made.new, *(change.post for change in made.changed)])
    here = queries.known(session, {(change.post.network, change.post.identity) for change in made.changed})
    for change in made.changed:
        _write(here[change.post.network, change.post.identity], change.post, batch.id, codes)
    for post in made.new:
        row = OfficialPost(network=post.network.value, identity=post.identity, kit_by_hand=False)
        _write(row, post, batch.id, codes)
        session.add(row)
    session.flush()
    audit.record(session, actor.id, "imported", "official_import", batch.id)
    return batch


def connect(session: Session, actor: Person, post: OfficialPost, kit_id: int | None) -> None:
    """Say which kit a post belongs to, or that it belongs to none. Imports leave it so from then on.

    Raises:
        NotAllowed: the person neither edits nor approves.
        NotFound: there is no such kit.
    """
    check_can_import(actor)
    if kit_id is not None:
        kits.get_by_id(session, kit_id)
    if post.kit_by_hand and post.kit_id == kit_id:
        return
    post.kit_id, post.kit_by_hand = kit_id, True
    audit.record(session, actor.id, "connected", "official_post", post.id)


def remember(
    session: Session,
    actor: Person,
    signature: str,
    network: Network,
    places: Mapping[Field, Sequence[int]],
    order: DayOrder | None,
) -> None:
    """Keep how an export's columns are mapped, for the next file with the same header.

    Raises:
        NotAllowed: the person neither edits nor approves.
        Invalid: there is no column for the day, or none that says which post it is; `field` names it.
    """
    check_can_import(actor)
    if Field.DAY not in places:
        raise Invalid(Field.DAY, _l("Choose the column with the day of the post."))
    if Field.LINK not in places and Field.ID not in places:
        raise Invalid(Field.LINK, _l("Choose the column with the link to the post, or the one with its number."))
    if not any(each in places for each in COUNTS):
        raise Invalid(Field.IMPRESSIONS, _l("Choose at least one column with figures."))
    row = session.scalar(select(OfficialMapping).where(OfficialMapping.signature == signature))
    if row is None:
        row = OfficialMapping(signature=signature)
        session.add(row)
    row.network = network.value
    row.columns = json.dumps({each.value: list(found) for each, found in places.items()}, sort_keys=True)
    row.day_order = order.value if order else ""
    session.flush()


def remember_order(session: Session, actor: Person, found: Understood, order: DayOrder) -> None:
    """Keep the order of dates beside the mapping that somebody made. A known export is asked about each time.

    Raises:
        NotAllowed: the person neither edits nor approves.
    """
    check_can_import(actor)
    row = session.scalar(select(OfficialMapping).where(OfficialMapping.signature == found.signature))
    if row is not None and found.origin == OWN_MAPPING:
        row.day_order = order.value


def _differences(row: OfficialPost, post: Post) -> tuple[tuple[Field, int | None, int], ...]:
    """What changes. A figure that the file does not give stays: another export of the same post may have given it."""
    return tuple(
        (each, before, after)
        for each in COUNTS
        if (after := post.counts.get(each)) is not None and after != (before := getattr(row, each.value))
    )


def _write(row: OfficialPost, post: Post, import_id: int, codes: Mapping[str, int]) -> None:
    row.day, row.import_id = post.day, import_id
    row.link = post.link or row.link or ""
    row.title = posts.title_of(post.title) or row.title or ""
    for each, value in post.counts.items():
        setattr(row, each.value, value)
    if not row.kit_by_hand and row.kit_id is None:
        row.kit_id = next((codes[code] for code in post.codes if code in codes), None)


def _kits_by_code(session: Session, read: Sequence[Post]) -> dict[str, int]:
    """The kits that tracking codes in the posts lead to."""
    found = {}
    for code in sorted({code for post in read for code in post.codes}):
        link = links.find_link(session, code)
        if link is not None and link.kit_id is not None:
            found[code] = link.kit_id
    return found
