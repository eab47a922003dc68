"""The browser's counter and the server's give the same numbers and the same addresses."""

from __future__ import annotations

from dataclasses import asdict
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from hub.networks.intents import intent_url
from hub.networks.rules import NETWORKS
from hub.networks.text import hashtags, length

from .test_text import LINK, X_REFERENCE

pytestmark = pytest.mark.browser

SPECS = [row.spec() for row in NETWORKS]
SCRIPT = """async ([specs, texts, link]) => {
    const { length, hashtags } = await import("/static/js/counting.js");
    const { intentUrl } = await import("/static/js/share/intents.js");
    return texts.map((text) => ({
        lengths: specs.flatMap((spec) => [length(spec, text, link), length(spec, text, "")]),
        addresses: specs.map((spec) => intentUrl(spec, text, link, "Et  job", "")),
        hashtags: hashtags(text),
    }));
}"""

PIECES_WITHOUT_BLANKS = (
    "æ Øl å . , … → “x” é e\u0301 A\u030a 日本 한국 ก็ क्षि ؀1 ÿ ж – "
    "😀 👍🏽 🚗🏽 ☝\ufe0f🏽 👨\u200d👩\u200d👧 👩🏽\u200d⚕️ 🏳️\u200d🌈 🇩🇰 🇩 1️⃣ # © ❤️ \u200d \ufe0f "
    "🏴\U000e0067\U000e0062\U000e007f \U000e0067 \u20e3 🏽 \ufffe \u200b \u00ad "
    "https:// HTTP:// fjordby.dk www.fjordby.dk a.b.com job.Se f.eks. xn--p1ai /sti (a) ( ) "
    "?q=1 &b=å #top :8080 @ $ - _ / + ! ' * ~ [x] %20"
)
PIECES = [*PIECES_WITHOUT_BLANKS.split(" "), " ", " ", "\n", "\r\n", "\t", LINK]
IN_ADDRESSES = "/?~!.,()[]&=+-_å–@#:;*'|%$a1ж"
ANY_LETTERS = st.text(st.characters(exclude_categories=("Cs", "Cn")), max_size=40)


def made_up(random: Random) -> str:
    """A text of the pieces on which counters trip, with addresses that end in every kind of punctuation."""
    parts = random.choices(PIECES, k=random.randint(0, 12))
    if random.random() < 0.5:
        tail = "".join(random.choices(IN_ADDRESSES, k=random.randint(0, 8)))
        parts.insert(random.randint(0, len(parts)), f"{random.choice(['', ' ', 'http://'])}a.dk/{tail} ")
    return "".join(parts)


def compare(page: Page, texts: list[str]) -> None:
    answers: list[dict[str, Any]] = page.evaluate(SCRIPT, [SPECS, texts, LINK])
    for text, answer in zip(texts, answers, strict=True):
        here = [asdict(length(row.name, text, link)) for row in NETWORKS for link in (LINK, "")]
        assert answer["lengths"] == here, ascii(text)
        assert answer["addresses"] == [intent_url(row.name, text, LINK, "Et  job") for row in NETWORKS], ascii(text)
        assert answer["hashtags"] == hashtags(text), ascii(text)


@pytest.fixture
def counter(page: Page, site: Any) -> Page:
    site.pages["/"] = "<!doctype html><html lang=da><title>x</title>"
    page.goto("/")
    return page


def test_the_known_texts_count_the_same_in_the_browser(counter: Page) -> None:
    compare(counter, [*X_REFERENCE, "", " \n ", "a" * 5000, "👨\u200d👩\u200d👧" * 170, f"Læs {LINK} og {LINK}"])


def test_a_thousand_made_up_texts_count_the_same_in_the_browser(counter: Page) -> None:
    random = Random(20261122)
    for _ in range(2):
        compare(counter, [made_up(random) for _ in range(500)])


@given(st.lists(ANY_LETTERS, min_size=1, max_size=40))
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_letters_of_any_script_count_the_same_in_the_browser(counter: Page, texts: list[str]) -> None:
    compare(counter, texts)


def test_a_lone_half_of_an_emoji_counts_in_the_browser_as_its_replacement(counter: Page) -> None:
    script = """async (specs) => {
        const { length } = await import("/static/js/counting.js");
        const { intentUrl } = await import("/static/js/share/intents.js");
        return specs.map((spec) => [length(spec, "a\\uD83Db\\uDE00", ""), intentUrl(spec, "a\\uD83Db\\uDE00",
        "", "", "")]);
    }"""
    for row, (size, address) in zip(NETWORKS, counter.evaluate(script, SPECS), strict=True):
        assert size == asdict(length(row.name, "a\ud83db\ude00"))
        assert address == intent_url(row.name, "a\ud83db\ude00", "")
