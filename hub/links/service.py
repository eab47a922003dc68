"""Making tracking links and pointing them elsewhere. A code, once given out, keeps its meaning for good."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert as plain_insert
from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.core.errors import Invalid
from hub.kits import queries as kits
from hub.kits.events import KitEnded, KitPublished
from hub.links import rules
from hub.links.models import LinkTableVersion, TrackingLink
from hub.links.queries import links_of
from hub.networks.rules import Network

_ATTEMPTS = 5
_templates: list[Callable[[Session, int], str]] = []


def parameters_come_from(find: Callable[[Session, int], str]) -> None:
    """Ask this for what the links of a kit add to its target, by the kit's id; empty means the usual UTM parameters."""
    _templates[:] = [find]


def on_kit_published(session: Session, event: KitPublished) -> None:
    """Give a live kit its links, and point those it has to its target, whoever carries them."""
    kit = kits.get_by_id(session, event.kit_id)
    ensure_links(session, kit.id, kit.slug, kit.target_url, list(Network))
    carried: dict[str, list[str]] = {}
    for link in links_of(session, kit.id):
        carried.setdefault(link.source, []).append(link.network)
    for source, networks in carried.items():
        ensure_links(session, kit.id, kit.slug, kit.target_url, networks, source)


def on_kit_ended(session: Session, event: KitEnded) -> None:
    """Lead every link of the kit to the page chosen for afterwards."""
    repoint(session, event.kit_id, event.location)


def ensure_links(
    session: Session,
    kit_id: int,
    campaign: str,
    target_url: str,
    networks: Iterable[str],
    source: str = rules.EMPLOYEES,
) -> None:
    """Give a kit one link for each network and point those it has to the target. Safe to repeat.

    `campaign` becomes `utm_campaign`: the kit's slug.

    Raises:
        Invalid: when the address, with its parameters, is too long to keep.
    """
    existing = {link.network: link for link in links_of(session, kit_id) if link.source == source}
    template = _templates[0](session, kit_id) if _templates else ""
    wanted = {name: _checked(rules.location(target_url, name, source, campaign, template)) for name in networks}
    stale = {n: where for n, where in wanted.items() if n not in existing or existing[n].location != where}
    if not stale:
        return
    version = _next_version(session)
    for network, where in stale.items():
        if network in existing:
            existing[network].location = where
            existing[network].changed_in = version
        else:
            _insert(session, kit_id, network, source, where, version)
    session.flush()


def ensure_link(
    session: Session, kit_id: int, campaign: str, target_url: str, network: str, source: str = rules.EMPLOYEES
) -> TrackingLink:
    """Give a kit its link for one network and source, and return it. Safe to repeat."""
    ensure_links(session, kit_id, campaign, target_url, [network], source)
    return session.scalars(
        select(TrackingLink).where(
            TrackingLink.kit_id == kit_id, TrackingLink.network == network, TrackingLink.source == source
        )
    ).one()


def repoint(session: Session, kit_id: int, target_url: str) -> None:
    """Lead every link of a kit, whatever its source, to another page: the kit has ended or was withdrawn.

    No UTM parameters are added, because a visit to the page that is left over is no result of the campaign.
    """
    where = _checked(rules.plain(target_url))
    stale = [link for link in links_of(session, kit_id) if link.location != where]
    if not stale:
        return
    version = _next_version(session)
    for link in stale:
        link.location = where
        link.changed_in = version
    session.flush()


def _checked(where: str) -> str:
    if len(where) > rules.LONGEST_LOCATION:
        raise Invalid("target_url", _l("The link is too long. Use a shorter one."))
    return where


def _next_version(session: Session) -> int:
    """Count the table's version up.

    The row stays locked until the commit, so versions become visible in their order, and a redirect process
    that has seen version 7 has seen every change up to it.
    """
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = insert(LinkTableVersion).values(id=1, version=1)
    counted = statement.on_conflict_do_update(
        index_elements=[LinkTableVersion.id], set_={"version": LinkTableVersion.version + 1}
    ).returning(LinkTableVersion.version)
    return session.execute(counted).scalar_one()


def _insert(session: Session, kit_id: int, network: str, source: str, where: str, version: int) -> None:
    """Insert under a fresh code. Another process may have made the same link, or chance the same code."""
    for _ in range(_ATTEMPTS):
        try:
            with session.begin_nested():
                session.execute(
                    plain_insert(TrackingLink).values(
                        code=rules.new_code(),
                        kit_id=kit_id,
                        network=network,
                        source=source,
                        location=where,
                        changed_in=version,
                    )
                )
            return
        except IntegrityError:
            made = select(TrackingLink.id).where(
                TrackingLink.kit_id == kit_id, TrackingLink.network == network, TrackingLink.source == source
            )
            if session.scalar(made) is not None:
                return
    raise RuntimeError("no free code was found for a tracking link")
