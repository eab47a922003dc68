"""Every page of the address map: accessible, in both languages, without JavaScript, on a phone, under the policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.e2e.address_map import PAGES, Page
from tests.e2e.hub_process import Hub
from tests.e2e.places import Places
from tests.e2e.visits import Visits

pytestmark = pytest.mark.browser

# Refusals stand in both languages, for they must work when nothing else does.
TRANSLATED = [page for page in PAGES if page.status == 200]
in_one_language = pytest.mark.parametrize("page", TRANSLATED, ids=[page.name for page in TRANSLATED])
every_page = pytest.mark.parametrize("page", PAGES, ids=[page.name for page in PAGES])


@pytest.fixture(scope="module")
def visits(hub: Hub, browser: Browser, places: Places) -> Iterator[Visits]:
    """Each page is visited once for all the tests here."""
    opened = Visits(hub, browser, places)
    yield opened
    opened.close()


@every_page
def test_page_answers_under_the_policy_and_without_a_word_in_the_console(visits: Visits, page: Page) -> None:
    visit = visits.to(page)
    assert set(visit.statuses) == {page.status}
    for policy in visit.policies:
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
    assert visit.problems == []


@every_page
def test_page_is_accessible_in_the_light_in_the_dark_and_on_a_phone(visits: Visits, page: Page) -> None:
    visit = visits.to(page)
    assert visit.light == []
    assert visit.dark == [], "in the dark"
    assert visit.phone == [], "on a phone"


@every_page
def test_page_is_no_wider_than_a_phone(visits: Visits, page: Page) -> None:
    assert visits.to(page).fits_a_phone


@every_page
def test_page_is_whole_without_javascript(visits: Visits, page: Page) -> None:
    visit = visits.to(page)
    assert visit.headings_without_javascript == 1
    assert visit.broken_forms == []


@in_one_language
def test_page_speaks_one_language_at_a_time(visits: Visits, page: Page) -> None:
    visit = visits.to(page)
    assert visit.languages == {"da": "da", "en": "en"}
    assert visit.strange_words == {"da": [], "en": []}
