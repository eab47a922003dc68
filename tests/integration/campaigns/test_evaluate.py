"""An editor writes the evaluation, and everybody learns from it."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.campaigns.models import Campaign, Learning
from tests.factories.accounts import post
from tests.factories.campaigns import make_campaign

SignIn = Callable[[str], FlaskClient]
PAGE = "/campaigns/campaign-1/evaluation"
FORM = {
    "aim": "Ni ansøgninger",
    "outcome": "Elleve ansøgninger",
    "worked": "Filmene\n- Besøg på stedet",
    "failed": "Plakaterne",
    "next_steps": "Flere film",
    "cost": "6.200",
    "version": "0",
}


def learned(session: Session) -> list[tuple[str, str]]:
    session.expire_all()
    rows = session.scalars(select(Learning).order_by(Learning.position))
    return [(row.kind, row.text) for row in rows]


def test_everybody_reads_what_worked_and_what_did_not(
    editor: FlaskClient, employee: FlaskClient, campaign: Campaign, session: Session
) -> None:
    answer = post(editor, PAGE, FORM)
    assert (answer.status_code, answer.location) == (303, "/campaigns/campaign-1#learnings")
    assert learned(session) == [("worked", "Filmene"), ("worked", "Besøg på stedet"), ("failed", "Plakaterne")]
    for address in ("/campaigns/campaign-1", "/learnings"):
        page = employee.get(address).text
        for words in ("Filmene", "Besøg på stedet", "Plakaterne"):
            assert words in page
    page = employee.get("/campaigns/campaign-1").text
    for words in ("Ni ansøgninger", "Elleve ansøgninger", "Flere film", "Det kostede 6.200 kroner"):
        assert words in page
    session.expire_all()
    assert campaign.evaluation is not None
    assert campaign.evaluation.cost == 620_000


def test_a_learning_that_stays_keeps_its_day_and_one_that_is_struck_is_gone(
    editor: FlaskClient, session: Session
) -> None:
    make_campaign(session, worked=("Filmene",), failed=("Plakaterne",))
    session.commit()
    [before] = session.scalars(select(Learning).where(Learning.text == "Filmene"))
    post(editor, PAGE, {**FORM, "failed": "Annoncerne"})
    session.expire_all()
    [after] = session.scalars(select(Learning).where(Learning.text == "Filmene"))
    assert (after.id, after.noted_on) == (before.id, before.noted_on)
    assert ("failed", "Annoncerne") in learned(session)
    assert ("failed", "Plakaterne") not in learned(session)


def test_of_two_who_write_at_once_the_second_sees_the_firsts_words(
    sign_in: SignIn, campaign: Campaign, session: Session
) -> None:
    post(sign_in("editor"), PAGE, FORM)
    post(sign_in("editor"), PAGE, {**FORM, "version": "1", "worked": "Kaffen"})
    answer = post(sign_in("approver"), PAGE, {**FORM, "version": "1", "worked": "Plakaterne"})
    assert answer.status_code == 409
    assert "<dd>Kaffen</dd>" in answer.text
    assert "Plakaterne</textarea>" in answer.text
    assert ("worked", "Kaffen") in learned(session)


def test_too_many_or_too_long_learnings_are_refused_and_stay_in_the_field(
    editor: FlaskClient, campaign: Campaign, session: Session
) -> None:
    for wrong in ("\n".join(f"Linje {number}" for number in range(21)), "x" * 501):
        answer = post(editor, PAGE, {**FORM, "failed": wrong})
        assert answer.status_code == 422
        assert wrong.splitlines()[-1] in answer.text
    assert learned(session) == []


def test_without_any_learnings_the_page_says_where_they_come_from(employee: FlaskClient, campaign: Campaign) -> None:
    assert "Der er ikke skrevet noget endnu" in employee.get("/learnings").text
