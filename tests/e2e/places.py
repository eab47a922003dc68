"""Fills the address map from the running demonstration, as somebody would who clicks through it."""

from __future__ import annotations

import json
import re

from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from tests.e2e.address_map import Page
from tests.e2e.browsers import person
from tests.e2e.hub_process import Hub, first, get

Places = dict[str, str]


def find(hub: Hub, browser: Browser) -> Places:
    """A live kit and an ended one, a theme, a pilot with its invitation, a job, a person and a unit."""
    items = json.loads(get(f"{hub.url}/feed.json"))["items"]
    places = {"kit": first(r"/kits/([\w-]+)", items[0]["url"])}
    with person(browser, hub, "editor") as page:
        page.goto(f"{hub.url}/desk?state=ended")
        places["ended"] = first(r'href="/desk/kits/((?!new)[\w-]+)"', page.content())
        page.goto(f"{hub.url}/desk/themes")
        places["theme"] = first(r"/desk/themes/(\d+)", page.content())
        page.goto(f"{hub.url}/desk/costs")
        # A kit that money was spent on has links of other sources too.
        spent = page.locator('form[action*="/remove"]').first.locator("xpath=ancestor::tr").locator("th").inner_text()
        options = page.locator("select[name=subject] option").all()
        value = next(each for each in options if each.inner_text().strip() == spent.split("\n")[0].strip())
        places["carried"] = (value.get_attribute("value") or "").removeprefix("kit:")
        page.goto(f"{hub.url}/desk/official")
        places["official"] = first(r"/desk/official/posts/(\d+)", page.content())
        page.goto(f"{hub.url}/desk/sources")
        places["source"] = first(r'href="/desk/sources/(external-\d+)"', page.content())
        page.goto(f"{hub.url}/results/sources")
        places["quarter"] = re.findall(r"\?quarter=([\dQ-]+)", page.content())[-1]
        page.goto(f"{hub.url}/results/letters")
        places["letter"] = first(r'href="/results/letters/(\d{4}-\d\d)"', page.content())
        page.goto(f"{hub.url}/results/screens")
        # The address is shown once. A screen that an earlier look at this hub made is switched off first.
        if page.get_by_role("button", name="Sluk").count():
            with page.expect_navigation():
                page.get_by_role("button", name="Sluk").first.click()
        page.fill("[name=name]", "Kantinen")
        with page.expect_navigation():
            page.locator("form[action='/results/screens'] button[type=submit]").click()
        places["wall"] = first(r"/wall/([\w-]{43})", page.content())
        page.goto(f"{hub.url}/campaigns")
        # The running ones come first, the evaluated ones last.
        campaigns = re.findall(r'<h2><a href="/campaigns/([\w-]+)"', page.content())
        places["campaign"], places["evaluated"] = campaigns[0], campaigns[-1]
        # Who has not joined sees no form on the pages for sharing, so somebody must have.
        join(page, hub)
    with person(browser, hub, "pilot") as page:
        page.goto(f"{hub.url}/pilots")
        # The newest comes first and runs; the one before it is decided, and the small trial comes last.
        pilots = re.findall(r'<h2><a href="/pilots/((?!new|join)[\w-]+)"', page.content())
        places["pilot"], places["decided"], places["trial"] = pilots[0], pilots[1], pilots[-1]
        page.goto(f"{hub.url}/pilots/{places['pilot']}")
        places["invitation"] = first(r"/pilots/join/(\w+)", page.content())
    with person(browser, hub, "editor") as page:
        # Only members see the check-in.
        page.goto(f"{hub.url}/pilots/join/{places['invitation']}")
        with page.expect_navigation():
            page.locator("main form[method=post] button").first.click()
    with person(browser, hub, "hr") as page:
        page.goto(f"{hub.url}/recruitment")
        places["job"] = first(r'href="/recruitment/((?!new|import|settings)[\w-]+)"', page.content())
    with person(browser, hub, "admin") as page:
        page.goto(f"{hub.url}/admin/people")
        places["person"] = first(r"/admin/people/(\d+)", page.content())
        page.goto(f"{hub.url}/admin/units")
        places["unit"] = first(r"/admin/units/(\d+)", page.content())
    return places


def join(tab: Tab, hub: Hub, then: str = "/") -> None:
    """Become an ambassador, unless the person is one, and go on to a page."""
    tab.goto(f"{hub.url}/join?next={then}")
    if tab.locator("[name=accept]").count():
        tab.check("[name=accept]")
        tab.locator("form[action='/join'] button[type=submit]").click()
        tab.wait_for_url(f"{hub.url}{then}")
    else:
        tab.goto(hub.url + then)


def address(hub: Hub, page: Page, places: Places, locale: str = "da") -> str:
    """The whole address of a page."""
    return hub.url + page.path.format(locale=locale, **places)
