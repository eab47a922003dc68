from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.core.config import Settings
from hub.results import letter, rules
from hub.results.models import ResultLetter
from tests.factories.accounts import PERSONAS
from tests.factories.campaigns import make_campaign
from tests.integration.results.conftest import Made

SignIn = Callable[[str], FlaskClient]
HERE = "/results/letters/2026-10"


def main_of(browser: FlaskClient) -> str:
    return browser.get(HERE).text.partition("<h1>")[2].partition("</main>")[0]


@pytest.fixture
def written(session: Session, made: Made, settings: Settings) -> ResultLetter:
    """October's letter."""
    found = letter.write_due(session, settings)
    session.commit()
    assert [each.month for each in found] == ["2026-10"]
    return found[0]


def test_a_letter_tells_what_went_out_what_came_of_it_and_what_was_learned(
    sign_in: SignIn, written: ResultLetter, made: Made
) -> None:
    page = sign_in("employee").get(HERE).text
    for words in ("Resultater for oktober 2026", "Saltbilen", "Egne ord virker", "Plakater blev ikke set",
                  "Betalte annoncer", "fortsætter til 18. dec. 2026", "20–25", "LinkedIn"):  # fmt: skip
        assert words in page.replace("\xa0", " "), words
    english = sign_in("employee").get(f"{HERE}?lang=en").text
    assert "Results for October 2026" in english
    assert "goes on until 18 Dec 2026" in english


def test_a_month_gets_one_letter_however_often_it_is_due(
    session: Session, written: ResultLetter, settings: Settings
) -> None:
    assert letter.write_due(session, settings) == []
    assert session.query(ResultLetter).count() == 1


def test_before_a_month_is_made_up_there_is_no_letter(
    session: Session, today: None, settings: Settings, sign_in: SignIn
) -> None:
    assert letter.write_due(session, settings) == []
    assert "Det første brev er på vej" in sign_in("employee").get("/results/letters").text
    assert sign_in("employee").get(HERE).status_code == 404
    assert sign_in("employee").get("/results/letters/2026-13").status_code == 404


def test_what_happens_later_changes_no_letter(
    session: Session, written: ResultLetter, made: Made, sign_in: SignIn
) -> None:
    browser = sign_in("employee")
    page, paper = main_of(browser), browser.get(f"{HERE}.pdf").data
    made.kits[0].texts[0].title = "Et andet navn"
    make_campaign(session, "Senere tanke")
    session.delete(made.campaign.learnings[0])
    session.commit()
    assert main_of(browser) == page
    assert browser.get(f"{HERE}.pdf").data == paper


def test_everybody_gets_the_same_letter(written: ResultLetter, sign_in: SignIn) -> None:
    papers = {sign_in(persona).get(f"{HERE}.pdf").data for persona in PERSONAS}
    assert len(papers) == 1
    pages = {main_of(sign_in(persona)) for persona in PERSONAS}
    assert len(pages) == 1


def test_the_paper_says_its_language_its_title_and_the_version_it_came_from(
    written: ResultLetter, sign_in: SignIn
) -> None:
    answer = sign_in("employee").get(f"{HERE}.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    for said in (b"/Lang (da)", b"/DisplayDocTitle true", b"(Resultater for oktober 2026)", b"/Creator (Delfrit "):
        assert said in answer.data, said
    again = sign_in("employee").get(f"{HERE}.pdf", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("title", ["Ønsker 🎉 til Łódź", "Добро пожаловать", "中文标题", "a\u202eb\x00c", "x" * 120])
def test_any_title_can_be_printed(session: Session, written: ResultLetter, sign_in: SignIn, title: str) -> None:
    content = json.loads(written.content)
    content["da"]["kits"] = [[title, "kit", "Nye i måneden"]] * 60
    content["da"]["worked"] = [{"text": title * 4, "campaign": title, "slug": "campaign-1"}] * 20
    session.get_one(ResultLetter, "2026-10").content = json.dumps(content)
    session.commit()
    answer = sign_in("employee").get(f"{HERE}.pdf")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF-")


def test_what_is_kept_of_a_letter_is_read_back_as_it_was(written: ResultLetter) -> None:
    both = {locale: rules.from_json(written.content, locale) for locale in ("da", "en")}
    assert rules.to_json(both) == written.content
