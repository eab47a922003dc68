from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.errors import Invalid
from hub.networks.intents import intent_url
from hub.networks.rules import NETWORKS, LinkPlace, NetworkRules, Way
from hub.networks.text import composed, well_formed

LINK = "https://del.fjordby.dk/r/7Hq2Lm"
TEXT = "Løn & vagter? 100 % #job\nKom + se"


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        (
            "linkedin",
            "https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Fdel.fjordby.dk%2Fr%2F7Hq2Lm",
        ),
        (
            "facebook",
            "https://www.facebook.com/sharer/sharer.php?u=https%3A%2F%2Fdel.fjordby.dk%2Fr%2F7Hq2Lm",
        ),
        ("x", "https://x.com/intent/post?text=Hej%20%C3%A5&url=https%3A%2F%2Fdel.fjordby.dk%2Fr%2F7Hq2Lm"),
        (
            "bluesky",
            "https://bsky.app/intent/compose?text=Hej%20%C3%A5%0A%0Ahttps%3A%2F%2Fdel.fjordby.dk%2Fr%2F7Hq2Lm",
        ),
        (
            "threads",
            "https://www.threads.com/intent/post?text=Hej%20%C3%A5&url=https%3A%2F%2Fdel.fjordby.dk%2Fr%2F7Hq2Lm",
        ),
        (
            "mastodon",
            "https://share.joinmastodon.org/#text=Hej%20%C3%A5%0A%0Ahttps%3A%2F%2Fdel.fjordby.dk%2Fr%2F7Hq2Lm",
        ),
        ("whatsapp", "https://wa.me/?text=Hej%20%C3%A5%0A%0Ahttps%3A%2F%2Fdel.fjordby.dk%2Fr%2F7Hq2Lm"),
        (
            "email",
            "mailto:?subject=Tre%20job&body=Hej%20%C3%A5%0D%0A%0D%0Ahttps%3A%2F%2Fdel.fjordby.dk%2Fr%2F7Hq2Lm",
        ),
        (
            "teams",
            "https://teams.microsoft.com/share?href=https%3A%2F%2Fdel.fjordby.dk%2Fr%2F7Hq2Lm&msgText=Hej%20%C3%A5",
        ),
        ("instagram", None),
        ("other", None),
    ],
)
def test_each_network_s_address_is_exact(network: str, expected: str | None) -> None:
    assert intent_url(network, "Hej å", LINK, subject="Tre job") == expected


def test_a_mastodon_server_is_taken_with_or_without_its_protocol() -> None:
    for typed in ("Mastodon.Example", " https://mastodon.example/ "):
        address = intent_url("mastodon", "Hej", "", instance=typed)
        assert address == "https://mastodon.example/share?text=Hej"


@pytest.mark.parametrize(
    "instance",
    [
        "localhost",
        "127.0.0.1",
        "a.b/c",
        "a.dk:80",
        "a.dk@evil.dk",
        "javascript:alert(1)",
        "a..dk",
        "-a.dk",
        "a.dk\nx",
        "a" * 64 + ".dk",
    ],
)
def test_anything_but_a_host_name_is_refused_as_mastodon_server(instance: str) -> None:
    with pytest.raises(Invalid) as refusal:
        intent_url("mastodon", "Hej", LINK, instance=instance)
    assert refusal.value.field == "instance"


def test_x_does_not_get_a_link_that_the_text_holds_already() -> None:
    address = intent_url("x", f"Se {LINK} nu", LINK) or ""
    assert address.endswith("&url=")


def test_a_subject_is_one_line() -> None:
    address = intent_url("email", "Hej", LINK, subject="Et job\r\nBcc: a@b.dk") or ""
    assert "subject=Et%20job%20Bcc%3A%20a%40b.dk&" in address


PREFILLED = [row for row in NETWORKS if row.way is Way.PREFILLED]


@given(st.text(alphabet=st.characters(codec=None)), st.sampled_from(PREFILLED))
def test_the_network_reads_back_the_very_text(text: str, row: NetworkRules) -> None:
    address = intent_url(row.name, text, LINK) or ""
    parts = urlsplit(address)
    query = parse_qs(parts.query or parts.fragment, keep_blank_values=True, strict_parsing=True)
    name = {"teams": "msgText", "email": "body"}.get(row.name.value, "text")
    expected = composed(row, well_formed(text), LINK)
    assert query[name][0].replace("\r\n", "\n") == expected
    if row.link is LinkPlace.IN_TEXT:
        assert expected.endswith(LINK)
    else:
        assert query["href" if row.name == "teams" else "url"] == [LINK]


@given(st.text(), st.text())
def test_mail_programs_never_get_a_plus_for_a_space(text: str, subject: str) -> None:
    address = intent_url("email", text, LINK, subject=subject) or ""
    assert "+" not in address
    assert " " not in address
    assert "%0A" not in address.replace("%0D%0A", "")
    assert unquote(address).startswith("mailto:?subject=")
