"""Whatever is sent to `/r/…`, the answer is well formed, and what is recorded is a record."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.links.events import NO_LINK, NOBODY, RECORD, Kind
from tests.integration.links.conftest import Visitor

# What a WSGI server may hand over: any text of bytes read as Latin-1.
absurd = st.text(st.characters(max_codepoint=255), max_size=300)
NAMES = (
    "HTTP_USER_AGENT", "HTTP_X_FORWARDED_FOR", "HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_MOZ", "HTTP_ACCEPT_LANGUAGE",
    "HTTP_COOKIE", "HTTP_HOST", "QUERY_STRING", "REMOTE_ADDR", "HTTP_RANGE", "HTTP_EXPECT", "CONTENT_LENGTH",
)  # fmt: skip


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    headers=st.dictionaries(st.sampled_from(NAMES), absurd, max_size=8),
    method=st.sampled_from(["GET", "HEAD", "POST", "get", "BREW", ""]),
    rest=st.one_of(st.just(""), absurd),
)
def test_every_request_is_answered_and_every_record_is_whole(
    visit: Visitor, code: str, headers: dict[str, str], method: str, rest: str
) -> None:
    agent = headers.pop("HTTP_USER_AGENT", None)
    visit.front._proxies = 1
    answer = visit(f"/r/{code}{rest}", method, agent, **headers)
    assert answer.status[:3] in {"302", "405", "200"}
    if answer.status.startswith("302"):
        assert answer.headers["Location"].startswith("https://fjordby.example/")
        assert answer.headers["Cache-Control"] == "no-store"
    assert answer.body in (b"", b"flask")
    for link, _, kind, who in visit.records[-1:]:
        assert (kind is Kind.CLICK) == (link != NO_LINK) == (who != NOBODY)
    assert sum(path.stat().st_size for path in visit._root.glob("*/*.log")) % RECORD.size == 0
