"""What the browser remembers, and what it does with it."""

from __future__ import annotations

from collections.abc import Callable

import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.core import clock
from hub.counting.flags import MAX_BYTES
from hub.kits.models import Kit, KitText
from tests.factories.accounts import make_persona
from tests.factories.ambassadors import make_ambassador
from tests.factories.sharing import make_shareable_kit, share
from tests.integration.sharing.conftest import Counts, sign_in_again

SignIn = Callable[[str], FlaskClient]


def _flags(browser: FlaskClient, name: str) -> set[str]:
    cookie = browser.get_cookie(name)
    assert cookie is not None
    return set(cookie.value.split("."))


def test_the_kit_then_carries_shared_in_this_browser(browser: FlaskClient, kit: Kit, counts: Counts) -> None:
    assert "data-share-done hidden" in browser.get(f"/kits/{kit.slug}/linkedin").text
    share(browser, kit)
    assert "data-share-done hidden" not in browser.get(f"/kits/{kit.slug}/linkedin").text
    assert "Delt" in browser.get("/").text


def test_the_next_person_on_the_same_pc_sees_nothing_of_it_and_is_counted(
    browser: FlaskClient, kit: Kit, counts: Counts, session: Session
) -> None:
    share(browser, kit)
    counts.gained()
    other = make_persona(session, "employee2")
    make_ambassador(session, other)
    session.commit()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = other.get_id()
    assert "data-share-done hidden" in browser.get(f"/kits/{kit.slug}/linkedin").text
    share(browser, kit)
    assert counts.gained()["kit_week:1"] == 1


def test_the_cookie_tells_neither_unit_nor_pilot_nor_order(
    browser: FlaskClient, kit: Kit, counts: Counts, session: Session, cookie_name: str
) -> None:
    other = make_shareable_kit(session, "Sol på skoletaget")
    for one, network in ((other, "x"), (kit, "bluesky")):
        share(browser, one, network)
    cookie = browser.get_cookie(cookie_name)
    assert cookie is not None
    assert cookie.value == f"k1.k{other.id}.n26b-bluesky.n26b-x.o264.u264"


def test_three_hundred_shared_kits_fit_into_two_kilobytes(
    browser: FlaskClient, kit: Kit, counts: Counts, session: Session, cookie_name: str
) -> None:
    text = {"locale": "da", "title": "Kort", "why": "", "image_alt": ""}
    session.add_all(
        Kit(slug=f"kort-{number}", state="live", category="branding", theme_id=kit.theme_id, live_from=clock.now(),
            target_url=kit.target_url, texts=[KitText(**text)])
        for number in range(299)
    )  # fmt: skip
    session.commit()
    browser.set_cookie(cookie_name, ".".join(f"k{number}" for number in range(2, 301)))
    share(browser, kit)
    cookie = browser.get_cookie(cookie_name)
    assert cookie is not None
    assert len(cookie.value) <= MAX_BYTES
    assert _flags(browser, cookie_name) == {f"k{number}" for number in range(1, 301)} | {
        "n26b-linkedin",
        "o264",
        "u264",
    }


def test_flags_of_ended_kits_and_closed_windows_are_dropped(
    browser: FlaskClient,
    ambassador: Person,
    kit: Kit,
    counts: Counts,
    session: Session,
    cookie_name: str,
    travel: time_machine.Coordinates,
) -> None:
    share(browser, kit)
    kit.state, kit.ended_at = "ended", clock.now()
    session.commit()
    travel.move_to("2027-01-04T12:00:00+01:00")
    sign_in_again(browser, ambassador)
    other = make_shareable_kit(session, "Sol på skoletaget")
    counts.open()
    share(browser, other)
    assert _flags(browser, cookie_name) == {f"k{other.id}", "n271-linkedin", "o271", "u271"}


HOSTILE = (
    "k1" * 2000,
    "%00.\\x00",
    "k" + "9" * 68,
    "h" + "9" * 68,
    "k٣.h³",
    "<script>.k-1.k1e9",
    "n26b-linkedin/../../etc",
    '"k1";Path=/',
)


def test_a_cookie_of_garbage_is_passed_over(browser: FlaskClient, kit: Kit, counts: Counts, cookie_name: str) -> None:
    for hostile in HOSTILE:
        browser.set_cookie(cookie_name, hostile)
        assert browser.get("/").status_code == 200
        assert share(browser, kit).status_code == 200
        assert counts.gained()["kit_week:1"] == 1, hostile
        assert _flags(browser, cookie_name) == {"k1", "n26b-linkedin", "o264", "u264"}


def test_a_forged_flag_only_silences_the_forger(
    browser: FlaskClient, kit: Kit, counts: Counts, cookie_name: str
) -> None:
    browser.set_cookie(cookie_name, "k1.o264.u264.p26b.n26b-linkedin")
    assert share(browser, kit).status_code == 200
    assert counts.gained() == {}


def test_the_page_of_a_shared_kit_may_not_be_kept_by_anything_between(
    browser: FlaskClient, kit: Kit, counts: Counts
) -> None:
    assert share(browser, kit).headers["Cache-Control"] == "no-store"
    assert browser.get("/").headers["Cache-Control"] == "no-store"
