"""The guidance that ships: complete in both languages, of a length that is read, and with its promises in it."""

from __future__ import annotations

import re

import pytest

from hub.guidelines import rules

LOCALES = ("da", "en")
CHANNELS = [kind for kind in rules.page_kinds() if kind.startswith("channel:")]


def text_of(kind: str, locale: str) -> str:
    return rules.default_file(kind, locale).read_text("utf-8")


def words(text: str) -> int:
    return len(re.findall(r"\w+", text))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", ["policy", *rules.page_kinds()])
def test_every_page_ships_with_one_title_and_sections_below_it(kind: str, locale: str) -> None:
    title, body = rules.split_title(text_of(kind, locale))
    assert title
    assert re.search(r"^## ", body, re.M)
    assert not re.search(r"^# ", body, re.M)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", CHANNELS)
def test_a_channel_guide_has_the_same_four_parts_and_is_short(kind: str, locale: str) -> None:
    text = text_of(kind, locale)
    assert len(re.findall(r"^## ", text, re.M)) == 4
    assert 75 <= words(text) <= 160


@pytest.mark.parametrize("kind", ["policy", *rules.page_kinds()])
def test_both_languages_have_the_same_sections(kind: str) -> None:
    danish, english = (re.findall(r"^(##|-|\d\.) ", text_of(kind, locale), re.M) for locale in LOCALES)
    assert danish == english


@pytest.mark.parametrize(
    ("locale", "promises"),
    [
        (
            "da",
            ["frivillig", "tavshedspligt", "ytringsfrihed", "lov nr. 557", "reklame", "loyalitet"],
        ),
        (
            "en",
            ["voluntary", "confidentiality", "freedom of speech", "557", "advertis", "loyalty"],
        ),
    ],
)
def test_the_policy_says_what_a_policy_must_say(locale: str, promises: list[str]) -> None:
    text = text_of("policy", locale).lower()
    assert [promise for promise in promises if promise not in text] == []
    assert 400 <= words(text) <= 640
