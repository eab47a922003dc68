"""Every page of the address map: accessible, in both languages, without JavaScript, on a phone, under the policy."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from tests.architecture.messages import danish
from tests.e2e.address_map import PAGES, Page
from tests.e2e.browsers import DESKTOP, PHONE, person
from tests.e2e.hub_process import Hub
from tests.e2e.places import Places, address

pytestmark = pytest.mark.browser

AXE = (Path(__file__).parent / "vendor" / "axe-core-4.14.1.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
# Refusals stand in both languages, for they must work when nothing else does.
TRANSLATED = [page for page in PAGES if page.status == 200]
in_one_language = pytest.mark.parametrize("page", TRANSLATED, ids=[page.name for page in TRANSLATED])
every_page = pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])


def open_page(tab: Tab, hub: Hub, page: Page, places: Places, locale: str = "da") -> None:
    answer = tab.goto(address(hub, page, places, locale), wait_until="networkidle")
    assert answer is not None
    assert answer.status == page.status
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert "unsafe" not in answer.headers["content-security-policy"]


def violations(tab: Tab) -> list[str]:
    result: dict[str, Any] = tab.evaluate(f"axe.run(document, {{runOnly: {TAGS}}})")
    return [
        f"{found['id']}: {found['help']} ({', '.join(str(node['target']) for node in found['nodes'][:4])})"
        for found in result["violations"]
    ]


@every_page
def test_page_is_accessible_in_the_light_in_the_dark_and_on_a_phone(
    hub: Hub, browser: Browser, places: Places, page: Page
) -> None:
    with person(browser, hub, page.persona, viewport=DESKTOP, has_touch=True) as tab:
        open_page(tab, hub, page, places)
        # Playwright evaluates outside the page's own policy, so axe needs no exception in it.
        tab.evaluate(AXE)
        assert violations(tab) == []
        tab.emulate_media(color_scheme="dark")
        assert violations(tab) == [], "in the dark"
        tab.set_viewport_size(PHONE)
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the phone"
        assert violations(tab) == [], "on a phone"


@every_page
def test_page_is_whole_without_javascript(hub: Hub, browser: Browser, places: Places, page: Page) -> None:
    with person(browser, hub, page.persona, java_script_enabled=False) as tab:
        open_page(tab, hub, page, places)
        assert tab.locator("h1").count() == 1
        for form in tab.locator("main form").all():
            assert form.get_attribute("method") in {"post", "get"}
            assert form.locator("button, input[type=submit]").count()


@in_one_language
def test_page_speaks_one_language_at_a_time(hub: Hub, browser: Browser, places: Places, page: Page) -> None:
    texts = {english: words[0] for english, words in danish().items() if len(english) > 14 and english != words[0]}
    for locale, strange in (("da", texts.keys()), ("en", texts.values())):
        with person(browser, hub, page.persona, locale) as tab:
            open_page(tab, hub, page, places, locale)
            assert tab.locator("html").get_attribute("lang") == locale
            seen = tab.locator("body").inner_text()
            wrong = [text for text in strange if not re.search(r"[%{]", text) and text in seen]
            assert wrong == []
