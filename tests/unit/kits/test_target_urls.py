"""Where a kit may lead: hostile addresses in every way of writing them."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.kits.target_urls import NO_PASSWORD, NOT_A_LINK, NOT_PUBLIC, OWN_PAGE, TOO_LONG, problem

GOOD = [
    "https://www.fjordby.example/job?id=7&x=%C3%A6#top",
    "http://fjordby.example",
    "HTTPS://Fjordby.Example:8443/",
    "https://rødkløver.example/sti",
    "https://xn--rdklver-q1ac.example/",
    "https://93.184.216.34/side",
    "https://[2606:4700::1111]/",
    "https://a_b.fjordby.example/",
    "https://1.fjordby.example/",
]
BAD = [
    ("", NOT_A_LINK),
    ("fjordby.example", NOT_A_LINK),
    ("javascript:alert(1)", NOT_A_LINK),
    ("JaVaScRiPt://fjordby.example/%0aalert(1)", NOT_A_LINK),
    ("data:text/html,x", NOT_A_LINK),
    ("file:///etc/passwd", NOT_A_LINK),
    ("ftp://fjordby.example/", NOT_A_LINK),
    ("//fjordby.example/", NOT_A_LINK),
    ("https:///sti", NOT_A_LINK),
    ("https:fjordby.example", NOT_A_LINK),
    ("https://fjord by.example/", NOT_A_LINK),
    ("https://fjordby.example\\@10.0.0.1/", NOT_A_LINK),
    ("https://fjordby\t.example/", NOT_A_LINK),
    ("https://fjordby\u200b.example/", NOT_A_LINK),
    ("https://fjordby.example:99999/", NOT_A_LINK),
    ("https://fjord..example/", NOT_A_LINK),
    ("https://-fjord.example/", NOT_A_LINK),
    ("https://[::1/", NOT_A_LINK),
    ("https://1.2.3.4.5/", NOT_A_LINK),
    ("https://256.1.1.1/", NOT_A_LINK),
    ("https://fjordby.123/", NOT_A_LINK),
    ("https://bruger:hemmelig@fjordby.example/", NO_PASSWORD),
    ("https://fjordby.example@10.0.0.1/", NO_PASSWORD),
    ("https://@fjordby.example/", NO_PASSWORD),
    ("http://localhost/", NOT_PUBLIC),
    ("http://LOCALHOST.:8000/", NOT_PUBLIC),
    ("http://x.localhost/", NOT_PUBLIC),
    ("http://intranet/", NOT_PUBLIC),
    ("http://printer.local/", NOT_PUBLIC),
    ("http://esdh.fjordby.internal/", NOT_PUBLIC),
    ("http://127.0.0.1.nip.io/", NOT_PUBLIC),
    ("http://127.0.0.1/", NOT_PUBLIC),
    ("http://127.1/", NOT_PUBLIC),
    ("http://2130706433/", NOT_PUBLIC),
    ("http://0x7f000001/", NOT_PUBLIC),
    ("http://0x7f.0.0.1/", NOT_PUBLIC),
    ("http://0177.0.0.1/", NOT_PUBLIC),
    ("http://0/", NOT_PUBLIC),
    ("http://１２７.０.０.１/", NOT_PUBLIC),
    ("http://127。0。0。1/", NOT_PUBLIC),
    ("http://%31%32%37.0.0.1/", NOT_PUBLIC),
    ("http://10.1.2.3/", NOT_PUBLIC),
    ("http://172.16.0.1/", NOT_PUBLIC),
    ("http://192.168.1.1/", NOT_PUBLIC),
    ("http://169.254.169.254/latest/", NOT_PUBLIC),
    ("http://100.64.0.1/", NOT_PUBLIC),
    ("http://224.0.0.1/", NOT_PUBLIC),
    ("http://255.255.255.255/", NOT_PUBLIC),
    ("http://[::1]/", NOT_PUBLIC),
    ("http://[::]/", NOT_PUBLIC),
    ("http://[::ffff:127.0.0.1]/", NOT_PUBLIC),
    ("http://[::ffff:7f00:1]/", NOT_PUBLIC),
    ("http://[::127.0.0.1]/", NOT_PUBLIC),
    ("http://[64:ff9b::10.0.0.1]/", NOT_PUBLIC),
    ("http://[2002:7f00:1::]/", NOT_PUBLIC),
    ("http://[fe80::1%25eth0]/", NOT_PUBLIC),
    ("http://[fec0::1]/", NOT_PUBLIC),
    ("http://[fd00::1]/", NOT_PUBLIC),
    ("https://fjordby.example/" + "x" * 2000, TOO_LONG),
]


@pytest.mark.parametrize("url", GOOD)
def test_a_public_page_is_accepted(url: str) -> None:
    assert problem(url) is None


@pytest.mark.parametrize(("url", "reason"), BAD)
def test_a_hostile_or_private_address_is_refused_with_its_reason(url: str, reason: object) -> None:
    assert problem(url) is reason


def test_a_kit_cannot_lead_to_the_hub_itself() -> None:
    assert problem("https://del.fjordby.example/r/abc", "del.fjordby.example") is OWN_PAGE
    assert problem("https://DEL.fjordby.example:8443/", "del.fjordby.example:8443") is OWN_PAGE
    assert problem("https://fjordby.example/", "del.fjordby.example") is None


@given(st.ip_addresses(v=4), st.sampled_from(["dotted", "decimal", "hex", "octal", "mapped"]))
def test_every_way_of_writing_a_private_ipv4_address_is_refused(address: ipaddress.IPv4Address, way: str) -> None:
    number = int(address)
    written = {
        "dotted": str(address),
        "decimal": str(number),
        "hex": hex(number),
        "octal": f"0{number:o}",
        "mapped": f"[::ffff:{address}]",
    }[way]
    refused = problem(f"http://{written}/") is not None
    assert refused == (not address.is_global or address.is_multicast)


@given(st.text(max_size=60))
def test_whatever_is_typed_gets_an_answer_and_never_an_error(text: str) -> None:
    problem(text)
    problem(f"https://{text}")
    problem(f"https://{text}/sti")
