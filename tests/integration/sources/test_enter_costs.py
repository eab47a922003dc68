"""The desk and HR enter what the links of a source have cost."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.campaigns.models import Campaign
from hub.kits.models import Kit
from hub.sources.models import Cost
from tests.factories.accounts import post
from tests.factories.recruitment import make_job
from tests.factories.sharing import make_shareable_kit
from tests.factories.sources import make_cost
from tests.integration.sources.conftest import SignIn

FORM_KEY = "0123456789abcdef" * 2
COST: dict[str, Any] = {
    "subject": "kit:en-dag-med-vejfolkene",
    "source": "paid",
    "amount": "1.250,50",
    "spent_on": "2026-11-03",
    "note": "Annoncer på LinkedIn",
    "form_key": FORM_KEY,
}


def costs(session: Session) -> list[Cost]:
    session.rollback()
    return list(session.scalars(select(Cost).order_by(Cost.id)))


def test_a_cost_is_kept_in_ore_and_shown_in_kroner(editor: FlaskClient, kit: Kit, session: Session) -> None:
    answer = post(editor, "/desk/costs", COST)
    assert (answer.status_code, answer.location) == (303, "/desk/costs")
    [cost] = costs(session)
    assert (cost.kit_id, cost.campaign_id, cost.source, cost.amount_ore) == (kit.id, None, "paid", 125_050)
    assert (cost.spent_on, cost.note) == (dt.date(2026, 11, 3), "Annoncer på LinkedIn")
    assert "1.250,50" in editor.get("/desk/costs").text
    assert "1,250.50" in editor.get("/desk/costs?lang=en").text


def test_an_english_amount_is_understood_too(editor: FlaskClient, kit: Kit, session: Session) -> None:
    post(editor, "/desk/costs", {**COST, "amount": "1,250.50"})
    assert costs(session)[0].amount_ore == 125_050


def test_a_form_that_is_sent_twice_counts_once_and_another_form_counts_again(
    editor: FlaskClient, kit: Kit, session: Session
) -> None:
    for _ in range(2):
        assert post(editor, "/desk/costs", COST).status_code == 303
    assert len(costs(session)) == 1
    keys = {re.search(r'name="form_key"[^>]*value="([0-9a-f]+)"', editor.get("/desk/costs").text)[1] for _ in "ab"}  # type: ignore[index]
    assert len(keys) == 2
    post(editor, "/desk/costs", {**COST, "form_key": keys.pop()})
    assert len(costs(session)) == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"amount": "-5"}, "kan ikke være negativ"),
        ({"amount": "−1.250,00"}, "kan ikke være negativ"),
        ({"amount": "10.000.000,01"}, "fra 0 til 10 millioner"),
        ({"amount": "999999999999"}, "fra 0 til 10 millioner"),
        ({"amount": "mange"}, "som et tal"),
        ({"amount": "1.250.00"}, "som et tal"),
        ({"amount": ""}, "Skriv beløbet"),
        ({"amount": "=1+1"}, "som et tal"),
        ({"spent_on": "1899-01-01"}, "for langt væk"),
        ({"spent_on": "2199-01-01"}, "for langt væk"),
        ({"spent_on": "i går"}, ""),
        ({"source": "fax"}, ""),
        ({"subject": "kit:findes-ikke"}, ""),
        ({"subject": ""}, ""),
        ({"note": "x" * 201}, ""),
        ({"form_key": "kort"}, "Åbn formularen igen"),
    ],
)
def test_an_absurd_cost_is_refused_beside_its_field_and_nothing_typed_is_lost(
    editor: FlaskClient, kit: Kit, session: Session, wrong: dict[str, str], said: str
) -> None:
    answer = post(editor, "/desk/costs", {**COST, **wrong})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert said in answer.text
    for field in ("amount", "spent_on", "note"):
        assert f'value="{ {**COST, **wrong}[field] }"' in answer.text
    assert costs(session) == []


def test_nothing_is_a_cost_too(editor: FlaskClient, kit: Kit, session: Session) -> None:
    assert post(editor, "/desk/costs", {**COST, "amount": "0"}).status_code == 303
    assert costs(session)[0].amount_ore == 0


def test_a_campaigns_cost_belongs_to_the_campaign_and_to_no_kit(
    editor: FlaskClient, kit: Kit, session: Session
) -> None:
    campaign = Campaign(slug="sommer", state="running", title="Sommer i Fjordby", purpose="Flere besøg")
    session.add(campaign)
    session.commit()
    assert "Sommer i Fjordby" in editor.get("/desk/costs").text
    assert post(editor, "/desk/costs", {**COST, "subject": "campaign:sommer"}).status_code == 303
    [cost] = costs(session)
    assert (cost.kit_id, cost.campaign_id) == (None, campaign.id)
    narrowed = editor.get("/desk/costs?of=campaign:sommer").text
    assert "1.250,50" in narrowed
    assert "1.250,50" not in editor.get(f"/desk/costs?of=kit:{kit.slug}").text


def test_the_kits_own_address_leads_to_its_costs(editor: FlaskClient, kit: Kit, session: Session) -> None:
    other = make_shareable_kit(session, "En anden dag")
    make_cost(session, kit, 100_00, note="Den ene")
    make_cost(session, other, 200_00, note="Den anden")
    session.commit()
    answer = editor.get(f"/desk/kits/{kit.slug}/costs", follow_redirects=True)
    assert answer.status_code == 200
    assert "Den ene" in answer.text
    assert "Den anden" not in answer.text
    assert re.search(rf'<option selected value="kit:{kit.slug}">', answer.text)


def test_a_wrong_entry_is_removed_once_and_asking_again_is_no_error(
    editor: FlaskClient, kit: Kit, session: Session
) -> None:
    cost = make_cost(session, kit, 100_00)
    session.commit()
    for _ in range(2):
        assert post(editor, f"/desk/costs/{cost.id}/remove").status_code == 303
    assert costs(session) == []


def test_many_costs_are_paged_the_newest_first_and_their_sum_is_that_of_all_pages(
    editor: FlaskClient, kit: Kit, session: Session
) -> None:
    for number in range(60):
        make_cost(
            session, kit, 100_00, spent_on=dt.date(2026, 9, 1) + dt.timedelta(days=number), note=f"nr-{number:02}"
        )
    session.commit()
    address = f"/desk/costs?of=kit:{kit.slug}"
    pages = [editor.get(f"{address}&page={number}").text for number in (1, 2, 3, 4)]
    shown = [re.findall(r"nr-[0-9]{2}", page) for page in pages]
    assert [each for page in shown[:3] for each in page] == [f"nr-{number:02}" for number in reversed(range(60))]
    assert [len(page) for page in shown] == [25, 25, 10, 10]
    for page in pages:
        assert re.search(r"<tfoot.*>6\.000,00<", page)
    assert "Side 2 af 3" in pages[1]
    assert 'href="/desk/costs?of=kit:en-dag-med-vejfolkene&amp;page=1" rel="prev"' in pages[1]
    assert 'href="/desk/costs?of=kit:en-dag-med-vejfolkene&amp;page=3" rel="next"' in pages[1]
    assert "Page 2 of 3" in editor.get(f"{address}&page=2&lang=en").text


def test_who_removes_a_cost_comes_back_to_the_page_it_stood_on(editor: FlaskClient, kit: Kit, session: Session) -> None:
    for _ in range(26):
        make_cost(session, kit, 100_00)
    session.commit()
    [form] = re.findall(r'action="(/desk/costs/[0-9]+/remove[^"]*)"', editor.get("/desk/costs?page=2").text)
    answer = post(editor, form.replace("&amp;", "&"))
    assert (answer.status_code, answer.location) == (303, "/desk/costs?page=2")
    left = editor.get(answer.location).text
    assert left.count("/remove") == 25
    assert 'rel="prev"' not in left


def test_hr_enters_and_sees_costs_of_job_kits_alone(hr: FlaskClient, kit: Kit, session: Session) -> None:
    own = make_shareable_kit(session, "Bliv sygeplejerske", job_id=make_job(session).id)
    hidden = make_cost(session, kit, 100_00, note="Brandbilen")
    session.commit()
    assert post(hr, "/desk/costs", {**COST, "subject": f"kit:{own.slug}"}).status_code == 303
    page = hr.get("/desk/costs").text
    assert "Bliv sygeplejerske" in page
    assert "Brandbilen" not in page
    assert post(hr, "/desk/costs", {**COST, "form_key": "f" * 32}).status_code == 422
    assert post(hr, f"/desk/costs/{hidden.id}/remove").status_code == 403
    assert hr.get(f"/desk/costs?of=kit:{kit.slug}").status_code == 403
    assert len(costs(session)) == 2


@pytest.mark.parametrize("persona", ["employee", "contributor", "pilot", "admin"])
def test_nobody_else_enters_costs(sign_in: SignIn, kit: Kit, session: Session, persona: str) -> None:
    browser = sign_in(persona)
    assert browser.get("/desk/costs").status_code == 403
    assert post(browser, "/desk/costs", COST).status_code == 403
    assert costs(session) == []
