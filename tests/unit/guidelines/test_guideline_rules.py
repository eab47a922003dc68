"""Titles in Markdown, and where first texts come from."""

from __future__ import annotations

import pytest

from hub.guidelines import rules
from hub.networks.rules import Network


@pytest.mark.parametrize(
    ("text", "title", "body"),
    [
        ("# Titel\n\nTekst", "Titel", "Tekst"),
        ("\r\n# Titel #\r\nTekst\r\n## Mere", "Titel", "Tekst\n## Mere"),
        ("Tekst uden titel", "", "Tekst uden titel"),
        ("## Mindre\nTekst", "", "## Mindre\nTekst"),
        ("# Kun titel", "Kun titel", ""),
        ("", "", ""),
    ],
)
def test_the_first_heading_becomes_the_title(text: str, title: str, body: str) -> None:
    assert rules.split_title(text) == (title, body)


def test_line_ends_of_a_browser_make_no_other_text() -> None:
    assert rules.same_text("a\r\nb\r\n", "a\nb")
    assert not rules.same_text("a\nb", "a\nc")


def test_each_network_can_have_a_guide() -> None:
    kinds = rules.page_kinds()
    assert {rules.channel_kind(network.value) for network in Network} <= set(kinds)
    assert len(set(kinds)) == len(kinds)


def test_first_texts_lie_beside_the_code_by_language_and_kind() -> None:
    assert rules.default_file("channel:linkedin", "da").parts[-4:] == ("defaults", "da", "channels", "linkedin.md")
    assert rules.default_file("crisis", "en").parts[-3:] == ("defaults", "en", "crisis.md")
