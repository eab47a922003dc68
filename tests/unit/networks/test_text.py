from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.networks import urls_in_text
from hub.networks.rules import NETWORKS, Network, NetworkRules
from hub.networks.text import hashtags, length

LINK = "https://del.fjordby.dk/r/7Hq2Lm"


# What twitter-text-parser 3.0.0 answered for each on 2026-11-22. It is no dependency: it needs pkg_resources,
# and takes 18 seconds for the 3,000 characters of "a." * 1500.
X_REFERENCE = {
    "æøå ÆØÅ é": 9,
    "…": 2,
    "→": 2,
    "•": 2,
    "€": 2,
    "–": 1,
    "“”": 2,
    "©": 2,
    "™": 2,
    "e\u0301": 1,
    "\u200d": 1,
    "👍🏽": 2,
    "🚗🏽": 4,
    "☝\ufe0f🏽": 4,
    "👨\u200d👩\u200d👧": 2,
    "👩🏽\u200d⚕️👨\u200d👩\u200d👧\u200d👦🇩🇰": 6,
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f": 2,
    "1️⃣ ☎️ ❤️": 8,
    "日本語とdansk": 13,
    "a\r\nb\nc": 5,
    "fjordby.dk": 23,
    "Hej.Se": 23,
    "f.eks. bl.a.": 12,
    "a@b.dk": 6,
    "x.se@y.dk": 9,
    "http://localhost": 16,
    "https://a.dk:8000/x": 23,
    "https://æøå.dk/å?b=æ": 24,
    "hej.dk/(a)": 23,
    "hej.dk/a).": 25,
    "https://a.dk?x=1.": 24,
    "www.fjordby.dk,": 24,
    "(se www.fjordby.dk)": 28,
    "#fjordby $abc.dk @abc.dk -abc.dk abc.dk": 56,
    "https://a.dk/sti/(parentes)/slut, og mere": 32,
    "Skriv til job@fjordby.dk eller se fjordby.dk/job.": 58,
    "Kom og arbejd på fjorden! Læs mere: https://www.fjordby.dk/job?id=12&x=1.": 60,
    "Vi søger tre sygeplejersker … → søg nu": 40,
}


@pytest.mark.parametrize(("text", "expected"), X_REFERENCE.items())
def test_x_counts_as_its_own_library(text: str, expected: int) -> None:
    assert length(Network.X, text).used == expected


def test_x_takes_280_with_the_link_and_no_more() -> None:
    assert length("x", "å" * 256, LINK).used == 280
    assert not length("x", "å" * 256, LINK).over
    assert length("x", "å" * 257, LINK).over


def test_a_link_that_stands_in_the_text_is_not_counted_twice() -> None:
    assert length("x", f"Læs {LINK} nu", LINK).used == 4 + 23 + 3
    assert length("bluesky", f"Læs {LINK}", LINK).used == 4 + len(LINK)


def test_a_test_server_s_link_counts_23_as_the_real_one_will() -> None:
    assert length("x", "", "http://127.0.0.1:8000/r/abc").used == 23
    assert length("mastodon", "Hej", "http://localhost:8000/r/abc").used == 3 + 2 + 23


def test_bluesky_counts_what_a_reader_sees_and_the_link_in_full() -> None:
    assert length("bluesky", "👨\u200d👩\u200d👧🇩🇰e\u0301").used == 3
    assert length("bluesky", "Hej", LINK).used == 3 + 2 + len(LINK)
    assert not length("bluesky", "æ" * 300).over
    assert length("bluesky", "æ" * 301).over


def test_bluesky_s_limit_of_bytes_is_told_when_it_is_the_one_broken() -> None:
    size = length("bluesky", "👨\u200d👩\u200d👧" * 170)
    assert (size.used, size.limit, size.unit, size.over) == (18 * 170, 3000, "bytes", True)


def test_mastodon_shortens_addresses_with_protocol_only() -> None:
    assert length("mastodon", "https://www.fjordby.dk/en/meget/lang/sti/til/jobbet").used == 23
    assert length("mastodon", "fjordby.dk").used == 10


def test_threads_counts_an_emoji_as_its_bytes() -> None:
    assert length("threads", "Hej 👍").used == 4 + 4


@pytest.mark.parametrize("network", ["linkedin", "facebook", "instagram"])
def test_networks_that_only_say_characters_are_counted_the_careful_way(network: str) -> None:
    assert length(network, "æ👍", LINK).used == 3


def test_an_email_is_measured_as_the_address_it_travels_in() -> None:
    assert length("email", "å\n").used == len("%C3%A5")
    assert length("email", "å\nb").used == len("%C3%A5%0D%0Ab")
    assert length("email", "å" * 320).over


def test_hashtags_need_a_letter() -> None:
    assert hashtags("#job #sygeplejerske2026 #1 # #blåbær, a#b") == 4


@given(st.text(alphabet=st.characters(codec=None), max_size=200), st.sampled_from(NETWORKS))
@settings(max_examples=300, deadline=None)
def test_no_text_makes_the_count_fail(text: str, row: NetworkRules) -> None:
    assert length(row.name, text, LINK).used >= 0


@pytest.mark.parametrize(
    "text",
    [
        "a." * 20_000,
        "æ." * 20_000,
        "http://" * 8_000,
        "http://a.dk/" + "(a" * 20_000,
        "😀\u200d" * 20_000,
        "#1" * 20_000,
        " " * 40_000 + "a",
        "e" + "\u0301" * 40_000,
        "🏴" + "\U000e0067" * 40_000,
    ],
    ids=lambda text: ascii(text[:12]),
)
def test_a_hostile_text_of_40000_characters_costs_no_noticeable_time(text: str) -> None:
    started = time.process_time()
    for row in NETWORKS:
        length(row.name, text, LINK)
    assert time.process_time() - started < 3


def test_the_browser_knows_the_same_top_level_domains() -> None:
    script = (Path(__file__).parents[3] / "static/js/counting.js").read_text()
    listed = script[script.index("COUNTRIES") : script.index("const LATIN")]
    words = {word for part in listed.split('"')[1::2] for word in part.split()}
    assert words == urls_in_text.COUNTRIES | urls_in_text.GENERIC
