"""HR's journey: a job becomes a share kit, colleagues share it, applications come in by file, and each has a price."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from playwright.sync_api import Browser, expect

from hub.core import clock
from tests.e2e.browsers import person
from tests.e2e.hub_process import Hub, first
from tests.e2e.places import join
from tests.e2e.test_journey_desk import followed, picture

pytestmark = pytest.mark.browser

both_ways = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
FILE = """Stilling;Kilde;Ansøgninger;Samtaler;Kvalificerede;Ansatte
{job};employees;14;7;9;1
{job};paid;22;6;8;1
{job};official;6;2;5;0
"""
COST, PER_QUALIFIED = "12.000,00", "1.500"


@both_ways
def test_hr_goes_from_a_job_to_the_cost_of_a_qualified_application_beside_paid_ads(
    hub: Hub, browser: Browser, javascript: bool
) -> None:
    title = f"Sagsbehandler til Byggeri {'A' if javascript else 'B'}"
    job = create_job(hub, browser, title, javascript)
    kit = start_kit(hub, browser, job, title, javascript)
    publish(hub, browser, kit, javascript)
    paid = give_paid_ads_a_link_and_a_cost(hub, browser, kit, javascript)
    own = share(hub, browser, kit, javascript)
    for code in (own, paid, paid, paid):
        assert followed(hub, code)[0] == 302
    import_applications(hub, browser, job, javascript)
    with person(browser, hub, "hr", java_script_enabled=javascript) as tab:
        deadline = time.monotonic() + 60
        while True:
            tab.goto(f"{hub.url}/results/jobs/{job}")
            row = tab.locator("tr", has_text="Betalte annoncer").first.inner_text().split()
            if row[2] == "3" or time.monotonic() > deadline:
                break
            # The tick asks every five seconds for clicks to be counted.
            tab.wait_for_timeout(500)
        assert row[2:] == ["3", "22", "6", "8", "1"], "clicks, applications, interviews, qualified, hired"
        funnel = tab.locator("tr", has_text="Kollegers opslag").first
        expect(funnel).to_contain_text("ikke gjort op")
        expect(funnel).to_contain_text("14")
        expect(tab.locator("tr", has_text="Betalte annoncer").nth(1)).to_contain_text(PER_QUALIFIED)
        expect(tab.locator("main")).to_contain_text("Kvalificeret betyder:")
        tab.goto(f"{hub.url}/results/sources?kit={kit}")
        prices = tab.locator("tr", has_text=PER_QUALIFIED)
        expect(prices).to_contain_text("Betalte annoncer")
        own_row = tab.locator("table").last.locator("tr", has_text="Kollegers opslag")
        expect(own_row).to_contain_text("14")
        expect(own_row).to_contain_text("ingen udgift skrevet ind")


@both_ways
def test_a_count_that_cannot_be_true_is_told_beside_its_field(hub: Hub, browser: Browser, javascript: bool) -> None:
    title = f"Pædagog til Skovhuset {'A' if javascript else 'B'}"
    create_job(hub, browser, title, javascript)
    with person(browser, hub, "hr", java_script_enabled=javascript) as tab:
        tab.goto(f"{hub.url}/recruitment")
        tab.get_by_role("link", name=title).first.click()
        tab.fill("[name=employees-applications]", "9")
        tab.fill("[name=employees-qualified]", "11")
        tab.locator("form[action$='/applications'] button[type=submit]").click()
        expect(tab.locator(".error-summary")).to_contain_text("Der kan ikke være flere kvalificerede")
        assert tab.input_value("[name=employees-applications]") == "9"
        tab.fill("[name=employees-qualified]", "6")
        tab.locator("form[action$='/applications'] button[type=submit]").click()
        expect(tab.locator("main")).to_contain_text("Tallene er gemt")


def create_job(hub: Hub, browser: Browser, title: str, javascript: bool) -> str:
    with person(browser, hub, "hr", java_script_enabled=javascript) as tab:
        tab.goto(f"{hub.url}/recruitment/new")
        tab.fill("[name=title]", title)
        tab.fill("[name=apply_url]", "https://www.fjordby.example/job?id=12")
        tab.fill("[name=deadline]", (clock.local_today() + dt.timedelta(days=20)).isoformat())
        tab.locator("main form button[type=submit]").click()
        expect(tab.locator("h1")).to_have_text(title)
        return tab.url.rsplit("/", 1)[-1]


def start_kit(hub: Hub, browser: Browser, job: str, title: str, javascript: bool) -> str:
    """Two clicks: the job in the list, and the button."""
    with person(browser, hub, "hr", java_script_enabled=javascript) as tab:
        tab.goto(f"{hub.url}/recruitment")
        tab.get_by_role("link", name=title).first.click()
        tab.locator("form[action$='/kit'] button").click()
        expect(tab.locator("main")).to_contain_text("Redaktionen har fået en kladde")
    with person(browser, hub, "editor", java_script_enabled=javascript) as tab:
        tab.goto(f"{hub.url}/desk?state=draft")
        tab.get_by_role("link", name=title).first.click()
        expect(tab.locator("h1")).to_have_text(title)
        return tab.url.rsplit("/", 1)[-1]


def publish(hub: Hub, browser: Browser, kit: str, javascript: bool) -> None:
    with person(browser, hub, "editor", java_script_enabled=javascript) as tab:
        tab.goto(f"{hub.url}/desk/kits/{kit}/edit")
        expect(tab.locator("main")).to_contain_text("Vores regel: Stillinger fra »Leder« og op")
        tab.fill("[name=image_alt_da]", "Rådhuset set fra havnen")
        tab.set_input_files("[name=image]", {"name": "hus.jpg", "mimeType": "image/jpeg", "buffer": picture()})
        tab.fill("[name=contact]", "HR, rekrutteringsteamet")
        tab.locator("#kit-form .submit-row button[type=submit]").click()
        tab.wait_for_url("**/desk/kits/*")
        tab.locator("form[action$='/submit'] button").click()
        expect(tab.locator("main")).to_contain_text("Sendt til godkendelse")
    with person(browser, hub, "approver", java_script_enabled=javascript) as tab:
        tab.goto(f"{hub.url}/desk/kits/{kit}")
        tab.locator("form[action$='/publish'] button").click()
        expect(tab.locator("main")).to_contain_text("Delepakken kan nu deles")


def give_paid_ads_a_link_and_a_cost(hub: Hub, browser: Browser, kit: str, javascript: bool) -> str:
    """The code of the link."""
    with person(browser, hub, "editor", java_script_enabled=javascript) as tab:
        tab.goto(f"{hub.url}/desk/kits/{kit}/links")
        tab.check("[name=link][value='paid:linkedin']")
        tab.get_by_role("button", name="Lav de valgte links").click()
        code = tab.locator("[data-link='paid:linkedin']").get_attribute("data-code") or ""
        tab.goto(f"{hub.url}/desk/kits/{kit}/costs")
        tab.select_option("[name=source]", "paid")
        tab.fill("[name=amount]", COST)
        tab.locator("main form button[type=submit]").first.click()
        expect(tab.locator("main")).to_contain_text("12.000,00")
        return code


def share(hub: Hub, browser: Browser, kit: str, javascript: bool) -> str:
    """The code of the link that a colleague shares."""
    with person(browser, hub, "employee", java_script_enabled=javascript) as tab:
        join(tab, hub, f"/kits/{kit}/x")
        code = first(r"/r/(\w+)", tab.content())
        if javascript:
            with tab.context.expect_page(), tab.expect_response("**/share"):
                tab.locator("[data-share-submit]").click()
        else:
            tab.locator("[data-share-submit]").click()
            expect(tab.locator("main a[href*='x.com']").first).to_be_visible()
        return code


def import_applications(hub: Hub, browser: Browser, job: str, javascript: bool) -> None:
    """As the recruitment system makes it: semicolons and Windows-1252."""
    with person(browser, hub, "hr", java_script_enabled=javascript) as tab:
        tab.goto(f"{hub.url}/recruitment/import")
        content = FILE.format(job=job).encode("cp1252")
        tab.set_input_files("[name=file]", {"name": "tal.csv", "mimeType": "text/csv", "buffer": content})
        tab.get_by_role("button", name="Tjek filen").click()
        expect(tab.locator("h1")).to_have_text("Det vil filen ændre")
        expect(tab.locator("main")).to_contain_text("0 → 22")
        tab.get_by_role("button", name="Importér").click()
        expect(tab.locator("main")).to_contain_text("importeret")
