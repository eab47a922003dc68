"""`make screenshots`: every page of the address map, desktop and phone, light and dark, Danish and English."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

from tests.e2e import browsers, hub_process
from tests.e2e.address_map import PAGES
from tests.e2e.hub_process import Hub
from tests.e2e.places import address, find
from tests.e2e.visits import settle

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def take(hub: Hub, folder: Path, only: frozenset[str]) -> int:
    """Render the pages into the folder; how many pictures were taken. A page is loaded once for each language."""
    taken = 0
    with sync_playwright() as playwright:
        browser = browsers.launch(playwright)
        places, tabs = find(hub, browser), browsers.Tabs(browser, hub)
        for page in PAGES:
            if only and page.name not in only:
                continue
            for locale in ("da", "en"):
                with tabs.tab(page.persona, locale, []) as tab:
                    tab.goto(address(hub, page, places, locale), wait_until="load")
                    settle(tab)
                    for size, viewport in (("desktop", browsers.DESKTOP), ("phone", browsers.PHONE)):
                        tab.set_viewport_size(viewport)
                        for scheme in SCHEMES:
                            tab.emulate_media(color_scheme=scheme)
                            file = folder / f"{page.name}-{size}-{scheme}-{locale}.png"
                            tab.screenshot(path=file, full_page=True)
                            taken += 1
        tabs.close()
        browser.close()
    return taken


def main() -> None:
    """Take them from a running hub (second argument) or from a demonstration of its own."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    only = frozenset(sys.argv[3:])
    if len(sys.argv) > 2 and sys.argv[2] != "-":
        print(take(Hub(sys.argv[2], Path(), Path()), folder, only), "pictures")
        return
    with hub_process.running() as hub:
        print(take(hub, folder, only), "pictures in", folder)


if __name__ == "__main__":
    main()
