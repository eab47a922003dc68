"""What the compose page's script does for a person, in a real Chromium under the production policy."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, expect

from hub.networks.intents import intent_url
from hub.networks.phrases import HISTORY_PHRASES, SHARE_PHRASES
from hub.networks.rules import get

from .test_text import LINK

pytestmark = pytest.mark.browser

LINE = "Jeg arbejder i Fjordby Kommune."
NO_SHARE = "delete Navigator.prototype.share"


def plain(phrases: dict[str, Any]) -> str:
    return " ".join(f'data-text-{key}="{escape(phrase._args[0])}"' for key, phrase in phrases.items())


def compose(network: str) -> str:
    rules = get(network)
    return f"""<!doctype html><html lang="da" data-account-key="k1"><meta charset="utf-8">
    <title>Del</title><link rel="icon" href="data:,">
    <form data-share method="post" action="/share" data-spec="{escape(rules.spec_json())}" data-link="{LINK}"
      data-network-label="{rules.name}" data-kit-title="Tre job" data-kit-url="/kits/tre-job"
      data-subject="Tre job" {plain(SHARE_PHRASES)}>
    <input type="hidden" name="csrf_token" value="t"><input type="hidden" name="kit" value="7">
    <input type="hidden" name="network" value="{network}"><input type="hidden" name="suggestion" value="1">
    <textarea data-share-text readonly>Første forslag</textarea><output data-share-counter></output>
    <p data-share-plain>Skriv på næste side</p>
    <label data-share-live hidden>
    <input type="checkbox" data-share-disclosure data-disclosure-text="{LINE}" checked>Vis</label>
    <button type="button" data-suggestion="1" data-suggestion-text="Første forslag">1</button>
    <button type="button" data-suggestion="2" data-suggestion-text="Andet forslag">2</button>
    {"<input data-share-instance>" if rules.needs_instance else ""}
    <a data-share-image href="/image.jpg" download="tre-job.jpg">Billede</a>
    <button data-share-submit>Del</button></form>
    <p data-share-status role="status"></p><p data-share-done hidden>Delt</p><p data-share-fallback
    hidden>Kopiér</p> <div data-share-preview></div><script type="module"
    src="/static/js/share.js"></script></html>"""


@pytest.fixture
def open_compose(page: Page, site: Any) -> Any:
    def go(network: str) -> Page:
        site.pages["/compose"] = compose(network)
        page.goto("/compose")
        expect(page.locator("[data-share-counter]")).not_to_be_empty()
        return page

    return go


def press(page: Page) -> None:
    page.click("[data-share-submit]")
    expect(page.locator("[data-share-done]")).to_be_visible()


def test_the_script_opens_what_only_works_with_it(open_compose: Any) -> None:
    page = open_compose("bluesky")
    expect(page.locator("textarea")).to_be_editable()
    expect(page.locator("[data-share-live]")).to_be_visible()
    expect(page.locator("[data-share-plain]")).to_be_hidden()


def test_the_text_is_prefilled_at_the_network_and_never_sent_to_us(open_compose: Any, site: Any) -> None:
    page = open_compose("bluesky")
    page.fill("textarea", "Min helt egen tekst")
    with page.context.expect_page() as opened:
        press(page)
    assert opened.value.url == intent_url("bluesky", "Min helt egen tekst", LINK)
    assert opened.value.evaluate("window.opener") is None
    page.wait_for_function("document.querySelector('[data-share-status]').textContent !== ''")
    ((path, body),) = site.posts
    assert path == "/share"
    assert parse_qs(body) == {"csrf_token": ["t"], "kit": ["7"], "network": ["bluesky"], "suggestion": ["1"]}


def test_linkedin_opens_with_the_text_on_the_clipboard(open_compose: Any) -> None:
    page = open_compose("linkedin")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    with page.context.expect_page() as opened:
        press(page)
    assert opened.value.url == intent_url("linkedin", "", LINK)
    page.bring_to_front()
    assert page.evaluate("navigator.clipboard.readText()") == f"Første forslag\n\n{LINE}"
    expect(page.locator("[data-share-status] a")).to_have_attribute("rel", "noopener")


def test_instagram_gets_the_caption_copied_and_the_image_saved(open_compose: Any, site: Any) -> None:
    site.pages["/image.jpg"] = "image"
    page = open_compose("instagram")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    with page.expect_download() as saved:
        press(page)
    assert saved.value.suggested_filename == "tre-job.jpg"
    assert page.evaluate("navigator.clipboard.readText()") == f"Første forslag\n\n{LINE}"
    assert site.opened == []


def test_without_clipboard_the_text_is_marked_and_a_second_press_goes_on(open_compose: Any, site: Any) -> None:
    page = open_compose("facebook")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    page.click("[data-share-submit]")
    expect(page.locator("[data-share-status]")).to_contain_text("did not let us copy")
    assert page.evaluate("document.activeElement.selectionEnd") == len(f"Første forslag\n\n{LINE}")
    assert site.posts == []
    with page.context.expect_page() as opened:
        press(page)
    assert opened.value.url == intent_url("facebook", "", LINK)


def test_the_disclosure_line_comes_and_goes_with_its_box(open_compose: Any) -> None:
    page = open_compose("linkedin")
    expect(page.locator("textarea")).to_have_value(f"Første forslag\n\n{LINE}")
    page.uncheck("[data-share-disclosure]")
    expect(page.locator("textarea")).to_have_value("Første forslag")
    page.check("[data-share-disclosure]")
    expect(page.locator("textarea")).to_have_value(f"Første forslag\n\n{LINE}")


def test_the_line_of_a_commercial_kit_stands_before_the_text(open_compose: Any) -> None:
    page = open_compose("linkedin")
    page.eval_on_selector("[data-share-disclosure]", "box => { box.dataset.disclosureFirst = '' }")
    page.uncheck("[data-share-disclosure]")
    page.check("[data-share-disclosure]")
    expect(page.locator("textarea")).to_have_value(f"{LINE}\n\nFørste forslag")
    page.uncheck("[data-share-disclosure]")
    expect(page.locator("textarea")).to_have_value("Første forslag")


def test_what_was_typed_on_one_suggestion_is_there_when_one_comes_back(open_compose: Any, site: Any) -> None:
    page = open_compose("linkedin")
    page.fill("textarea", "Mit eget")
    page.click("[data-suggestion='2']")
    expect(page.locator("textarea")).to_have_value(f"Andet forslag\n\n{LINE}")
    expect(page.locator("[name=suggestion]")).to_have_value("2")
    page.click("[data-suggestion='1']")
    expect(page.locator("textarea")).to_have_value(f"Mit eget\n\n{LINE}")


def test_a_reload_keeps_the_draft_and_sharing_erases_it(open_compose: Any) -> None:
    page = open_compose("bluesky")
    page.fill("textarea", "Halvfærdig")
    page.reload()
    expect(page.locator("textarea")).to_have_value("Halvfærdig")
    press(page)
    assert page.evaluate("sessionStorage.length") == 0


def test_a_text_that_x_refuses_is_not_led_there(open_compose: Any, site: Any) -> None:
    page = open_compose("x")
    page.fill("textarea", "å" * 257)
    expect(page.locator("[data-share-counter]")).to_have_text("281 of 280 characters · 1 too many")
    page.click("[data-share-submit]")
    expect(page.locator("textarea")).to_be_focused()
    expect(page.locator("[data-share-status]")).to_contain_text("too long")
    assert page.get_attribute("textarea", "aria-invalid") == "true"
    assert (site.posts, site.opened) == ([], [])
    page.fill("textarea", "å" * 256)
    expect(page.locator("[data-share-status]")).to_be_empty()
    assert page.get_attribute("textarea", "aria-invalid") is None


def test_a_long_text_is_folded_in_the_preview_as_text_not_markup(open_compose: Any) -> None:
    page = open_compose("linkedin")
    page.fill("textarea", "<b>" + "a" * 300)
    assert page.locator("[data-share-preview] b").count() == 0
    expect(page.locator("[data-share-preview] .folded")).to_have_text("a" * 103)


def test_a_mastodon_server_is_checked_and_remembered_here_only(open_compose: Any, site: Any) -> None:
    page = open_compose("mastodon")
    page.fill("[data-share-instance]", "not a server")
    page.click("[data-share-submit]")
    expect(page.locator("[data-share-instance]")).to_be_focused()
    assert site.posts == []
    page.fill("[data-share-instance]", "https://Social.Fjordby.Example/")
    with page.context.expect_page() as opened:
        press(page)
    assert opened.value.url.startswith("https://social.fjordby.example/share?text=")
    page.reload()
    expect(page.locator("[data-share-instance]")).to_have_value("social.fjordby.example")
    assert "social" not in str(site.posts)


def test_a_share_that_could_not_be_counted_is_still_a_share(open_compose: Any, site: Any) -> None:
    site.refuse_posts = True
    page = open_compose("bluesky")
    press(page)
    expect(page.locator("[data-share-status]")).to_contain_text("could not count")


def test_without_a_share_sheet_the_button_gives_way_to_the_text(page: Page, open_compose: Any) -> None:
    page.add_init_script(NO_SHARE)
    page = open_compose("other")
    expect(page.locator("[data-share-submit]")).to_be_hidden()
    expect(page.locator("[data-share-fallback]")).to_be_visible()


def test_the_share_sheet_gets_text_and_link_and_a_closed_sheet_is_no_share(
    page: Page, open_compose: Any, site: Any
) -> None:
    page.add_init_script(
        "Navigator.prototype.share = (data) => { window.given = data;"
        " return window.close_it ? Promise.reject(new DOMException('', 'AbortError')) : Promise.resolve(); }"
    )
    page = open_compose("other")
    page.evaluate("window.close_it = true")
    page.click("[data-share-submit]")
    page.wait_for_function("window.given")
    assert page.evaluate("window.given") == {"text": f"Første forslag\n\n{LINE}", "url": LINK}
    assert site.posts == []
    page.evaluate("window.close_it = false")
    press(page)


HISTORY = f"""<!doctype html><html lang="da" data-account-key="k1"><meta charset="utf-8">
<title>Mig</title><link rel="icon" href="data:,">
<section data-history hidden {plain(HISTORY_PHRASES)}><button data-history-on hidden>Til</button>
<button data-history-off hidden>Fra</button><button data-history-erase hidden>Slet</button>
<p
data-history-empty hidden>Tom</p> <ol data-history-list></ol><p data-history-status
role="status"></p></section> <script type="module" src="/static/js/history.js"></script></html>"""


def test_history_is_kept_only_after_a_yes_and_only_under_this_account(open_compose: Any, site: Any) -> None:
    site.pages["/me"] = HISTORY
    site.pages["/me2"] = HISTORY.replace('"k1"', '"k2"')
    press(page := open_compose("bluesky"))
    page.goto("/me")
    assert page.evaluate("localStorage.length") == 0
    page.click("[data-history-on]")
    expect(page.locator("[data-history-off]")).to_be_focused()
    expect(page.locator("[data-history-empty]")).to_be_visible()
    for _ in range(2):
        press(open_compose("bluesky"))
    page.goto("/me")
    expect(page.locator("[data-history-list] a")).to_have_count(1)
    expect(page.locator("[data-history-list] a")).to_contain_text("Tre job, on bluesky, ")
    page.goto("/me2")
    expect(page.locator("[data-history-on]")).to_be_visible()
    expect(page.locator("[data-history-list] li")).to_have_count(0)
    page.goto("/me")
    page.click("[data-history-erase]")
    expect(page.locator("[data-history-list] li")).to_have_count(0)
    page.click("[data-history-off]")
    assert page.evaluate("localStorage.length") == 0
