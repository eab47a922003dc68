"""Somebody in public follows `/r/<code>`."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from redis import Redis
from sqlalchemy import event
from sqlalchemy.orm import Session, sessionmaker

from hub.kits.models import Kit
from hub.links import queries, service
from hub.links.agents import LONGEST
from hub.links.events import NO_LINK, NOBODY, number_of
from hub.links.table import ASKED_PER_SECOND, UNKNOWN_REMEMBERED, LinkTable
from tests.bench.world import until
from tests.integration.links.conftest import BROWSER, Visitor, make_kit

LINKEDIN_BOT = "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)"
LOCATION = (
    "https://fjordby.example/job/7?hr=show-job/7"
    "&utm_source=linkedin&utm_medium=employee_advocacy&utm_campaign=kom-til-fjordby"
)


def test_a_person_is_sent_to_the_target_with_its_own_query_kept(visit: Visitor, code: str) -> None:
    answer = visit(f"/r/{code}")
    assert answer.status == "302 Found"
    assert answer.headers["Location"] == LOCATION
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Length"] == "0"
    assert answer.body == b""
    assert "Set-Cookie" not in answer.headers
    assert visit.kinds == ["click"]


def test_a_networks_click_id_is_neither_recorded_nor_passed_on(visit: Visitor, code: str) -> None:
    answer = visit(f"/r/{code}", QUERY_STRING="fbclid=IwAR0secret&utm_source=evil")
    assert answer.headers["Location"] == LOCATION
    ((_, _, _, with_id),) = visit.records
    visit(f"/r/{code}", QUERY_STRING="")
    assert visit.records[1][3] == with_id


def test_head_gets_the_same_answer_and_is_no_click(visit: Visitor, code: str) -> None:
    answer = visit(f"/r/{code}", method="HEAD")
    assert (answer.status, answer.headers["Location"]) == ("302 Found", LOCATION)
    assert visit.kinds == ["head"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_are_refused_and_not_recorded(visit: Visitor, code: str, method: str) -> None:
    answer = visit(f"/r/{code}", method=method)
    assert (answer.status, answer.headers["Allow"]) == ("405 Method Not Allowed", "GET, HEAD")
    assert visit.records == []


@pytest.mark.parametrize(
    ("agent", "header", "kind"),
    [
        ("curl/8.5.0", {}, "bot"),
        (None, {}, "no_agent"),
        (BROWSER, {"HTTP_SEC_PURPOSE": "prefetch;prerender"}, "prefetch"),
        (BROWSER + "x" * 10_000, {}, "click"),
    ],
)
def test_what_is_filtered_arrives_too_and_is_recorded_with_its_reason(
    visit: Visitor, code: str, agent: str | None, header: dict[str, str], kind: str
) -> None:
    assert visit(f"/r/{code}", agent=agent, **header).status == "302 Found"
    assert visit.kinds == [kind]


def test_a_networks_preview_is_recorded_without_the_link_that_was_posted(visit: Visitor, code: str) -> None:
    visit(f"/r/{code}", agent=LINKEDIN_BOT)
    visit(f"/r/{code}", method="HEAD")
    visit(f"/r/{code}", agent=None)
    assert {(link, who) for link, _, _, who in visit.records} == {(NO_LINK, NOBODY)}
    visit(f"/r/{code}")
    assert visit.records[-1][0] != NO_LINK


def test_a_preview_crawler_is_handed_to_the_page_and_recorded(visit: Visitor, code: str) -> None:
    assert visit(f"/r/{code}", agent=LINKEDIN_BOT).body == b"flask"
    assert visit.kinds == ["preview"]


def test_every_other_address_goes_straight_through(visit: Visitor) -> None:
    assert visit("/").body == b"flask"
    assert visit("/results").body == b"flask"
    assert visit.records == []


@pytest.mark.parametrize(
    "garbage",
    ["", "abc", "\0", "\xff\xfe\x80", "../../etc/passwd", "a" * 100_000, "'; DROP TABLE kit; --", "%00"],
)
def test_garbage_goes_to_the_404_page_without_asking_the_database(
    visit: Visitor, sessions: sessionmaker[Session], code: str, garbage: str
) -> None:
    visit(f"/r/{code}")
    asked: list[str] = []
    listener = _listen(sessions, asked)
    assert visit(f"/r/{garbage}").body == b"flask"
    event.remove(sessions.kw["bind"], "before_cursor_execute", listener)
    assert not [sql for sql in asked if "tracking_link.code =" in sql]
    assert visit.kinds == ["click"]


def test_an_unknown_code_asks_the_database_once(visit: Visitor, sessions: sessionmaker[Session], code: str) -> None:
    visit(f"/r/{code}")
    asked: list[str] = []
    listener = _listen(sessions, asked)
    for _ in range(5):
        assert visit("/r/zzzzzzzz").body == b"flask"
    event.remove(sessions.kw["bind"], "before_cursor_execute", listener)
    assert len([sql for sql in asked if "tracking_link.code =" in sql]) == 1


def test_the_memory_of_unknown_codes_is_bounded(sessions: sessionmaker[Session], kit: Kit) -> None:
    table = LinkTable(sessions)
    table._unknown = dict.fromkeys(map(str, range(UNKNOWN_REMEMBERED)))
    table._follower = threading.current_thread()
    assert table.ask("zzzzzzzz") is None
    assert len(table._unknown) == UNKNOWN_REMEMBERED
    assert "zzzzzzzz" in table._unknown


def test_guessing_codes_asks_the_database_a_bounded_number_of_times(
    visit: Visitor, sessions: sessionmaker[Session], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit(f"/r/{code}")
    monkeypatch.setattr("hub.links.table.time.monotonic", lambda: 7.0)
    asked: list[str] = []
    listener = _listen(sessions, asked)
    for number in range(ASKED_PER_SECOND * 3):
        assert visit(f"/r/zzzz{2000 + number:04d}".replace("0", "a").replace("1", "b")).body == b"flask"
    event.remove(sessions.kw["bind"], "before_cursor_execute", listener)
    assert len([sql for sql in asked if "tracking_link.code =" in sql]) == ASKED_PER_SECOND


@pytest.mark.parametrize("is_full", [False, True])
def test_what_was_looked_up_before_a_change_is_not_remembered_after_it(
    is_full: bool, sessions: sessionmaker[Session], session: Session, kit: Kit, code: str
) -> None:
    table = LinkTable(sessions)
    table.refresh()
    links = table._links

    class Overtaken:
        """The compact table, whose answer is old when it comes."""

        def get(self, asked: str) -> Any:
            found = links.get(asked)
            if is_full:
                table.recent = {}
            service.repoint(session, kit.id, "https://fjordby.example/tak")
            session.commit()
            table.refresh()
            return found

    table._links = Overtaken()  # type: ignore[assignment]
    table.get(code)
    found = table.get(code)
    assert found is not None
    assert found[1] == "https://fjordby.example/tak"


def test_no_more_is_remembered_than_there_is_room_for(
    sessions: sessionmaker[Session], session: Session, kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.links.table.RECENT", 1)
    table = LinkTable(sessions)
    table.refresh()
    links = queries.links_of(session, kit.id)
    assert len(links) > 1
    for link in links * 2:
        assert table.get(link.code) == (link.id, link.location)
        assert len(table.recent) == 1


def test_many_changes_are_folded_into_the_compact_table(
    sessions: sessionmaker[Session], session: Session, kit: Kit, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.links.table.MOST_CHANGES", 1)
    table = LinkTable(sessions)
    table.refresh()
    for turn in range(2):
        service.repoint(session, kit.id, f"https://fjordby.example/tak/{turn}")
        session.commit()
        table.refresh()
    assert table._changes == {}
    found = table.get(code)
    assert found is not None
    assert found[1] == "https://fjordby.example/tak/1"


def test_the_path_asks_no_database_for_a_known_code(visit: Visitor, sessions: sessionmaker[Session], code: str) -> None:
    visit(f"/r/{code}")
    visit.front._table.stop()
    asked: list[str] = []
    listener = _listen(sessions, asked)
    visit.front._table._follower = threading.current_thread()
    for _ in range(50):
        visit(f"/r/{code}")
    event.remove(sessions.kw["bind"], "before_cursor_execute", listener)
    visit.front._table._follower = None
    assert asked == []


def test_a_code_typed_from_a_poster_in_capitals_arrives(visit: Visitor, code: str) -> None:
    assert visit(f"/r/{code.upper()}.").headers["Location"] == LOCATION
    assert visit.kinds == ["click"]


def test_a_link_made_a_moment_ago_works_at_once(visit: Visitor, session: Session, code: str) -> None:
    visit(f"/r/{code}")
    other = make_kit(session, "ny")
    link = service.ensure_link(session, other.id, other.slug, "https://ny.example/", "x")
    session.commit()
    assert visit(f"/r/{link.code}").headers["Location"].startswith("https://ny.example/?utm_source=x")


def test_an_ended_kit_leads_to_its_chosen_page_in_every_process(
    make_front: Callable[..., Visitor], session: Session, kit: Kit, code: str
) -> None:
    processes = [make_front(), make_front()]
    for visit in processes:
        visit(f"/r/{code}")
    service.repoint(session, kit.id, "https://fjordby.example/tak")
    session.commit()
    for visit in processes:
        visit.front._table.refresh()
        assert visit(f"/r/{code}").headers["Location"] == "https://fjordby.example/tak"


def test_a_refresh_reads_only_what_has_changed(sessions: sessionmaker[Session], session: Session, kit: Kit) -> None:
    table = LinkTable(sessions)
    assert table.refresh()
    assert len(table) == 2
    assert not table.refresh()
    assert table._changes == {}
    service.ensure_links(session, kit.id, kit.slug, kit.target_url, ["linkedin", "facebook", "x"])
    session.commit()
    assert table.refresh()
    assert set(table._changes) == {queries.code_for(session, kit.id, "x")}
    assert len(table) == 3


def test_a_visitor_is_the_same_all_day_in_every_process_and_another_the_next(
    make_front: Callable[..., Visitor], code: str
) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False):
        one, two = make_front(), make_front()
        one(f"/r/{code}")
        two(f"/r/{code}")
        one(f"/r/{code}", REMOTE_ADDR="192.0.2.99")
    records = {who for _, _, _, who in one.records}
    assert len(one.records) == 3
    assert len(records) == 2
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False):
        one(f"/r/{code}")
    assert {who for _, _, _, who in one.records} > records


def test_the_day_is_the_organisations_and_not_greenwichs(visit: Visitor, code: str) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC), tick=False):
        visit(f"/r/{code}")
    assert visit.records[0][1] == number_of(dt.date(2026, 11, 24))


def test_only_a_click_has_a_visitor(visit: Visitor, code: str) -> None:
    visit(f"/r/{code}")
    visit(f"/r/{code}", agent="curl/8.5.0")
    assert [who == NOBODY for _, _, _, who in visit.records] == [False, True]


def test_only_trusted_proxies_name_the_visitor(make_front: Callable[..., Visitor], code: str) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC), tick=False):
        direct = make_front()
        for forged in ("198.51.100.1", "198.51.100.2"):
            direct(f"/r/{code}", HTTP_X_FORWARDED_FOR=forged)
        assert len({who for _, _, _, who in direct.records}) == 1
        proxied = make_front(proxies=1)
        for forwarded in ("forged, 198.51.100.1", "198.51.100.1", "198.51.100.2"):
            proxied(f"/r/{code}", HTTP_X_FORWARDED_FOR=forwarded)
        assert len({who for _, _, _, who in direct.records}) == 3
        # A proxy that names nobody leaves the visitor to be told by the connection, as if no proxy had been there.
        for nobody in ("198.51.100.9, ", ""):
            proxied(f"/r/{code}", HTTP_X_FORWARDED_FOR=nobody)
        assert len({who for _, _, _, who in direct.records}) == 3


def test_what_follows_a_long_user_agent_makes_no_other_visitor(visit: Visitor, code: str) -> None:
    for tail in ("a", "b"):
        visit(f"/r/{code}", HTTP_USER_AGENT=BROWSER.ljust(LONGEST) + tail * 1000)
    assert visit.kinds == ["click", "click"]
    assert len({who for _, _, _, who in visit.records}) == 1


def test_without_the_store_of_salts_people_arrive_at_once_and_are_counted(
    make_front: Callable[..., Visitor], code: str, tmp_path: Path
) -> None:
    visit = make_front(counts=Redis(unix_socket_path=str(tmp_path / "nobody.sock"), retry=None))
    assert visit(f"/r/{code}").status == "302 Found"
    visit(f"/r/{code}")
    assert visit.kinds == ["click", "click"]
    assert len({who for _, _, _, who in visit.records}) == 1


def test_a_spool_that_cannot_be_opened_does_not_stop_people(
    make_front: Callable[..., Visitor], code: str, tmp_path: Path
) -> None:
    (tmp_path / "spool").write_text("a file where the folder should be")
    visit = make_front()
    for _ in range(3):
        assert visit(f"/r/{code}").status == "302 Found"
    assert visit.front._recorder.lost == 3


def test_what_could_not_be_recorded_is_said_in_the_log(
    make_front: Callable[..., Visitor], code: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("hub.links.recorder.TIDY_SECONDS", 0.1)
    visit = make_front()
    visit(f"/r/{code}")
    work = visit.front._recorder._work
    assert work is not None
    work.spool._limit = 0
    work.spool._end = work.spool._at
    for _ in range(3):
        assert visit(f"/r/{code}").status == "302 Found"

    def said() -> int:
        lines = [record.message for record in caplog.records if "clicks_lost" in record.message]
        return sum(json.loads(line)["count"] for line in lines)

    # It may be said while the three still come, and then of the rest once more.
    assert until(3, said) == 3


def _listen(sessions: sessionmaker[Session], asked: list[str]) -> Callable[..., None]:
    def listener(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    event.listen(sessions.kw["bind"], "before_cursor_execute", listener)
    return listener
