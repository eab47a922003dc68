"""Keys of sources, and amounts as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.links import rules as links
from hub.networks.rules import Network
from hub.sources import rules


@pytest.mark.parametrize(
    ("typed", "ore"),
    [
        ("1.250,00", 125_000),
        ("1,250.00", 125_000),
        ("1250", 125_000),
        ("1.250", 125_000),
        ("1,250", 125_000),
        ("1 250,5", 125_050),
        ("1\N{NO-BREAK SPACE}250,50", 125_050),
        ("1'250.50", 125_050),
        ("12.345.678,90", 1_234_567_890),
        ("12,345", 1_234_500),
        ("12,5", 1_250),
        ("12.05", 1_205),
        ("0", 0),
        ("0,01", 1),
        (" 500 kr. ", 50_000),
        ("500,-", 50_000),
        ("kr. 500", 50_000),
        ("DKK 1,250.00", 125_000),
    ],
)
def test_an_amount_is_understood_in_danish_and_in_english(typed: str, ore: int) -> None:
    assert rules.parse_amount(typed) == ore


@pytest.mark.parametrize(
    "typed",
    ["", "-5", "−5", "+5", "1.250.00", "1,250,00", "1.25,000", "1.250,000", "1e6", "NaN", "=5", "fem", "5 5",
     "1.2.3", "12.34.567", "٣", "kr.", "9" * 16, "1..5", ",50"],
)  # fmt: skip
def test_what_is_no_amount_is_not_guessed_at(typed: str) -> None:
    assert rules.parse_amount(typed) is None


@given(st.integers(0, rules.MOST_KRONER * rules.ORE), st.sampled_from(["da", "en"]))
def test_an_amount_that_was_shown_can_be_typed_in_again(ore: int, locale: str) -> None:
    assert rules.parse_amount(rules.kroner(ore, locale)) == ore


def test_amounts_are_written_as_the_language_does() -> None:
    assert rules.kroner(123_456_789, "da") == "1.234.567,89"
    assert rules.kroner(123_456_789, "en") == "1,234,567.89"
    assert rules.kroner(5, "da") == "0,05"


def test_a_new_key_says_its_kind_and_a_number_that_nobody_has() -> None:
    assert rules.next_key("external", ["employees", "paid-7", "external"]) == "external-1"
    assert rules.next_key("external", ["external-2", "external-10", "external-x"]) == "external-11"


def test_sources_stand_in_one_order_whatever_they_are_called() -> None:
    keys = ["other", "external-10", "paid-2", "intranet", "external-9", "employees", "paid"]
    assert sorted(keys, key=rules.order) == [
        "employees", "paid", "intranet", "paid-2", "external-9", "external-10", "other",
    ]  # fmt: skip


def test_no_place_is_called_like_a_network() -> None:
    assert not {place.value for place in links.Placement} & {network.value for network in Network}
    assert [name for name, _ in links.places()] == [*Network, *links.Placement]


@pytest.mark.parametrize(
    ("source", "place", "medium"),
    [
        ("paid", "linkedin", "paid_social"),
        ("paid-2", "linkedin", "paid_social"),
        ("paid", "banner", "display"),
        ("paid", "poster", "print"),
        ("newsletter", "newsletter", "email"),
        ("external-1", "instagram", "referral"),
    ],
)
def test_the_medium_is_the_places_or_else_the_kinds(source: str, place: str, medium: str) -> None:
    assert links.utm(place, source, "kom")["utm_medium"] == medium


def test_a_further_source_is_told_apart_by_its_number_alone() -> None:
    assert links.utm("facebook", "external-3", "Kom") == {
        "utm_source": "facebook",
        "utm_medium": "referral",
        "utm_campaign": "kom",
        "utm_content": "external-3",
    }
    assert "utm_content" not in links.utm("facebook", "employees", "kom")


def test_what_a_link_adds_to_its_target_is_told_and_nothing_once_it_leads_elsewhere() -> None:
    target = "https://hr.example/?hr=show-job/1&lang=da"
    assert links.added(links.location(target, "poster", "official", "kom"), target) == [
        ("utm_source", "poster"),
        ("utm_medium", "print"),
        ("utm_campaign", "kom"),
    ]
    assert links.added(links.location(target, "x", "paid", "kom", "ref={source}"), target) == [("ref", "paid")]
    assert links.added("https://hr.example/tak?x=1", target) == []
