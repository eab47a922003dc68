"""A million links in little memory, and every one of them exactly as it was."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.links import compact
from hub.links.compact import CompactLinks
from hub.links.rules import ALPHABET, CODE_LENGTH, location

codes = st.text(ALPHABET, min_size=CODE_LENGTH, max_size=CODE_LENGTH)
targets = st.one_of(
    st.text(max_size=60),
    st.lists(st.sampled_from(["utm_source=", "&utm_campaign=", "x", "?", "#æ", "utm_"]), max_size=8).map("".join),
)


@given(st.dictionaries(codes, st.tuples(st.integers(0, 2**32 - 1), targets), max_size=40))
def test_every_link_comes_back_as_it_was(links: dict[str, tuple[int, str]]) -> None:
    found = CompactLinks((code, link_id, where) for code, (link_id, where) in links.items())
    assert {code: found.get(code) for code in links} == links
    assert len(found) == len(links)


@given(st.lists(codes, max_size=10), st.text(max_size=12))
def test_a_code_that_is_not_there_is_not_found(some: list[str], asked: str) -> None:
    found = CompactLinks((code, 1, "https://x.example/") for code in dict.fromkeys(some))
    assert (found.get(asked) is not None) == (asked in some)


def test_many_different_addresses_are_kept_in_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compact, "_FEW", 3)
    monkeypatch.setattr(compact, "_REMEMBERED", 2)
    links = {f"code{number:04d}": (number, f"https://æ.example/{number % 7}") for number in range(50)}
    found = CompactLinks((code, link_id, where) for code, (link_id, where) in links.items())
    assert {code: found.get(code) for code in links} == links


def test_a_link_takes_less_than_two_hundred_and_twenty_bytes() -> None:
    number = 20_000
    tracemalloc.start()
    try:
        # The worst case: no two links share a target. With fifty links to a kit it is a fifth of this.
        links = CompactLinks(
            (
                f"{place:08d}",
                place,
                location(
                    f"https://job.fjordby.example/ledige-stillinger/{place}", "linkedin", "employees", f"kit-{place}"
                ),
            )
            for place in range(number)
        )
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(links) == number
    assert kept / number < 220
