"""One browser adds once: once for each kit, once for each network in a month, once in each quarter."""

from __future__ import annotations

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.kits.models import Kit
from tests.factories.accounts import csrf_token, make_unit
from tests.factories.sharing import make_shareable_kit, share
from tests.integration.sharing.conftest import Counts, sign_in_again


@pytest.fixture
def shared(browser: FlaskClient, kit: Kit, counts: Counts) -> FlaskClient:
    """The browser, after it shared the kit on LinkedIn."""
    share(browser, kit)
    assert len(counts.gained()) == 4
    return browser


def test_sharing_the_same_kit_on_the_same_network_again_adds_nothing(
    shared: FlaskClient, kit: Kit, counts: Counts
) -> None:
    assert share(shared, kit).status_code == 200
    assert counts.gained() == {}


def test_the_same_kit_on_another_network_adds_to_that_network_only(
    shared: FlaskClient, kit: Kit, counts: Counts
) -> None:
    share(shared, kit, "bluesky")
    assert counts.gained() == {"network_month:bluesky": 1}


def test_another_kit_on_the_same_network_adds_to_that_kit_only(
    shared: FlaskClient, session: Session, counts: Counts
) -> None:
    other = make_shareable_kit(session, "Sol på skoletaget")
    counts.open()
    share(shared, other)
    assert counts.gained() == {f"kit_week:{other.id}": 1}


def test_a_kit_stays_counted_in_the_week_after(
    shared: FlaskClient, kit: Kit, counts: Counts, travel: time_machine.Coordinates
) -> None:
    travel.move_to("2026-11-23T12:00:00+01:00")
    counts.open()
    share(shared, kit)
    assert counts.gained() == {}


def test_a_new_month_counts_the_network_again_and_neither_kit_nor_unit(
    shared: FlaskClient, kit: Kit, counts: Counts, travel: time_machine.Coordinates
) -> None:
    travel.move_to("2026-12-01T00:30:00+01:00")
    counts.open()
    share(shared, kit)
    assert counts.gained() == {"network_month:linkedin": 1}


def test_a_new_quarter_counts_unit_and_organisation_again_and_not_the_kit(
    shared: FlaskClient, ambassador: Person, kit: Kit, counts: Counts, travel: time_machine.Coordinates
) -> None:
    travel.move_to("2027-01-01T00:30:00+01:00")
    sign_in_again(shared, ambassador)
    counts.open()
    share(shared, kit)
    assert counts.gained() == {"network_month:linkedin": 1, "organisation_quarter:all": 1, "unit_quarter:1": 1}


def test_a_month_begins_at_midnight_where_the_organisation_is(
    shared: FlaskClient, kit: Kit, counts: Counts, travel: time_machine.Coordinates
) -> None:
    travel.move_to("2026-11-30T22:59:00+00:00")
    share(shared, kit)
    assert counts.gained() == {}
    travel.move_to("2026-11-30T23:01:00+00:00")
    counts.open()
    share(shared, kit)
    assert counts.gained() == {"network_month:linkedin": 1}


def test_moving_to_another_unit_within_the_quarter_counts_in_neither_again(
    shared: FlaskClient, kit: Kit, counts: Counts, session: Session, ambassador: Person
) -> None:
    ambassador.unit_id = make_unit(session, "Borgerservice").id
    session.commit()
    counts.open()
    share(shared, kit)
    assert counts.gained() == {}


def test_a_browser_that_keeps_no_cookie_still_shares(
    browser: FlaskClient, kit: Kit, counts: Counts, cookie_name: str
) -> None:
    for _ in range(2):
        assert share(browser, kit).status_code == 200
        browser.delete_cookie(cookie_name)
        assert counts.gained()["kit_week:1"] == 1


def test_a_second_click_that_overtakes_the_first_answer_is_a_second_share(
    browser: FlaskClient, kit: Kit, counts: Counts
) -> None:
    """The server keeps nothing by which it could know better: the page must disable its button."""
    token = csrf_token(browser)
    form = {"csrf_token": token, "kit": "1", "network": "linkedin"}
    header = "; ".join(f"{c.key}={c.value}" for c in [browser.get_cookie("hub_session")] if c)
    other = browser.application.test_client(use_cookies=False)
    for _ in range(2):
        assert other.post("/share", data=form, headers={"Cookie": header}).status_code == 200
    assert counts.gained()["kit_week:1"] == 2
