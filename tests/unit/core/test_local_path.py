"""The way back after a form never leaves the site, whatever somebody puts into `next`."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.core.web import local_path

OURS = "https://del.fjordby.example"
PIECES = st.sampled_from(
    ["/", "//", "\\", "evil.example", "@", ":", "https:", "\t", "\n", "\r", "\x00", "\x7f", " ", "?", "#", ".", "..",
     "%2f", "%5c", "[", "]", "kits", "å", "\u2028", "\uff0f"]
)  # fmt: skip
PATHS = st.lists(PIECES, max_size=6).map(lambda pieces: "/" + "".join(pieces))
ANYTHING = st.one_of(PATHS, PATHS, PATHS, st.text(max_size=40))


def _where_a_browser_goes(location: str) -> str:
    """The URL Standard: line breaks and tabs are dropped, spaces trimmed, a backslash is a slash, and two or more
    slashes begin the name of a host."""
    seen = "".join(sign for sign in location.strip("".join(map(chr, range(33)))) if sign not in "\t\r\n")
    path, mark, rest = seen.partition("?")
    path = path.replace("\\", "/")
    if path.startswith("//"):
        path = f"//{path.lstrip('/')}"
    parts = urlsplit(urljoin(f"{OURS}/here", path + mark + rest))
    return f"{parts.scheme}://{parts.netloc}"


@settings(max_examples=400)
@given(ANYTHING)
def test_whatever_is_asked_for_stays_here(wanted: str) -> None:
    path = local_path(wanted)
    assert path.startswith("/")
    assert _where_a_browser_goes(path) == OURS


@settings(max_examples=400)
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
