from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from hub.accounts.models import Unit
from hub.core import clock
from hub.counting.cells import KIT_WEEK, NETWORK_MONTH, ORGANISATION_QUARTER, UNIT_QUARTER, WHOLE_ORGANISATION, Cell
from hub.counting.pending import PendingCells
from hub.kits.models import Kit
from hub.metrics import release
from hub.metrics.models import Release, ReleasedCell
from hub.pilots.models import Pilot
from hub.recruitment.models import ApplicationCount, Job
from tests.factories.accounts import PERSONAS, make_unit
from tests.integration.metrics.conftest import Travel, monday

Open = Callable[[], int]
SignIn = Callable[[str], FlaskClient]
SetCount = Callable[[Cell, int], None]
FRAGMENT = {"HX-Request": "true"}
DAY = dt.date(2026, 12, 30)


@pytest.fixture
def two_releases(
    session: Session, kit: Kit, unit: Unit, pending: PendingCells, travel: Travel, open_now: Open, set_count: SetCount
) -> None:
    """A quarter that has been counted and released, with known noisy counts."""
    make_unit(session, "Skole", headcount=2_000, name_en="Schools")
    make_unit(session, "Arkiv", headcount=12, parent=unit)
    session.commit()
    travel(dt.datetime(2026, 12, 30, 11, tzinfo=dt.UTC))
    open_now()
    for cell, count in {
        KIT_WEEK.cell(kit.id, DAY): 47,
        NETWORK_MONTH.cell("linkedin", DAY): 33,
        ORGANISATION_QUARTER.cell(WHOLE_ORGANISATION, DAY): 231,
        UNIT_QUARTER.cell(unit.id, DAY): 22,
    }.items():
        set_count(cell, count)
    travel(monday(dt.date(2027, 1, 4)))
    release.run(session, pending, clock.now())


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\xa0", " ")


def test_before_the_first_release_the_page_says_when_figures_come(sign_in: SignIn, travel: Travel) -> None:
    page = sign_in("employee").get("/results").text
    assert "23. nov. 2026 kl. 06.00" in page


@pytest.mark.usefixtures("two_releases")
def test_figures_are_shown_rounded_with_their_margin(sign_in: SignIn) -> None:
    words = text_of(sign_in("employee").get("/results").text)
    assert "ca. 45 ± 6" in words
    assert "10–15 %" in words
    assert "ca. 35 ± 10" in words
    assert "Arkiv" in words
    assert not re.search(r"\b(33|231|22)\b", words)


@pytest.mark.usefixtures("two_releases")
def test_every_figure_on_a_bar_says_that_it_is_about(sign_in: SignIn) -> None:
    bars = sign_in("employee").get("/results").text.partition('<ul class="bars">')[2].partition("</ul>")[0]
    assert "ca. 35 ± 10" in text_of(bars)


@pytest.mark.usefixtures("two_releases")
def test_each_card_names_its_quarter_and_each_cell_of_the_units_its_column(sign_in: SignIn) -> None:
    page = sign_in("employee").get("/results").text
    cards = page.partition('<div class="figures">')[2].partition("<section")[0]
    assert cards.count('class="figure-card"') == 4
    assert len(re.findall(r'class="eyebrow">\d\. kvartal \d{4}<', cards)) == 4
    assert 'data-label="Andel af ansatte"' in page


@pytest.mark.usefixtures("two_releases")
def test_figures_are_the_same_for_every_role_byte_for_byte(sign_in: SignIn, kit: Kit) -> None:
    for address in ("/results", "/results/aside", f"/results/kits/{kit.slug}"):
        seen = {sign_in(persona).get(address, headers=FRAGMENT).data for persona in PERSONAS}
        assert len(seen) == 1, address


@pytest.mark.usefixtures("two_releases")
def test_an_unchanged_fragment_is_not_sent_again(sign_in: SignIn) -> None:
    browser = sign_in("employee")
    first = browser.get("/results", headers=FRAGMENT)
    again = browser.get("/results", headers={**FRAGMENT, "If-None-Match": first.headers["ETag"]})
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert again.status_code == 304
    english = browser.get("/results?lang=en", headers=FRAGMENT)
    assert english.headers["ETag"] != first.headers["ETag"]


@pytest.mark.usefixtures("two_releases")
def test_the_page_itself_is_personal_and_not_kept(sign_in: SignIn) -> None:
    assert sign_in("employee").get("/results").headers["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("two_releases")
def test_results_take_seven_statements(app: Flask, sign_in: SignIn) -> None:
    browser = sign_in("employee")
    browser.get("/results")
    engine = app.extensions["hub_sessions"].kw["bind"]
    statements: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    browser.get("/results")
    about_the_reader = [each for each in statements if "FROM person" in each or "FROM role_grant" in each]
    assert len(statements) - len(about_the_reader) <= 7, statements


def test_only_people_who_are_signed_in_see_results(client: FlaskClient) -> None:
    assert client.get("/results").status_code == 303


@pytest.mark.usefixtures("two_releases")
def test_a_kit_shows_its_figures_as_a_page_and_as_a_fragment(sign_in: SignIn, kit: Kit) -> None:
    browser = sign_in("employee2")
    page, fragment = (browser.get(f"/results/kits/{kit.slug}", headers=head) for head in ({}, FRAGMENT))
    assert page.status_code == fragment.status_code == 200
    assert "ca. 45" in text_of(page.text)
    assert "<html" not in fragment.text
    assert fragment.text.strip() in page.text
    assert browser.get("/results/kits/findes-ikke").status_code == 404


def test_a_pilot_without_figures_says_why(session: Session, sign_in: SignIn, travel: Travel) -> None:
    today = clock.local_today()
    session.add(Pilot(slug="hold-1", title="Hold 1", starts_on=today, ends_on=today, invite_code="abc"))
    session.commit()
    words = text_of(sign_in("pilot").get("/results/pilots/hold-1").text)
    assert "mindst 15 medlemmer" in words


def test_a_pilot_shows_its_released_months(session: Session, sign_in: SignIn, travel: Travel) -> None:
    today = clock.local_today()
    pilot = Pilot(slug="hold-1", title="Hold 1", starts_on=today, ends_on=today, invite_code="abc")
    made = Release(frozen_on=dt.date(2026, 11, 2))
    session.add_all([pilot, made])
    session.flush()
    for month, value in (("2026-09", 4), ("2026-10", 17)):
        session.add(
            ReleasedCell(release_id=made.id, family="pilot_month", key=str(pilot.id), window=month, value=value)
        )
    session.commit()
    words = text_of(sign_in("employee").get("/results/pilots/hold-1", headers=FRAGMENT).text)
    assert "oktober 2026 ca. 15 ± 8" in words
    assert "september 2026 under 10" in words


def test_a_job_shows_clicks_beside_applications_to_hr_alone(session: Session, sign_in: SignIn, kit: Kit) -> None:
    job = Job(slug="laerer", title="Lærer", apply_url="https://job.example")
    job.counts = [ApplicationCount(source="employees", applications=12, qualified=7)]
    session.add(job)
    session.flush()
    kit.job_id = job.id
    session.commit()
    words = text_of(sign_in("hr").get("/results/jobs/laerer").text)
    assert "Kollegers opslag ikke gjort op 12 0 7 0" in words
    assert sign_in("editor").get("/results/jobs/laerer").status_code == 403


def test_everybody_can_read_the_method_signed_in_or_not(client: FlaskClient) -> None:
    danish = text_of(client.get("/privacy/method?lang=da").text)
    assert "Enhed pr. kvartal" in danish
    assert "omkring 2 %" in danish
    english = text_of(client.get("/privacy/method?lang=en").text)
    assert "Unit per quarter" in english
