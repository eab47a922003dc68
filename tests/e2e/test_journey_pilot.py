"""A pilot's journey: what it will not see is said first, then invitation, joining, a check-in, and the decision."""

from __future__ import annotations

import datetime as dt

import pytest
from playwright.sync_api import Browser, expect

from hub.core import clock
from tests.e2e.browsers import person
from tests.e2e.hub_process import Hub, first
from tests.e2e.places import Places, join

pytestmark = pytest.mark.browser


def test_the_seeded_pilot_shows_released_figures(hub: Hub, browser: Browser, places: Places) -> None:
    with person(browser, hub, "employee") as tab:
        tab.goto(f"{hub.url}/pilots/{places['pilot']}")
        expect(tab.locator("#pilot-figures")).to_contain_text("Målt")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_pilot_goes_from_its_invitation_to_its_decision(hub: Hub, browser: Browser, javascript: bool) -> None:
    today = clock.local_today()
    title = f"Skolerne prøver {'A' if javascript else 'B'}"
    with person(browser, hub, "pilot", java_script_enabled=javascript) as tab:
        tab.goto(f"{hub.url}/pilots/new")
        tab.fill("[name=title]", title)
        tab.fill("[name=purpose]", "Virker det?")
        tab.fill("[name=starts_on]", today.isoformat())
        tab.fill("[name=ends_on]", (today - dt.timedelta(days=1)).isoformat())
        tab.locator("main form button[type=submit]").click()
        expect(tab.locator(".error-summary")).to_contain_text("Den sidste dag skal ligge efter den første")
        tab.fill("[name=ends_on]", (today + dt.timedelta(days=60)).isoformat())
        tab.locator("main form button[type=submit]").click()
        expect(tab.locator("main")).to_contain_text("færre end 15 medlemmer")
        expect(tab.get_by_role("img", name="Invitationen som QR-kode")).to_be_visible()
        invitation, pilot = first(r"(http\S+/pilots/join/\w+)", tab.content()), tab.url
    with person(browser, hub, "employee", java_script_enabled=javascript) as tab:
        join(tab, hub)
        tab.goto(invitation)
        tab.locator("main form[method=post] button").first.click()
        expect(tab.locator("main")).to_contain_text("Du er med i piloten")
        tab.goto(f"{pilot}/check-in")
        tab.locator("[name=find][value=easy]").check()
        tab.locator("[name=free][value=yes]").check()
        tab.locator("[name=time][value='30']").check()
        tab.locator("main form button[type=submit]").click()
        expect(tab.locator("h1")).to_have_text("Tak")
        tab.goto(pilot)
        expect(tab.locator("main")).to_contain_text("Du har svaret på ugens spørgsmål i denne browser")
    with person(browser, hub, "pilot", java_script_enabled=javascript) as tab:
        tab.goto(f"{pilot}/decision")
        expect(tab.locator("section[aria-labelledby=answers]")).to_contain_text(
            "Ingen ugentlige svar er gjort op endnu"
        )
        tab.locator("[name=decision][value=change]").check()
        tab.fill("[name=reason]", "Holdet er for lille til tal, så vi slår to skoler sammen.")
        tab.locator("main form button[type=submit]").last.click()
        expect(tab.locator("section[aria-labelledby=decided]")).to_contain_text("vi slår to skoler sammen")
    with person(browser, hub, "employee", java_script_enabled=javascript) as tab:
        tab.goto(f"{pilot}/decision")
        expect(tab.locator("section[aria-labelledby=decided]")).to_contain_text("vi slår to skoler sammen")
        assert tab.locator("[name=decision]").count() == 0, "a member does not decide"
