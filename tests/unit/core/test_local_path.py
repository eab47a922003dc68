"""The way back after a form never leaves the site, whatever somebody puts into `next`."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.web import local_path

OURS = "https://del.fjordby.example"
PIECES = st.sampled_from(
    ["/", "//", "\\", "/\\", "evil.example", "@", ":", "https:", "javascript:", "\t", "\n", "\r", "\x00", " ", "?", "#",
     ".", "..", "%2f", "%5c", "[", "]", "kits", "å", "\u2028", "\uff0f"]
)  # fmt: skip
ANYTHING = st.one_of(st.text(max_size=40), st.lists(PIECES, max_size=8).map("".join))


def _where_a_browser_goes(location: str) -> str:
    """The URL Standard: tabs and line breaks are dropped, spaces trimmed, and a backslash is a slash."""
    seen = "".join(sign for sign in location.strip("".join(map(chr, range(33)))) if sign not in "\t\r\n")
    path, mark, rest = seen.partition("?")
    joined = urljoin(f"{OURS}/here", path.replace("\\", "/") + mark + rest)
    parts = urlsplit(joined)
    return f"{parts.scheme}://{parts.netloc}"


@given(ANYTHING)
def test_whatever_is_asked_for_stays_here(wanted: str) -> None:
    path = local_path(wanted)
    assert path.startswith("/")
    assert _where_a_browser_goes(path) == OURS


@given(ANYTHING)
def test_whatever_is_asked_for_can_stand_in_a_header(wanted: str) -> None:
    assert not any(ord(sign) < 32 or ord(sign) == 127 for sign in local_path(wanted))


@pytest.mark.parametrize(
    "wanted", ["/", "/kits/fjordens-dag", "/?category=branding&page=2", "/join?next=/kits/a", "/kits/å"]
)
def test_a_path_of_ours_is_kept(wanted: str) -> None:
    assert local_path(wanted) == wanted


@pytest.mark.parametrize(
    "wanted", [None, "", "kits", "https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil"]
)
def test_anything_else_leads_to_the_default(wanted: str | None) -> None:
    assert local_path(wanted, "/me") == "/me"
