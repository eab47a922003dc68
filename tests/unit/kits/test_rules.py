"""Addresses, lists and readability."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from hub.kits.rules import SLUG_LENGTH, free_slug, lines, lix, same_page, site_root, slugify


def test_danish_letters_become_plain_ones() -> None:
    assert slugify("Åbent hus på Ærø – øl & brød!") == "aabent-hus-paa-aeroe-oel-broed"


def test_composed_and_decomposed_letters_give_the_same_address() -> None:
    assert slugify("på") == slugify("pa\u030a") == "paa"


@given(st.text())
def test_an_address_is_always_short_plain_and_never_empty(title: str) -> None:
    slug = slugify(title)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert len(slug) <= SLUG_LENGTH


@given(st.text(max_size=200), st.integers(0, 15))
def test_a_taken_address_gets_a_number_and_stays_within_its_length(title: str, others: int) -> None:
    taken: set[str] = set()
    for _ in range(others + 1):
        slug = free_slug(title, taken)
        assert slug not in taken
        assert len(slug) <= SLUG_LENGTH
        taken.add(slug)


def test_a_title_cannot_take_the_address_of_the_empty_form() -> None:
    assert free_slug("New", set()) == "new-2"


def test_lists_lose_the_dashes_that_people_type() -> None:
    assert lines("- Fortæl\n\n• Smil\r\n  * Vink ") == ["Fortæl", "Smil", "Vink"]


def test_readability_counts_long_words_and_long_sentences() -> None:
    easy = "Vi har brug for dig. Kom og mød os. Vi er et godt hold. Du kan lære alt her."
    hard = (
        "Kommunalbestyrelsen igangsætter implementeringen af organisationsudviklingsprojektet, hvorefter "
        "forvaltningsområderne understøttes gennem kompetenceudviklingsaktiviteter og ledelsesinformation "
        "fremadrettet i samarbejde med de relevante aktører."
    )
    assert (lix(easy) or 0) < 25
    assert (lix(hard) or 0) > 60


def test_a_few_words_have_no_readability() -> None:
    assert lix("Kom og vær med.") is None


def test_the_same_page_is_recognised_under_other_spellings() -> None:
    assert same_page("https://www.fjordby.example/job/", "http://fjordby.example/job?utm_source=x#top")
    assert not same_page("https://fjordby.example/job", "https://fjordby.example/")
    assert site_root("https://fjordby.example:8443/a/b?c=d") == "https://fjordby.example:8443/"
