"""Pages that have no address of their own, because they answer a form, or show only in a rare state."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from tests.e2e.browsers import DESKTOP, PHONE, person
from tests.e2e.hub_process import Hub
from tests.e2e.places import Places, join
from tests.e2e.visits import AXE, violations

pytestmark = pytest.mark.browser


def assert_accessible(tab: Tab) -> None:
    """In the light, in the dark and on a phone."""
    tab.evaluate(AXE)
    assert violations(tab) == []
    tab.emulate_media(color_scheme="dark")
    assert violations(tab) == [], "in the dark"
    tab.set_viewport_size(PHONE)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), "wider than a phone"
    assert violations(tab) == [], "on a phone"


def send_as_without_javascript(tab: Tab, form: str) -> None:
    """Send a form past the scripts that listen to it."""
    with tab.expect_navigation():
        tab.eval_on_selector(form, "form => form.submit()")


@pytest.mark.parametrize("network", ["linkedin", "x", "instagram", "mastodon", "other"])
def test_the_answer_to_a_share_is_accessible(hub: Hub, browser: Browser, places: Places, network: str) -> None:
    with person(browser, hub, "editor", viewport=DESKTOP) as tab:
        join(tab, hub, f"/kits/{places['kit']}/{network}")
        send_as_without_javascript(tab, "form[data-share]")
        assert tab.url == f"{hub.url}/share"
        assert tab.locator("h1").count() == 1
        assert_accessible(tab)


def test_the_printed_codes_are_accessible(hub: Hub, browser: Browser) -> None:
    with person(browser, hub, "admin", viewport=DESKTOP) as tab:
        tab.goto(f"{hub.url}/admin/people/codes")
        for box in tab.locator("[name=person]").all()[:2]:
            box.check()
        tab.locator("form:has([name=person]) button[type=submit]").first.click()
        expect(tab.locator("[data-person-id]")).to_have_count(2)
        assert_accessible(tab)


@contextmanager
def stricter_promise(hub: Hub) -> Iterator[None]:
    """Everybody has said yes to limits that protect more than this program's."""
    database = sqlite3.connect(hub.data_dir / "hub.db", timeout=60)
    kept = database.execute("SELECT number, terms FROM promise").fetchall()
    stricter = json.dumps({name: "1/1000" if name.endswith("epsilon") else "1000" for name in json.loads(kept[-1][1])})
    with database:
        database.execute("UPDATE promise SET terms = ?", (stricter,))
    try:
        yield
    finally:
        with database:
            database.executemany("UPDATE promise SET terms = ? WHERE number = ?", [(t, n) for n, t in kept])
        database.close()


def test_the_notice_of_loosened_limits_is_accessible(hub: Hub, browser: Browser, places: Places) -> None:
    with person(browser, hub, "editor", viewport=DESKTOP) as tab:
        join(tab, hub)
        with stricter_promise(hub):
            for path in (f"/kits/{places['kit']}/linkedin", "/me", "/join"):
                tab.set_viewport_size(DESKTOP)
                tab.goto(hub.url + path)
                expect(tab.locator("main")).to_contain_text("sat på pause")
                assert_accessible(tab)
