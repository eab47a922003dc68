"""Which post a line is about, and what of it is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.core.errors import Invalid
from hub.networks.rules import Network
from hub.reach import formats
from hub.reach.posts import codes_in, identity_of, title_of, without_people

LINKEDIN = "https://www.linkedin.com/"


@pytest.mark.parametrize(
    "link",
    [
        f"{LINKEDIN}feed/update/urn:li:activity:7300000000000000001",
        f"{LINKEDIN}feed/update/urn:li:activity:7300000000000000001/?utm_source=share",
        f"{LINKEDIN}posts/fjordby_job-activity-7300000000000000001-aBcD?rcm=1",
    ],
)
def test_linkedins_addresses_of_one_post_are_one_post(link: str) -> None:
    assert identity_of(Network.LINKEDIN, "", link) == "activity:7300000000000000001"


def test_a_number_and_a_link_to_it_are_the_same_post_on_x() -> None:
    assert identity_of(Network.X, "123", "") == identity_of(Network.X, "", "https://x.com/a/status/123?s=20")


def test_what_changes_in_an_address_does_not_make_another_post() -> None:
    plain = identity_of(Network.THREADS, "", "https://www.threads.com/@fjordby/post/abc")
    assert identity_of(Network.THREADS, "", "https://threads.com/@fjordby/post/abc/?igsh=1#x") == plain
    assert identity_of(Network.THREADS, "", "https://threads.com/@fjordby/post/abd") != plain


def test_an_address_that_names_the_post_in_its_query_keeps_it() -> None:
    address = "https://www.facebook.com/permalink.php?story_fbid={}&id=9&fbclid=x"
    assert identity_of(Network.FACEBOOK, "", address.format(1)) != identity_of(Network.FACEBOOK, "", address.format(2))


def test_a_line_that_names_no_post_is_refused() -> None:
    with pytest.raises(Invalid):
        identity_of(Network.X, "", "")


@given(st.text(max_size=400))
def test_a_title_is_one_line_of_at_most_120_signs(text: str) -> None:
    title = title_of(text)
    assert len(title) <= 120
    assert not any(sign in title for sign in "\n\r\t\u202e\u2066")


def test_tracking_codes_are_found_in_text_and_link_and_nothing_else_is() -> None:
    text = "Se https://hub.fjordby.example/r/abcd2345 og /r/abcd23456 /r/ABCD2345 /r/abcd2346."
    assert codes_in(text) == ("abcd2345", "abcd2346")


@pytest.mark.parametrize("word", ["Posted by", "POSTED BY ", "Opslået af", "Författare", "Comment author"])
def test_columns_that_name_somebody_are_dropped(word: str) -> None:
    header, lines = without_people(["Post link", word, "Clicks"], [(2, ["a", "Anna Dahl", "3"])])
    assert header == ["Post link", "Clicks"]
    assert lines == [(2, ["a", "3"])]


def test_each_known_export_is_recognised_as_itself_and_no_other() -> None:
    from tests.factories import exports

    assert formats.recognise(exports.LINKEDIN_COLUMNS) is formats.LINKEDIN_PAGE
    for header in (exports.X_COLUMNS, exports.X_COLUMNS_DA):
        assert formats.recognise(header) is formats.X_POSTS
    for header in exports.META_COLUMNS.values():
        assert formats.recognise(header) is formats.META_POSTS


@given(st.lists(st.text(max_size=20), max_size=12))
def test_headers_of_any_kind_break_nothing(header: list[str]) -> None:
    formats.recognise(header)
    formats.look_alike(header)
    assert set(formats.guess(header).values()) <= set(range(len(header)))
    assert len(formats.signature(header)) == 64


@pytest.mark.parametrize("link", ["https://[::1", "http://", "x.com/1", "https://evil-x.com/1"])
def test_an_address_that_is_no_networks_has_none(link: str) -> None:
    assert formats.host_network(link) is None
