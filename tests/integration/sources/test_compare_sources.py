"""Everybody compares what the sources brought and cost: the numbers here are worked out by hand."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from hub.campaigns.models import Campaign
from hub.kits.models import Kit
from hub.kits.workflow import KitState
from hub.metrics.models import Release
from hub.networks.rules import Network
from hub.recruitment.models import Job
from hub.recruitment.rules import Source
from tests.factories.accounts import PERSONAS
from tests.factories.kits import make_kit
from tests.factories.recruitment import make_job
from tests.factories.sharing import make_shareable_kit
from tests.factories.sources import (
    make_clicks,
    make_cost,
    make_link,
    make_release,
    make_source,
    publish_clicks,
)
from tests.integration.sources.conftest import SignIn

WEEK = "2026-W33"
INSIDE = dt.date(2026, 8, 12)
"""In week 33, and so in the third quarter."""
QUARTER_OVER = dt.date(2026, 10, 5)
"""The Monday on which the third quarter and its last week are made up."""


@pytest.fixture
def quarter(session: Session, kit: Kit) -> Release:
    """The third quarter of 2026: 31 of 1,000 shared; 300 clicks by colleagues, 600 by ads and 100 by our page."""
    release = make_release(session, QUARTER_OVER, shared=31)
    publish_clicks(session, release, kit, WEEK, 300, 240)
    paid, official = make_link(session, kit, "paid"), make_link(session, kit, "official", "website")
    make_clicks(session, paid, INSIDE, 600, 500)
    make_clicks(session, official, INSIDE, 100, 80)
    make_cost(session, kit, 6_000_00)
    session.commit()
    return release


def table(page: str, caption: str) -> dict[str, list[str]]:
    """The rows of the table with this caption: figures in words by label."""
    found = re.search(rf"<caption[^>]*>{caption}</caption>(.*?)</table>", page, re.DOTALL)
    assert found, caption
    rows = re.findall(r"<th scope=\"row\"[^>]*>(.*?)</th>(.*?)</tr>", found[1], re.DOTALL)
    return {label: re.findall(r"<td[^>]*>(.*?)</td>", cells) for label, cells in rows}


def channels(browser: FlaskClient, of: str = "") -> dict[str, list[str]]:
    answer = browser.get(f"/results/sources{of}")
    assert answer.status_code == 200
    return table(_plain(answer.text), "Klik, besøgende og udgifter efter kilde")


def recruits(browser: FlaskClient, of: str = "") -> dict[str, list[str]]:
    page = _plain(browser.get(f"/results/sources{of}").text)
    return table(page, "Ansøgninger og udgifter efter kilde")


def _plain(page: str) -> str:
    return page.replace("\xa0", " ")


@pytest.mark.usefixtures("quarter")
def test_each_source_has_its_clicks_its_visitors_its_cost_and_the_cost_of_a_visit(sign_in: SignIn) -> None:
    found = channels(sign_in("employee"))
    assert found["Kollegers opslag"] == ["ca. 300", "ca. 240", "ingen udgift skrevet ind", "–"]
    assert found["Betalte annoncer"] == ["600", "500", "6.000,00 kr.", "12,00 kr."]
    assert found["Vores egne sider"][:2] == ["100", "80"]
    assert list(found) == ["Kollegers opslag", "Vores egne sider", "Betalte annoncer", "Nyhedsbreve", "Intranettet"]


@pytest.mark.usefixtures("quarter")
def test_the_claim_stands_beside_what_was_measured_and_where_it_is_from(sign_in: SignIn) -> None:
    page = _plain(sign_in("employee").get("/results/sources").text)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "»Hvis 3 % af kollegerne deler, giver de 30 % af visninger og klik«" in words
    assert "Det er målt her: under 5 % af medarbejderne delte, og deres opslag gav 30–35 % af klikkene." in words
    assert words.count("Sådan er det talt") + words.count("Hvordan er det talt") >= 2
    assert "Målt" in words
    assert "Rapporteret" in words or "Oplyst" in words


def test_a_claim_with_too_little_behind_it_is_neither_confirmed_nor_refused(
    sign_in: SignIn, session: Session, kit: Kit
) -> None:
    release = make_release(session, QUARTER_OVER, shared=31)
    publish_clicks(session, release, kit, WEEK, 30, 30)
    make_clicks(session, make_link(session, kit), INSIDE, 20)
    session.commit()
    page = sign_in("employee").get("/results/sources").text
    assert "Det er målt her: for lidt til at sige noget." in page
    assert "for usikkert til at vise" in page


@pytest.mark.usefixtures("quarter")
def test_only_whole_weeks_that_were_made_up_count_for_any_source(sign_in: SignIn, session: Session, kit: Kit) -> None:
    link = make_link(session, kit, "paid")
    make_clicks(session, link, dt.date(2026, 7, 5), 1)  # the Sunday of a week that began in June
    make_clicks(session, link, dt.date(2026, 10, 4), 7)  # the Sunday of a week that began in September
    make_clicks(session, link, dt.date(2026, 10, 5), 1)  # not made up yet
    make_cost(session, kit, 1_00, spent_on=dt.date(2026, 10, 5))
    session.commit()
    assert channels(sign_in("employee"))["Betalte annoncer"] == ["607", "507", "6.000,00 kr.", "11,83 kr."]


@pytest.mark.usefixtures("quarter")
def test_a_running_quarter_is_compared_by_its_weeks_and_the_claim_keeps_to_the_last_whole_one(
    sign_in: SignIn, session: Session, kit: Kit
) -> None:
    make_clicks(session, make_link(session, kit, "paid"), dt.date(2026, 10, 6), 11)
    make_release(session, dt.date(2026, 10, 12))
    session.commit()
    browser = sign_in("employee")
    page = browser.get("/results/sources").text
    assert channels(browser)["Betalte annoncer"][0] == "11"
    assert "4. kvartal 2026" in page
    assert "gav 30–35" in _plain(page)
    assert channels(browser, "?quarter=2026-Q3")["Betalte annoncer"][0] == "600"


def test_before_the_first_release_the_page_says_when_there_is_something(sign_in: SignIn, kit: Kit) -> None:
    answer = sign_in("employee").get("/results/sources")
    assert answer.status_code == 200
    assert "Ingen tal endnu" in answer.text


@pytest.mark.usefixtures("quarter")
def test_a_source_of_ones_own_is_a_row_once_it_has_anything_and_follows_its_name(
    sign_in: SignIn, session: Session, kit: Kit
) -> None:
    voices = make_source(session, "external-1", "Lokale stemmer", label_en="Local voices")
    make_source(session, "external-2", "Ubrugt")
    make_clicks(session, make_link(session, kit, "external-1", "poster"), INSIDE, 40)
    make_cost(session, kit, 0, "external-1")
    session.commit()
    browser = sign_in("employee")
    assert channels(browser)["Lokale stemmer"] == ["40", "40", "0,00 kr.", "0,00 kr."]
    assert "Ubrugt" not in browser.get("/results/sources").text
    assert "Local voices" in browser.get("/results/sources?lang=en").text
    voices.label_da, voices.active = "Sommerens stemmer", False
    session.commit()
    assert channels(browser)["Sommerens stemmer"][0] == "40"


def test_one_kit_and_one_campaign_have_their_own_clicks_and_costs(
    sign_in: SignIn, session: Session, kit: Kit, quarter: Release
) -> None:
    campaign = Campaign(slug="sommer", state="running", title="Sommer i Fjordby", purpose="Flere besøg")
    session.add(campaign)
    session.flush()
    other = make_shareable_kit(session, "Sommerens vej", campaign_id=campaign.id)
    make_clicks(session, make_link(session, other, "paid"), INSIDE, 50)
    make_cost(session, other, 100_00)
    make_cost(session, other, 400_00, kit_id=None, campaign_id=campaign.id)
    session.commit()
    browser = sign_in("employee")
    assert channels(browser, "?campaign=sommer")["Betalte annoncer"] == ["50", "50", "500,00 kr.", "10,00 kr."]
    assert channels(browser, f"?kit={other.slug}")["Betalte annoncer"] == ["50", "50", "100,00 kr.", "2,00 kr."]
    assert channels(browser, f"?kit={kit.slug}")["Betalte annoncer"][0] == "600"
    assert channels(browser)["Betalte annoncer"][:3] == ["650", "550", "6.500,00 kr."]
    page = browser.get("/results/sources?campaign=sommer").text
    assert "Sommer i Fjordby" in page
    assert "for lidt til at sige noget" in page


@pytest.mark.parametrize(
    "of",
    ["quarter=2026-Q1", "quarter=2026-W33", "quarter=1900-Q1", "quarter=x", "quarter=2026-Q3'--", "kit=nej",
     "campaign=nej", "kit=udkast"],
)  # fmt: skip
@pytest.mark.usefixtures("quarter")
def test_nothing_but_what_is_offered_can_be_asked_for(sign_in: SignIn, session: Session, of: str) -> None:
    make_kit(session, "Udkast", state=KitState.DRAFT)
    session.commit()
    assert sign_in("employee").get(f"/results/sources?{of}").status_code == 404


def job_with_kit(session: Session, counts: dict[Source, tuple[int, int]], deadline: dt.date, title: str) -> Kit:
    job: Job = make_job(session, title, counts=counts, deadline=deadline)
    return make_shareable_kit(session, title, job_id=job.id)


@pytest.mark.usefixtures("quarter")
def test_an_application_and_a_qualified_one_have_their_price_by_source(sign_in: SignIn, session: Session) -> None:
    counts = {Source.PAID: (20, 8), Source.EMPLOYEES: (12, 9), Source.OFFICIAL: (4, 3), Source.OTHER: (7, 5)}
    own = job_with_kit(session, counts, dt.date(2026, 9, 1), "Bliv sygeplejerske")
    late = job_with_kit(session, {Source.PAID: (100, 50)}, dt.date(2026, 12, 1), "Bliv ingeniør")
    make_cost(session, own, 4_000_00)
    make_cost(session, own, 500_00, "official")
    make_cost(session, late, 9_000_00)
    session.commit()
    browser = sign_in("hr")
    found = recruits(browser)
    assert found["Betalte annoncer"] == ["20", "8", "4.000,00 kr.", "200,00 kr.", "500,00 kr."]
    assert found["Kollegers opslag"] == ["12", "9", "ingen udgift skrevet ind", "–", "–"]
    few = "for få til at sige noget"
    assert found["Vores egne sider"] == ["under 5", "under 5", "500,00 kr.", few, few]
    # The one that is hidden could be worked out from a total, so the smallest other one is hidden with it.
    assert list(found)[-1] == "Andre steder eller ukendt"
    assert found["Andre steder eller ukendt"][:2] == ["vises ikke", "vises ikke"]
    assert recruits(browser, f"?kit={late.slug}")["Betalte annoncer"][-1] == "180,00 kr."


@pytest.mark.parametrize("persona", sorted(set(PERSONAS) - {"hr"}))
@pytest.mark.usefixtures("quarter")
def test_applicants_of_a_kit_and_of_its_quarter_cannot_be_taken_from_each_other(
    sign_in: SignIn, session: Session, persona: str
) -> None:
    campaign = Campaign(slug="sommer", state="running", title="Sommer", purpose="Flere ansøgere")
    session.add(campaign)
    session.flush()
    kits = [
        job_with_kit(session, {Source.PAID: (applications, 5)}, dt.date(2026, 9, 1), f"Stilling {title}")
        for applications, title in ((91, "A"), (93, "B"))
    ]
    for each in kits:
        each.campaign_id = campaign.id
        make_cost(session, each, 100_00)
    session.commit()
    browser = sign_in(persona)
    for of in ("", "?campaign=sommer", *(f"?kit={each.slug}" for each in kits)):
        page = browser.get(f"/results/sources{of}").text
        words = re.sub(r"<[^>]+>", " ", page)
        assert "Hvad ansøgninger koster" not in page
        assert not re.search(r"\b(91|93|184)\b", words), of
        assert "kunne de trækkes fra hinanden" in page
        assert 'href="/results/jobs"' in page


@pytest.mark.usefixtures("quarter")
def test_without_jobs_there_is_nothing_about_applications(sign_in: SignIn, kit: Kit) -> None:
    browser = sign_in("hr")
    for of in ("", f"?kit={kit.slug}"):
        assert "Hvad ansøgninger koster" not in browser.get(f"/results/sources{of}").text


@pytest.mark.usefixtures("quarter")
def test_everybody_gets_the_same_fragment_byte_for_byte(sign_in: SignIn, client: FlaskClient) -> None:
    asked = {"HX-Request": "true", "Accept-Language": "da"}
    seen = {sign_in(persona).get("/results/sources", headers=asked).data for persona in PERSONAS}
    assert len(seen) == 1
    assert b"<h1" not in seen.pop()
    assert client.get("/results/sources").status_code == 303


def test_three_kits_with_hundreds_of_links_take_as_many_statements_as_one(
    sign_in: SignIn, session: Session, quarter: Release
) -> None:
    browser = sign_in("employee")

    def statements(of: str) -> int:
        seen: list[str] = []
        engine = browser.application.extensions["hub_sessions"].kw["bind"]
        event.listen(engine, "before_cursor_execute", listener := lambda *given: seen.append(given[2]))
        assert browser.get(f"/results/sources{of}").status_code == 200
        event.remove(engine, "before_cursor_execute", listener)
        return len(seen)

    campaign = Campaign(slug="sommer", state="running", title="Sommer", purpose="Flere besøg")
    session.add(campaign)
    session.flush()
    job_with_kit(session, {Source.PAID: (20, 8)}, dt.date(2026, 9, 1), "Den første").campaign_id = campaign.id
    session.commit()
    pages = ("", "?campaign=sommer")
    browser.get("/results/sources")
    few = [statements(of) for of in pages]
    for number in range(3):
        made = job_with_kit(session, {Source.PAID: (20, 8)}, dt.date(2026, 9, 1), f"Job {number}")
        made.campaign_id = campaign.id
        for source in range(10):
            key = f"external-{number * 10 + source}"
            make_source(session, key, key)
            for network in Network:
                make_clicks(session, make_link(session, made, key, network.value), INSIDE, 3)
            make_cost(session, made, 100, key)
    session.commit()
    assert [statements(of) for of in pages] == few
    assert few[0] <= 18
