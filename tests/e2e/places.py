"""Fills the address map from the running demonstration, as somebody would who clicks through it."""

from __future__ import annotations

import json

from playwright.sync_api import Browser

from tests.e2e.address_map import Page
from tests.e2e.browsers import person
from tests.e2e.hub_process import Hub, first, get

Places = dict[str, str]


def find(hub: Hub, browser: Browser) -> Places:
    """A live kit, a pilot with its invitation, a job, a person and a unit."""
    items = json.loads(get(f"{hub.url}/feed.json"))["items"]
    places = {"kit": first(r"/kits/([\w-]+)", items[0]["url"])}
    with person(browser, hub, "pilot") as page:
        page.goto(f"{hub.url}/pilots")
        places["pilot"] = first(r'href="/pilots/((?!new|join)[\w-]+)"', page.content())
        page.goto(f"{hub.url}/pilots/{places['pilot']}")
        places["invitation"] = first(r"/pilots/join/(\w+)", page.content())
    with person(browser, hub, "hr") as page:
        page.goto(f"{hub.url}/recruitment")
        places["job"] = first(r'href="/recruitment/((?!new)[\w-]+)"', page.content())
    with person(browser, hub, "admin") as page:
        page.goto(f"{hub.url}/admin/people")
        places["person"] = first(r"/admin/people/(\d+)", page.content())
        page.goto(f"{hub.url}/admin/units")
        places["unit"] = first(r"/admin/units/(\d+)", page.content())
    return places


def address(hub: Hub, page: Page, places: Places, locale: str = "da") -> str:
    """The whole address of a page."""
    return hub.url + page.path.format(locale=locale, **places)
