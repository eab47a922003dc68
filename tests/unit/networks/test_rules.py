from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from hub.core.errors import Invalid
from hub.networks import rules
from hub.networks.rules import NETWORKS, LinkPlace, Network, Way


def test_every_network_has_exactly_one_row() -> None:
    assert sorted(row.name for row in NETWORKS) == sorted(Network)


@pytest.mark.parametrize("row", NETWORKS, ids=lambda row: row.name.value)
def test_a_row_says_where_its_facts_come_from_and_when(row: rules.NetworkRules) -> None:
    assert re.search(r"\. 20\d\d-\d\d-\d\d$", row.source)


@pytest.mark.parametrize("row", NETWORKS, ids=lambda row: row.name.value)
def test_the_way_of_sharing_fits_the_address_and_the_place_of_the_link(row: rules.NetworkRules) -> None:
    intent = row.intent or ""
    assert (row.intent is not None) == (row.way in {Way.COPY_AND_OPEN, Way.PREFILLED})
    assert ("{text}" in intent) == (row.way is Way.PREFILLED)
    if row.intent is not None:
        assert ("{url}" in intent) == (row.link in {LinkPlace.OWN, LinkPlace.APPENDED})
    assert (row.picker is not None) == row.needs_instance
    assert not intent or intent.startswith(("https://", "mailto:"))


def test_a_network_that_refuses_long_texts_has_a_limit() -> None:
    strict = {row.name for row in NETWORKS if row.strict}
    assert strict == {Network.X, Network.BLUESKY, Network.THREADS, Network.MASTODON}
    assert all(row.limit for row in NETWORKS if row.strict)


def test_a_network_without_own_suggestions_borrows_from_one_that_has_them() -> None:
    for row in NETWORKS:
        assert row.takes_suggestions == (row.borrows_from is None)
        assert row.borrows_from is None or row.borrows_from in rules.WITH_SUGGESTIONS


def test_campaign_sources_are_short_lower_case_and_distinct() -> None:
    sources = [row.utm_source for row in NETWORKS]
    assert len(set(sources)) == len(sources)
    assert all(re.fullmatch(r"[a-z]{1,10}", source) for source in sources)


def test_the_browser_gets_the_limits_as_json() -> None:
    spec = json.loads(rules.get("bluesky").spec_json())
    assert (spec["limit"], spec["byteLimit"], spec["counting"]) == (300, 3000, "graphemes_and_bytes")


@pytest.mark.parametrize("name", ["myspace", "", "X", "linkedin ", "../x"])
def test_an_unknown_network_is_refused_with_the_field_it_came_from(name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.get(name)
    assert refusal.value.field == "network"


def test_the_scripts_hold_no_page_text_and_know_every_phrase() -> None:
    from hub.networks.phrases import HISTORY_PHRASES, SHARE_PHRASES

    folder = Path(__file__).parents[3] / "static" / "js"
    share, history = (folder / "share.js").read_text(), (folder / "history.js").read_text()
    for key in SHARE_PHRASES:
        assert f'"{key}"' in share, key
    for key in HISTORY_PHRASES:
        assert f'"{key}"' in history, key
