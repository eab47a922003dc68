from __future__ import annotations

import pytest

from hub.core.static_files import choose, has

ALL = ("identity", "gzip", "br")


@pytest.mark.parametrize(
    ("accept", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("", "identity"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip;q=0", "identity"),
        ("identity, br;q=0.4", "identity"),
        ("*", "br"),
        ("*;q=0.3, br;q=0", "gzip"),
        ("zstd", "identity"),
        ("identity;q=0, gzip", "gzip"),
        ("identity;q=0", None),
        ("*;q=0", None),
        ("GZIP;Q=1.0", "gzip"),
        ("br;q=nonsense, gzip", "gzip"),
        (",,;;,", "identity"),
    ],
)
def test_the_coding_is_what_the_browser_likes_best(accept: str, coding: str | None) -> None:
    assert choose(accept, ALL) == coding


def test_a_file_that_was_not_compressed_is_sent_as_it_is() -> None:
    assert choose("br, gzip", ["identity"]) == "identity"


@pytest.mark.parametrize(
    ("header", "known"),
    [('"a-br"', True), ('W/"a-br"', True), ('"b", "a-br"', True), ("*", True), ('"a-gzip"', False), ("", False)],
)
def test_a_browser_that_has_the_answer_is_recognised_by_its_tag(header: str, known: bool) -> None:
    assert has(header, '"a-br"') is known
