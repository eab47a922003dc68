"""Sharing: it adds one to each count, and is written nowhere else."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy.orm import Session

from hub.kits.models import Kit
from hub.networks.rules import NETWORKS
from tests.factories.accounts import csrf_token, make_persona, without_tokens
from tests.factories.ambassadors import make_ambassador
from tests.factories.sharing import make_shareable_kit, share, table_dump
from tests.integration.sharing.conftest import Counts

SignIn = Callable[[str], FlaskClient]


def _redis_dump(client: Redis) -> dict[bytes, bytes]:
    return {key: client.dump(key) for key in client.scan_iter()}


def test_a_share_adds_one_to_one_cell_of_each_family_and_to_no_other(
    browser: FlaskClient, kit: Kit, counts: Counts
) -> None:
    assert share(browser, kit).status_code == 200
    assert counts.gained() == {
        "kit_week:1": 1,
        "network_month:linkedin": 1,
        "organisation_quarter:all": 1,
        "unit_quarter:1": 1,
    }


def test_a_share_changes_no_byte_of_the_database(
    browser: FlaskClient, kit: Kit, counts: Counts, session: Session, tmp_path: Path
) -> None:
    csrf_token(browser)
    before = table_dump(session)
    files = {file.name: file.read_bytes() for file in tmp_path.glob("hub.db*") if not file.name.endswith("-shm")}
    assert share(browser, kit).status_code == 200
    assert table_dump(session) == before
    assert len(before) > 20
    assert {name: (tmp_path / name).read_bytes() for name in files} == files


def test_a_share_leaves_nothing_in_the_redis_of_the_queue(
    browser: FlaskClient, kit: Kit, counts: Counts, queue_redis: Redis
) -> None:
    csrf_token(browser)
    before = _redis_dump(queue_redis)
    share(browser, kit)
    assert _redis_dump(queue_redis) == before


def test_a_share_makes_no_new_key_beside_the_cells(
    browser: FlaskClient, kit: Kit, counts: Counts, counts_redis: Redis
) -> None:
    before = set(counts_redis.scan_iter())
    share(browser, kit)
    assert set(counts_redis.scan_iter()) == before


def test_a_share_writes_no_line_into_any_log(
    browser: FlaskClient, kit: Kit, counts: Counts, caplog: pytest.LogCaptureFixture
) -> None:
    csrf_token(browser)
    caplog.clear()
    with caplog.at_level(logging.NOTSET + 1):
        logging.getLogger("hub").debug("the net is out")
        share(browser, kit)
    assert [record.message for record in caplog.records] == ["the net is out"]


def test_the_answer_sets_the_opaque_cookie_and_no_other(
    browser: FlaskClient, kit: Kit, counts: Counts, cookie_name: str
) -> None:
    csrf_token(browser)
    session_cookie = browser.get_cookie("hub_session")
    answer = share(browser, kit)
    [cookie] = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith(f"{cookie_name}=k1.n26b-linkedin.o264.u264;")
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert browser.get_cookie("hub_session") == session_cookie


def test_a_share_cannot_be_made_by_following_a_link(browser: FlaskClient, kit: Kit, counts: Counts) -> None:
    assert browser.get(f"/share?kit={kit.id}&network=linkedin").status_code == 405
    assert counts.gained() == {}


def test_a_share_without_the_token_of_our_own_page_counts_nothing(
    browser: FlaskClient, kit: Kit, counts: Counts
) -> None:
    assert browser.post("/share", data={"kit": str(kit.id), "network": "linkedin"}).status_code == 400
    assert counts.gained() == {}


def test_the_next_page_is_the_same_for_whoever_shares(
    browser: FlaskClient, sign_in: SignIn, kit: Kit, counts: Counts, session: Session
) -> None:
    make_ambassador(session, make_persona(session, "employee2"))
    session.commit()
    pages = {without_tokens(share(each, kit).text) for each in (browser, sign_in("employee2"))}
    assert len(pages) == 1


def test_every_network_is_counted_under_its_own_name(browser: FlaskClient, kit: Kit, counts: Counts) -> None:
    for rules in NETWORKS:
        assert share(browser, kit, rules.name).status_code == 200
        assert counts.gained()[f"network_month:{rules.name}"] == 1


def test_the_answer_holds_the_link_of_the_kit_on_that_network_and_where_to_paste_it(
    browser: FlaskClient, kit: Kit, counts: Counts
) -> None:
    page = share(browser, kit, "linkedin").text
    [intent] = re.findall(r'href="(https://www\.linkedin\.com/[^"]+)"', page)
    assert re.fullmatch(
        r"https://www\.linkedin\.com/sharing/share-offsite/\?url=http%3A%2F%2Flocalhost%2Fr%2F[a-z0-9]{8}", intent
    )
    assert "Tekst 0 til linkedin" in page


def test_a_suggestion_that_is_no_more_falls_back_to_the_first(browser: FlaskClient, kit: Kit, counts: Counts) -> None:
    for stale in ("999999", "-1", "x", "own'", "0" * 5000):
        assert "Tekst 0 til linkedin" in share(browser, kit, suggestion=stale).text


def test_a_suggestion_of_another_kit_is_not_shown(
    browser: FlaskClient, kit: Kit, counts: Counts, session: Session
) -> None:
    other = make_shareable_kit(session, "En anden historie")
    other.suggestions[0].body = "Hører til den anden"
    session.commit()
    assert "Hører til den anden" not in share(browser, kit, suggestion=str(other.suggestions[0].id)).text
