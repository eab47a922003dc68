"""One look at a page from every side: a page is loaded once for each language and once without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from tests.architecture.messages import danish
from tests.e2e.address_map import Page
from tests.e2e.browsers import DESKTOP, PATIENCE, PHONE, Tabs
from tests.e2e.hub_process import Hub
from tests.e2e.places import Places, address

AXE = (Path(__file__).parent / "vendor" / "axe-core-4.14.1.min.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
# The dark changes colours and nothing else, so on the same screen only these can come out differently.
OF_COLOUR = ["color-contrast", "link-in-text-block"]


@dataclass
class Visit:
    """What was found. An empty list is good news."""

    statuses: list[int] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)
    light: list[str] = field(default_factory=list)
    dark: list[str] = field(default_factory=list)
    phone: list[str] = field(default_factory=list)
    fits_a_phone: bool = False
    languages: dict[str, str] = field(default_factory=dict)
    strange_words: dict[str, list[str]] = field(default_factory=dict)
    headings_without_javascript: int = 0
    broken_forms: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class Visits:
    """Visits each page of the address map when it is first asked for, and remembers what it found."""

    def __init__(self, hub: Hub, browser: Browser, places: Places) -> None:
        self._hub, self._places, self._found = hub, places, dict[str, Visit]()
        self._tabs = Tabs(browser, hub)

    def to(self, page: Page) -> Visit:
        """What a page was found to be."""
        if page.name not in self._found:
            self._found[page.name] = self._visit(page)
        return self._found[page.name]

    def close(self) -> None:
        """Close the browsers that were used."""
        self._tabs.close()

    def _visit(self, page: Page) -> Visit:
        visit = Visit()
        with self._opened(page, "da", visit, has_touch=True, viewport=DESKTOP) as tab:
            _read(tab, "da", visit)
            # Playwright evaluates outside the page's own policy, so axe needs no exception in it.
            tab.evaluate(AXE)
            visit.light = violations(tab)
            tab.emulate_media(color_scheme="dark")
            visit.dark = violations(tab, OF_COLOUR)
            tab.set_viewport_size(PHONE)
            visit.fits_a_phone = tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
            visit.phone = violations(tab)
            tab.set_viewport_size(DESKTOP)
            tab.emulate_media(color_scheme="light")
        with self._opened(page, "en", visit) as tab:
            _read(tab, "en", visit)
        with self._opened(page, "da", visit, java_script_enabled=False) as tab:
            visit.headings_without_javascript = tab.locator("h1").count()
            visit.broken_forms = [
                form.evaluate("form => form.outerHTML.slice(0, 200)")
                for form in tab.locator("main form").all()
                if form.get_attribute("method") not in {"post", "get"}
                or not form.locator("button, input[type=submit]").count()
            ]
        return visit

    @contextmanager
    def _opened(self, page: Page, locale: str, visit: Visit, **options: Any) -> Iterator[Tab]:
        with self._tabs.tab(page.persona, locale, visit.problems, **options) as tab:
            answer = tab.goto(address(self._hub, page, self._places, locale), wait_until="load")
            assert answer is not None
            visit.statuses.append(answer.status)
            visit.policies.append(answer.headers["content-security-policy"])
            if options.get("java_script_enabled", True):
                settle(tab)
            yield tab


def settle(tab: Tab) -> None:
    """Wait until htmx has put in the parts that a page asks for when it has been loaded."""
    tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())))")
    expect(tab.locator(".htmx-request")).to_have_count(0, timeout=PATIENCE)


def violations(tab: Tab, rules: list[str] | None = None) -> list[str]:
    """What axe finds in a tab into which it has been put: by the rules named, or by all of the two levels."""
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    result: dict[str, Any] = tab.evaluate(
        "only => axe.run(document, {runOnly: only, resultTypes: ['violations']})", only
    )
    return [
        f"{found['id']}: {found['help']} ({', '.join(str(node['target']) for node in found['nodes'][:4])})"
        for found in result["violations"]
    ]


@cache
def _texts() -> dict[str, str]:
    """Long enough texts of the interface in English, and their Danish; those with a hole in them cannot be found."""
    return {
        english: words[0]
        for english, words in danish().items()
        if len(english) > 14 and english != words[0] and not re.search(r"[%{]", english + words[0])
    }


def _read(tab: Tab, locale: str, visit: Visit) -> None:
    seen = tab.locator("body").inner_text()
    visit.languages[locale] = tab.locator("html").get_attribute("lang") or ""
    strange = _texts().keys() if locale == "da" else _texts().values()
    visit.strange_words[locale] = [text for text in strange if text in seen]
