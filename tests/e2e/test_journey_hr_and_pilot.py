"""HR sees what leads to qualified applications; a pilot is opened, joined by its link, and shows released figures."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser, expect

from hub.core import clock
from tests.e2e.browsers import person
from tests.e2e.hub_process import Hub, first
from tests.e2e.places import Places, join

pytestmark = pytest.mark.browser

both_ways = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


@both_ways
def test_hr_records_applications_and_sees_the_funnel(hub: Hub, browser: Browser, javascript: bool) -> None:
    title = f"Pædagog til Skovhuset {'A' if javascript else 'B'}"
    with person(browser, hub, "hr", java_script_enabled=javascript) as tab:
        tab.goto(f"{hub.url}/recruitment/new")
        tab.fill("[name=title]", title)
        tab.fill("[name=apply_url]", "https://www.fjordby.example/job?id=12")
        tab.fill("[name=deadline]", (clock.local_today() + dt.timedelta(days=20)).isoformat())
        tab.locator("main form button[type=submit]").click()
        expect(tab.locator("h1")).to_have_text(title)
        tab.locator("form[action$='/kit'] button").click()
        expect(tab.locator("main")).to_contain_text("Redaktionen har fået en kladde")
        tab.fill("[name=employees-applications]", "9")
        tab.fill("[name=employees-qualified]", "11")
        tab.locator("form[action$='/applications'] button[type=submit]").click()
        expect(tab.locator(".error-summary")).to_contain_text("Der kan ikke være flere kvalificerede")
        assert tab.input_value("[name=employees-applications]") == "9"
        tab.fill("[name=employees-qualified]", "6")
        tab.locator("form[action$='/applications'] button[type=submit]").click()
        expect(tab.locator("main")).to_contain_text("Tallene er gemt")
        if not javascript:
            tab.locator("#job-funnel a").click()
        row = tab.locator("tr", has_text="Kollegers opslag").first
        expect(row).to_contain_text("9")
        expect(row).to_contain_text("6")


@both_ways
def test_a_pilot_is_opened_and_joined_by_its_link(hub: Hub, browser: Browser, javascript: bool) -> None:
    today = clock.local_today()
    with person(browser, hub, "pilot", java_script_enabled=javascript) as tab:
        tab.goto(f"{hub.url}/pilots/new")
        tab.fill("[name=title]", f"Skolerne prøver {'A' if javascript else 'B'}")
        tab.fill("[name=purpose]", "Virker det?")
        tab.fill("[name=starts_on]", today.isoformat())
        tab.fill("[name=ends_on]", (today - dt.timedelta(days=1)).isoformat())
        tab.locator("main form button[type=submit]").click()
        expect(tab.locator(".error-summary")).to_contain_text("Den sidste dag skal ligge efter den første")
        tab.fill("[name=ends_on]", (today + dt.timedelta(days=60)).isoformat())
        tab.locator("main form button[type=submit]").click()
        expect(tab.locator("main")).to_contain_text("færre end 15 medlemmer")
        invitation = first(r"(http\S+/pilots/join/\w+)", tab.content())
    with person(browser, hub, "employee", java_script_enabled=javascript) as tab:
        join(tab, hub)
        tab.goto(invitation)
        tab.locator("main form button").click()
        expect(tab.locator("main")).to_contain_text("Du er med i piloten")


def test_the_seeded_pilot_shows_released_figures(hub: Hub, browser: Browser, places: Places) -> None:
    with person(browser, hub, "employee") as tab:
        tab.goto(f"{hub.url}/pilots/{places['pilot']}")
        expect(tab.locator("#pilot-figures")).to_contain_text("Målt")
