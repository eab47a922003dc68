"""An editor writes a kit, an approver publishes it, and it can be shared and followed."""

from __future__ import annotations

import http.client
import io
import json
import re
import time
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect
from playwright.sync_api import Page as Tab

from tests.e2e.browsers import person
from tests.e2e.hub_process import Hub, first, get

pytestmark = pytest.mark.browser

BODY = "Jeg cykler forbi byggepladsen hver morgen. Nu åbner broen, og jeg glæder mig til at spare ti minutter."


def picture() -> bytes:
    """A real photograph's worth of pixels."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((1600, 900)).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


def fill(tab: Tab, title: str) -> None:
    tab.fill("[name=title_da]", title)
    tab.fill("[name=why_da]", "Broen binder de to bydele sammen, og mange venter på den.")
    tab.fill("[name=target_url]", "https://www.fjordby.example/bro?vis=plan#kort")
    tab.select_option("[name=category]", "information")
    tab.select_option("[name=theme]", index=1)
    tab.fill("[name=image_alt_da]", "Den nye bro set fra havnen")
    tab.set_input_files("[name=image]", {"name": "bro.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    tab.fill("[name=s-da-linkedin-0]", BODY)
    tab.fill("[name=s-da-linkedin-1]", "Ti minutter sparet hver vej. Det er, hvad den nye bro betyder for mig.")
    tab.fill("[name=dos_da]", "Skriv, hvad broen betyder for dig")
    tab.fill("[name=donts_da]", "Lov ingen datoer")
    tab.fill("[name=facts_da]", "- Broen åbner til foråret\n- Den er for cykler og gående")
    tab.fill("[name=contact]", "Kommunikation, vagttelefonen")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_kit_is_written_approved_shared_and_followed(hub: Hub, browser: Browser, javascript: bool) -> None:
    title = f"Broen åbner {'for alle' if javascript else 'uden script'}"
    with person(browser, hub, "editor", java_script_enabled=javascript) as tab:
        tab.goto(f"{hub.url}/desk/kits/new")
        fill(tab, title)
        if javascript:
            expect(tab.locator("#preview")).to_contain_text("Jeg cykler forbi byggepladsen")
        tab.locator("#kit-form .submit-row button[type=submit]").click()
        # The form itself stands at an address like that of a kit.
        tab.wait_for_url(re.compile(r"/desk/kits/(?!new$)[\w-]+$"))
        address = tab.url
        tab.locator("form[action$='/submit'] button").click()
        expect(tab.locator("main")).to_contain_text("Sendt til godkendelse")
        assert tab.locator("form[action$='/publish'] button").count() == 0, "an editor does not approve"
    with person(browser, hub, "approver", java_script_enabled=javascript) as tab:
        tab.goto(address)
        tab.locator("form[action$='/publish'] button").click()
        expect(tab.locator("main")).to_contain_text("Delepakken kan nu deles")
    slug = address.rsplit("/", 1)[-1]
    items = {
        item["url"].rsplit("/", 1)[-1].split("?")[0]: item for item in json.loads(get(f"{hub.url}/feed.json"))["items"]
    }
    assert items[slug]["title"] == title
    code = the_code(hub, browser, slug)
    assert followed(hub, code) == (
        302,
        "https://www.fjordby.example/bro?vis=plan&utm_source=linkedin&utm_medium=employee_advocacy"
        f"&utm_campaign={slug}#kort",
    )


def the_code(hub: Hub, browser: Browser, slug: str) -> str:
    with person(browser, hub, "employee") as tab:
        tab.goto(f"{hub.url}/kits/{slug}/linkedin")
        return first(r"/r/(\w+)", tab.content())


def followed(hub: Hub, code: str, **headers: str) -> tuple[int, str]:
    """Status and target of a tracking link; a new one is known to every process within two seconds."""
    answer: Any = None
    deadline = time.monotonic() + 30
    while answer is None or (answer.status == 404 and time.monotonic() < deadline):
        connection = http.client.HTTPConnection(urlsplit(hub.url).netloc, timeout=30)
        agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"}
        connection.request("GET", f"/r/{code}", headers={**agent, **headers})
        answer = connection.getresponse()
        connection.close()
        time.sleep(0.2)
    return answer.status, answer.headers.get("Location", "")


def test_a_crawler_gets_the_card_and_a_person_is_sent_on(hub: Hub, browser: Browser) -> None:
    slug = json.loads(get(f"{hub.url}/feed.json"))["items"][-1]["url"].rsplit("/", 1)[-1].split("?")[0]
    code = the_code(hub, browser, slug)
    assert followed(hub, code)[0] == 302
    assert followed(hub, code, **{"User-Agent": "facebookexternalhit/1.1"})[0] == 200


def test_what_was_typed_is_kept_when_a_kit_is_refused(hub: Hub, browser: Browser) -> None:
    with person(browser, hub, "editor") as tab:
        tab.goto(f"{hub.url}/desk/kits/new")
        fill(tab, "Et forkert link")
        tab.fill("[name=target_url]", "javascript:alert(1)")
        tab.set_input_files("[name=image]", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"no image at all"})
        tab.locator("#kit-form .submit-row button[type=submit]").click()
        expect(tab.locator(".error-summary")).to_be_focused()
        assert tab.input_value("[name=title_da]") == "Et forkert link"
        assert tab.input_value("[name=s-da-linkedin-0]") == BODY
        for field in ("target_url", "image"):
            assert tab.locator(f"[name={field}]").get_attribute("aria-invalid") == "true"
