"""A real Chromium that sees the scripts under the production policy, with no server and no network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

STATIC = Path(__file__).parents[3] / "static"
ORIGIN = "http://localhost:9"
POLICY = "default-src 'none'; script-src 'self'; img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'"
TYPES = {".js": "text/javascript", ".css": "text/css"}


class Site:
    """Answers every request of a page from memory and from `static/`, and remembers what was asked for."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.posts: list[tuple[str, str]] = []
        self.opened: list[str] = []
        self.refuse_posts = False

    def answer(self, route: Route) -> None:
        request = route.request
        if not request.url.startswith(ORIGIN):
            self.opened.append(request.url)
            route.fulfill(status=200, content_type="text/html", body="<title>network</title>")
            return
        path = request.url.removeprefix(ORIGIN).partition("?")[0]
        if request.method == "POST":
            self.posts.append((path, request.post_data or ""))
            route.fulfill(status=400 if self.refuse_posts else 200, content_type="text/html", body="ok")
        elif path in self.pages:
            body = self.pages[path]
            route.fulfill(status=200, content_type="text/html", body=body, headers={"Content-Security-Policy": POLICY})
        elif path.startswith("/static/") and (file := STATIC / path.removeprefix("/static/")).is_file():
            route.fulfill(status=200, content_type=TYPES.get(file.suffix, "application/octet-stream"), path=file)
        else:
            route.fulfill(status=404, body="")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "No Chromium on this machine: install the package chromium."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found)
        yield browser
        browser.close()


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    context = chromium.new_context(base_url=ORIGIN, locale="da-DK")
    context.route("**/*", site.answer)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert not [each for each in complaints if "400 (Bad Request)" not in each]
