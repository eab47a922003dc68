"""One demonstration and one browser for all journeys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e import browsers, hub_process
from tests.e2e.hub_process import Hub
from tests.e2e.places import Places, find

expect.set_options(timeout=browsers.PATIENCE)


@pytest.fixture(scope="session")
def hub() -> Iterator[Hub]:
    """A seeded demonstration: web, worker, tick and two Valkey servers, all real."""
    with hub_process.running() as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        started = browsers.launch(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def places(hub: Hub, browser: Browser) -> Places:
    """What stands in the braces of the address map."""
    return find(hub, browser)
