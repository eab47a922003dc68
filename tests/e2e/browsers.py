"""System Chromium under Playwright, and a watch over what a page does that it should not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.e2e.hub_process import Hub, first

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
PATIENCE = 60_000
"""Milliseconds that a page has on a machine that is busy with other tests."""


def launch(playwright: Playwright) -> Browser:
    """Start the system's Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        raise RuntimeError("Chromium is missing; make test installs it")
    return playwright.chromium.launch(executable_path=program, args=ARGUMENTS)


class Watch:
    """Collects errors of the console and of pages; a violation of the content policy is one of them."""

    def __init__(self, context: BrowserContext) -> None:
        self.problems: list[str] = []
        """Where they are written down; whoever reuses the context may put another list here."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"page error: {error.error}"))

    def _console(self, message: Any) -> None:
        # A page that is meant to be refused is reported by the browser too, and is no fault of the page.
        if message.type == "error" and "status of 4" not in message.text:
            self.problems.append(message.text)


@contextmanager
def person(browser: Browser, hub: Hub, persona: str | None, locale: str = "da", **options: Any) -> Iterator[Page]:
    """A browser of its own in which the persona is signed in through the demonstration's door."""
    context, watch = _open(browser, hub, persona, locale, options)
    try:
        yield context.new_page()
    finally:
        context.close()
    assert not watch.problems, "\n".join(watch.problems)


class Tabs:
    """Browsers that stay open, one tab in each, for whoever looks at many pages and changes nothing."""

    def __init__(self, browser: Browser, hub: Hub) -> None:
        self._browser, self._hub = browser, hub
        self._open: dict[str, tuple[Page, Watch]] = {}

    @contextmanager
    def tab(self, persona: str | None, locale: str, problems: list[str], **options: Any) -> Iterator[Page]:
        """The persona's tab with these options; what it should not do is written into `problems`."""
        key = repr((persona, locale, sorted(options.items())))
        if key not in self._open:
            context, watch = _open(self._browser, self._hub, persona, locale, options)
            self._open[key] = context.new_page(), watch
        page, watch = self._open[key]
        watch.problems = problems
        yield page

    def close(self) -> None:
        """Close them all."""
        for page, _watch in self._open.values():
            page.context.close()


def _open(
    browser: Browser, hub: Hub, persona: str | None, locale: str, options: dict[str, Any]
) -> tuple[BrowserContext, Watch]:
    context = browser.new_context(
        locale={"da": "da-DK", "en": "en-GB"}[locale],
        storage_state=_signed_in(browser, hub, persona),
        # A colour that is still changing has no contrast that could be judged.
        reduced_motion="reduce",
        **options,
    )
    context.set_default_timeout(PATIENCE)
    watch = Watch(context)
    context.add_cookies([{"name": "lang", "value": locale, "url": hub.url}])
    return context, watch


_sessions: dict[tuple[str, str], Any] = {}


def _signed_in(browser: Browser, hub: Hub, persona: str | None) -> Any:
    """The cookies of a signed-in persona; signed in once for each demonstration, as people are."""
    if persona is None:
        return None
    if (hub.url, persona) not in _sessions:
        context = browser.new_context()
        sign_in(context, hub, persona)
        _sessions[hub.url, persona] = context.storage_state()
        context.close()
    return _sessions[hub.url, persona]


def forget(hub: Hub, persona: str) -> None:
    """After a sign-out, which ends every session of that person."""
    _sessions.pop((hub.url, persona), None)


def sign_in(context: BrowserContext, hub: Hub, persona: str) -> None:
    """Through `POST /sign-in/demo`, as the buttons of the sign-in page do."""
    page = context.request.get(f"{hub.url}/sign-in").text()
    token = first(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    answer = context.request.post(
        f"{hub.url}/sign-in/demo", form={"csrf_token": token, "persona": persona}, max_redirects=0
    )
    assert answer.status == 303, answer.text()
