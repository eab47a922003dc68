"""Communications' journey: three files from three networks, and then colleagues' posts beside the official ones."""

from __future__ import annotations

import datetime as dt

import pytest
from babel.dates import get_month_names
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from tests.e2e.browsers import person
from tests.e2e.hub_process import Hub, first
from tests.factories.exports import linkedin_page, linkedin_row, meta_posts, meta_row, x_posts, x_row

pytestmark = pytest.mark.browser

SEEN = {"LinkedIn": 4_321, "Facebook": 2_100, "X": 987}


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_three_official_files_stand_beside_the_colleagues_posts(hub: Hub, browser: Browser, javascript: bool) -> None:
    number = 97 if javascript else 98
    with person(browser, hub, "editor", java_script_enabled=javascript) as tab:
        tab.goto(f"{hub.url}/results/reach")
        day, before = compared_month(tab), {network: impressions(tab, network) for network in SEEN}
        american = f"{day:%m/%d/%Y}"
        upload(tab, hub, "posts.xls", linkedin_page(
            [linkedin_row(number, **{"Created date": american, "Impressions": SEEN["LinkedIn"]})]
        ))  # fmt: skip
        upload(tab, hub, "meta.csv", meta_posts(
            [meta_row(number, Publish_time=f"{american} 09:00", Views=str(SEEN["Facebook"]))]
        ))  # fmt: skip
        upload(tab, hub, "x.csv", x_posts(
            [x_row(number, Date=f"{day:%a, %b %d, %Y}", Impressions=str(SEEN["X"]))]
        ))  # fmt: skip
        tab.goto(f"{hub.url}/results/reach")
        for network, seen in SEEN.items():
            assert impressions(tab, network) == before[network] + seen, network
        colleagues = tab.locator("#figures section").first.locator("tr", has_text="LinkedIn").locator("td").first
        expect(colleagues).to_contain_text("±")


def test_the_same_file_again_says_that_it_is_here_already(hub: Hub, browser: Browser) -> None:
    file = x_posts([x_row(99, Impressions="55")])
    with person(browser, hub, "editor") as tab:
        upload(tab, hub, "x.csv", file)
        tab.set_input_files("[name=file]", {"name": "x.csv", "mimeType": "text/csv", "buffer": file})
        tab.get_by_role("button", name="Se på filen").click()
        expect(tab.locator("main")).to_contain_text("Alle tal i filen er her i forvejen")


def upload(tab: Tab, hub: Hub, name: str, content: bytes) -> None:
    """Choose a file, look at the dry run, and import it."""
    tab.goto(f"{hub.url}/desk/official")
    tab.set_input_files("[name=file]", {"name": name, "mimeType": "application/octet-stream", "buffer": content})
    tab.get_by_role("button", name="Se på filen").click()
    expect(tab.locator("h1")).to_have_text("Det vil filen gøre")
    expect(tab.locator("dl.facts dd").first).to_have_text("1")
    tab.get_by_role("button", name="Importér", exact=True).click()
    expect(tab.locator("h1")).to_have_text("Officielle tal")


def compared_month(tab: Tab) -> dt.date:
    """A day in the month in which the page compares."""
    name, year = first(r"medie for medie: (\w+ \d{4})", tab.locator("main").inner_text()).split()
    months = {word: month for month, word in get_month_names("wide", locale="da").items()}
    return dt.date(int(year), months[name], 25)


def impressions(tab: Tab, network: str) -> int:
    """The reported impressions of our own posts in the comparison; none is 0."""
    table = tab.locator("#figures section").first.locator("table")
    row = table.locator("tr", has=tab.locator(f"th:text-is('{network}')"))
    if not row.count():
        return 0
    text = row.locator("td").nth(3).inner_text().replace(".", "")
    return int(text) if text.isdigit() else 0
