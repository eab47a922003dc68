"""Reading official posts and what the networks report for them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.core.errors import NotFound
from hub.kits.rules import Page
from hub.networks.rules import Network
from hub.reach.models import OfficialImport, OfficialMapping, OfficialPost
from hub.reach.rules import COUNTS, Field
from hub.reach.values import DayOrder

PAGE_SIZE = 25
# SQLite takes at most 32,766 parameters in a statement.
_AT_ONCE = 5_000


@dataclass(frozen=True)
class Saved:
    """A mapping as somebody saved it."""

    network: Network
    places: dict[Field, tuple[int, ...]]
    order: DayOrder | None


@dataclass(frozen=True)
class Month:
    """What the networks report for the official posts of one network in one month. `counts` lacks what none gave."""

    posts: int
    counts: dict[Field, int]


def posts(session: Session, number: int = 1, size: int = PAGE_SIZE) -> Page[OfficialPost]:
    """Official posts, the newest first. Two statements."""
    total = session.scalar(select(func.count()).select_from(OfficialPost)) or 0
    number = min(max(number, 1), max(1, -(-total // size)))
    ordered = select(OfficialPost).order_by(OfficialPost.day.desc(), OfficialPost.id.desc())
    return Page(list(session.scalars(ordered.limit(size).offset((number - 1) * size))), number, total, size)


def get_post(session: Session, post_id: int) -> OfficialPost:
    """One official post.

    Raises:
        NotFound: there is none.
    """
    found = session.get(OfficialPost, post_id)
    if found is None:
        raise NotFound
    return found


def imports(session: Session, limit: int = 5) -> Sequence[OfficialImport]:
    """The newest imports."""
    return session.scalars(select(OfficialImport).order_by(OfficialImport.id.desc()).limit(limit)).all()


def import_days(session: Session, ids: Collection[int]) -> dict[int, dt.date]:
    """The days of imports, by id."""
    rows = session.execute(
        select(OfficialImport.id, OfficialImport.imported_on).where(OfficialImport.id.in_(sorted(ids)))
    )
    return {row.id: row.imported_on for row in rows}


def known(session: Session, keys: Collection[tuple[Network, str]]) -> dict[tuple[Network, str], OfficialPost]:
    """The posts that are here already, by network and identity."""
    wanted = sorted({identity for _network, identity in keys})
    found: dict[tuple[Network, str], OfficialPost] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        for post in session.scalars(select(OfficialPost).where(OfficialPost.identity.in_(part))):
            key = (Network(post.network), post.identity)
            if key in keys:
                found[key] = post
    return found


def mapping(session: Session, signature: str) -> Saved | None:
    """How the columns of such a header were mapped before."""
    row = session.scalar(select(OfficialMapping).where(OfficialMapping.signature == signature))
    if row is None:
        return None
    places = {Field(name): tuple(found) for name, found in json.loads(row.columns).items()}
    return Saved(Network(row.network), places, DayOrder(row.day_order) if row.day_order else None)


def months(session: Session, first_day: dt.date, last_day: dt.date) -> dict[tuple[str, str], Month]:
    """Official figures by (network, month such as 2026-11), of the posts published in these days. One statement."""
    columns = [getattr(OfficialPost, field.value) for field in COUNTS]
    rows = session.execute(
        select(OfficialPost.network, OfficialPost.day, func.count(), *(func.sum(column) for column in columns))
        .where(OfficialPost.day >= first_day, OfficialPost.day <= last_day)
        .group_by(OfficialPost.network, OfficialPost.day)
    )
    found: dict[tuple[str, str], Month] = {}
    for network, day, count, *sums in rows:
        key = (network, f"{day:%Y-%m}")
        before = found.get(key, Month(0, {}))
        counts = dict(before.counts)
        for field, value in zip(COUNTS, sums, strict=True):
            if value is not None:
                counts[field] = counts.get(field, 0) + int(value)
        found[key] = Month(before.posts + int(count), counts)
    return found


def newest_import(session: Session) -> dt.date | None:
    """The day of the newest import."""
    return session.scalar(select(func.max(OfficialImport.imported_on)))
