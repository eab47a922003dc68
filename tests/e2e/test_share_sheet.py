"""The system's share sheet: offered where there is one, given the person's own text, counted when it was used."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.browsers import person
from tests.e2e.hub_process import Hub
from tests.e2e.places import Places, join

pytestmark = pytest.mark.browser

OWN_WORDS = "Det her vil jeg gerne fortælle videre."
# No system under test has a sheet. This one is given its answer, and remembers what it was asked to share.
SHEET = """
window.given = [];
const answer = { shared: null, closed: "AbortError", failed: "NotAllowedError" }["%s"];
navigator.canShare = (data) => !data.files;
navigator.share = (data) => {
  window.given.push({ ...data });
  return answer ? Promise.reject(new DOMException("no", answer)) : Promise.resolve();
};
"""


def shares_of(tab: Page) -> list[str]:
    """The shares that the page reports from now on."""
    sent: list[str] = []
    tab.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    return sent


def write_and_press(tab: Page) -> dict[str, Any]:
    """Write something of one's own and open the sheet; what the sheet was given."""
    tab.fill("[data-share-text]", OWN_WORDS)
    tab.locator("[data-share-sheet]").click()
    tab.wait_for_function("window.given.length === 1")
    given: dict[str, Any] = tab.evaluate("window.given[0]")
    return given


def test_a_browser_without_a_share_sheet_offers_none(hub: Hub, browser: Browser, places: Places) -> None:
    with person(browser, hub, "editor") as tab:
        tab.add_init_script("delete Navigator.prototype.share; delete Navigator.prototype.canShare;")
        join(tab, hub, f"/kits/{places['kit']}/linkedin")
        expect(tab.locator("[data-share-submit]")).to_be_visible()
        expect(tab.locator("[data-share-sheet]")).to_be_hidden()
        tab.goto(f"{hub.url}/kits/{places['kit']}/other")
        expect(tab.locator("[data-share-submit]")).to_be_hidden()
        expect(tab.locator("[data-share-fallback]")).to_contain_text("/r/")


def test_the_share_sheet_gets_the_persons_own_text_with_the_link_and_counts_once(
    hub: Hub, browser: Browser, places: Places
) -> None:
    with person(browser, hub, "editor") as tab:
        tab.add_init_script(SHEET % "shared")
        join(tab, hub, f"/kits/{places['kit']}/linkedin")
        sent = shares_of(tab)
        with tab.expect_response("**/share"):
            given = write_and_press(tab)
        said = f"{given['text']} {given.get('url', '')}"
        assert OWN_WORDS in said
        assert re.search(r"/r/\w+", said)
        expect(tab.locator("[data-share-done]")).to_be_visible()
        assert sent == [f"{hub.url}/share"]


@pytest.mark.parametrize(
    ("ending", "says"), [("closed", ""), ("failed", "Delemenuen åbnede ikke")], ids=["closed", "failed"]
)
def test_a_sheet_that_shared_nothing_counts_nothing(
    hub: Hub, browser: Browser, places: Places, ending: str, says: str
) -> None:
    # Nobody has shared the kit as this persona, so the mark is not there before.
    with person(browser, hub, "contributor", permissions=["clipboard-read", "clipboard-write"]) as tab:
        tab.add_init_script(SHEET % ending)
        join(tab, hub, f"/kits/{places['kit']}/linkedin")
        sent = shares_of(tab)
        write_and_press(tab)
        expect(tab.locator("[data-share-status]")).to_contain_text(says)
        # Time enough for a report to leave, had there been one.
        tab.evaluate("() => new Promise(done => setTimeout(done, 300))")
        assert sent == []
        expect(tab.locator("[data-share-done]")).to_be_hidden()
        if ending == "failed":
            copied = tab.evaluate("navigator.clipboard.readText()")
            assert OWN_WORDS in copied
            assert "/r/" in copied
