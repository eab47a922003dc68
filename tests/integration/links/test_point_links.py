"""A kit is published, changed and ended, and its links follow."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from hub.core.errors import Invalid
from hub.kits.events import KitEnded, KitPublished
from hub.links import queries, service
from hub.links.models import LinkTableVersion, TrackingLink
from hub.networks.rules import Network
from tests.integration.links.conftest import make_kit
from tests.servers import both_databases


def version(session: Session) -> int:
    return session.scalar(select(LinkTableVersion.version)) or 0


@both_databases
def test_a_published_kit_has_one_link_for_each_network_and_publishing_again_adds_none(
    session: Session,
) -> None:
    kit = make_kit(session)
    service.on_kit_published(session, KitPublished(kit.id))
    session.commit()
    links = {link.network: link.code for link in queries.links_of(session, kit.id)}
    assert set(links) == set(Network)
    assert len(set(links.values())) == len(links)
    before = version(session)
    service.on_kit_published(session, KitPublished(kit.id))
    session.commit()
    assert {link.network: link.code for link in queries.links_of(session, kit.id)} == links
    assert version(session) == before


def test_a_changed_target_moves_the_links_of_every_source_and_keeps_their_codes(session: Session) -> None:
    kit = make_kit(session)
    service.on_kit_published(session, KitPublished(kit.id))
    paid = service.ensure_link(session, kit.id, kit.slug, kit.target_url, "facebook", "paid")
    code = paid.code
    kit.target_url = "https://ny.example/"
    service.on_kit_published(session, KitPublished(kit.id))
    session.commit()
    assert all(link.location.startswith("https://ny.example/?utm_") for link in queries.links_of(session, kit.id))
    assert queries.code_for(session, kit.id, "facebook", "paid") == code
    assert "utm_medium=paid_social" in paid.location


def test_an_ended_kit_leads_elsewhere_without_parameters_and_comes_back_with_them(session: Session) -> None:
    kit = make_kit(session)
    service.on_kit_published(session, KitPublished(kit.id))
    service.on_kit_ended(session, KitEnded(kit.id, "https://fjordby.example/tak"))
    assert {link.location for link in queries.links_of(session, kit.id)} == {"https://fjordby.example/tak"}
    before = version(session)
    service.on_kit_ended(session, KitEnded(kit.id, "https://fjordby.example/tak"))
    assert version(session) == before
    service.on_kit_published(session, KitPublished(kit.id))
    assert all("utm_source" in link.location for link in queries.links_of(session, kit.id))


def test_a_kit_that_was_never_published_has_no_code(session: Session) -> None:
    assert queries.code_for(session, make_kit(session).id, "linkedin") is None


@both_databases
def test_a_code_that_chance_drew_twice_is_drawn_again(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = make_kit(session)
    drawn = iter(["aaaaaaaa", "aaaaaaaa", "bbbbbbbb"])
    monkeypatch.setattr(service.rules, "new_code", lambda: next(drawn))
    service.ensure_links(session, kit.id, kit.slug, kit.target_url, ["x", "bluesky"])
    assert {link.code for link in queries.links_of(session, kit.id)} == {"aaaaaaaa", "bbbbbbbb"}


@both_databases
def test_two_processes_that_ask_for_the_same_link_get_the_same(sessions: sessionmaker[Session]) -> None:
    with sessions() as one:
        kit = make_kit(one)
        one.commit()
        first = service.ensure_link(one, kit.id, kit.slug, kit.target_url, "x").code
        one.commit()
    with sessions() as two:
        service._insert(two, kit.id, "x", "employees", "https://other.example/", service._next_version(two))
        assert service.ensure_link(two, kit.id, kit.slug, kit.target_url, "x").code == first
        assert two.scalar(select(func.count()).select_from(TrackingLink)) == 1


def test_an_address_too_long_to_keep_is_refused_by_name(session: Session) -> None:
    kit = make_kit(session, target_url="https://x.example/" + "ø" * 1000)
    with pytest.raises(Invalid) as refused:
        service.on_kit_published(session, KitPublished(kit.id))
    assert refused.value.field == "target_url"
