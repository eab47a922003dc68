"""An editor plans a campaign and changes it; everybody reads it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.campaigns.models import Campaign
from hub.core.audit import AuditEntry
from tests.factories.accounts import make_persona, post
from tests.factories.campaigns import CAMPAIGN, make_campaign

SignIn = Callable[[str], FlaskClient]


def only(session: Session) -> Campaign:
    session.expire_all()
    return session.scalars(select(Campaign)).one()


def test_a_campaign_is_kept_as_typed_and_everybody_can_read_it(
    editor: FlaskClient, employee: FlaskClient, session: Session
) -> None:
    owner, substitute = make_persona(session, "editor"), make_persona(session, "contributor")
    session.commit()
    form = {**CAMPAIGN, "owner_id": str(owner.id), "substitute_id": str(substitute.id)}
    answer = post(editor, "/campaigns/new", form)
    assert (answer.status_code, answer.location) == (303, "/campaigns/flere-sygeplejersker")
    campaign = only(session)
    assert (campaign.state, campaign.budget) == ("planned", 2_500_000)
    assert (campaign.starts_on, campaign.kickoff_on) == (dt.date(2026, 9, 1), dt.date(2026, 9, 3))
    page = employee.get(answer.location).text
    for words in (owner.name, substitute.name, "Kantinen", "25.000 kroner", "Sundhedshuset", "To film og tre"):
        assert words in page
    assert "Flere sygeplejersker" in employee.get("/campaigns").text


def test_a_new_campaign_has_the_usual_preparations_in_the_readers_language(
    editor: FlaskClient, session: Session
) -> None:
    address = post(editor, "/campaigns/new", CAMPAIGN).location
    assert len(only(session).checklist) == 12
    assert "Aftal, hvem der svarer på kritiske kommentarer" in editor.get(address).text
    assert "Decide who answers critical comments" in editor.get(f"{address}?lang=en").text


def test_writing_stands_in_the_trail_of_staff_actions(editor: FlaskClient, session: Session) -> None:
    post(editor, "/campaigns/new", CAMPAIGN)
    post(editor, "/campaigns/flere-sygeplejersker/edit", {**CAMPAIGN, "version": "1", "place": "Havnen"})
    trail = [(entry.action, entry.subject) for entry in session.scalars(select(AuditEntry))]
    assert trail == [("campaign.created", "campaign"), ("campaign.edited", "campaign")]


@pytest.mark.parametrize("persona", ["employee", "contributor", "hr", "pilot", "admin"])
def test_only_editors_and_approvers_write(sign_in: SignIn, campaign: Campaign, session: Session, persona: str) -> None:
    browser = sign_in(persona)
    assert browser.get("/campaigns/campaign-1").status_code == 200
    assert browser.get("/campaigns/new").status_code == 403
    assert post(browser, "/campaigns/new", CAMPAIGN).status_code == 403
    for address in ("edit", "state", "kits", "checklist", "checklist/1", "goals/new", "goals/1", "goals/1/remove",
                    "evaluation"):  # fmt: skip
        assert post(browser, f"/campaigns/campaign-1/{address}", CAMPAIGN).status_code == 403, address
    page = browser.get("/campaigns/campaign-1").text.partition("<main")[2]
    assert '<form method="post"' not in page
    assert len(session.scalars(select(AuditEntry)).all()) == 0


def test_visitors_are_sent_to_the_door(client: FlaskClient, campaign: Campaign) -> None:
    for address in ("/campaigns", "/campaigns/campaign-1", "/learnings", "/results/campaigns/campaign-1"):
        assert client.get(address).location == f"/sign-in?next={address}"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": " "}, "Giv kampagnen en titel"),
        ({"purpose": ""}, "Skriv, hvad kampagnen skal"),
        ({"ends_on": "2026-08-31"}, "Den sidste dag kan ikke ligge før den første"),
        ({"starts_on": ""}, "Vælg også den første dag"),
        ({"budget": "-5"}, "0 til 100.000.000"),
        ({"budget": "mange penge"}, "Skriv et helt tal"),
        ({"budget": "9" * 30}, "Skriv et helt tal"),
        ({"owner_id": "999"}, ""),
        ({"title": "x" * 121}, "Højst 120 tegn"),
    ],
)
def test_what_is_missing_or_impossible_is_said_and_nothing_typed_is_lost(
    editor: FlaskClient, session: Session, wrong: dict[str, str], said: str
) -> None:
    answer = post(editor, "/campaigns/new", {**CAMPAIGN, **wrong})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert said in answer.text
    assert "To film og tre delepakker" in answer.text
    assert session.scalars(select(Campaign)).all() == []


def test_an_employee_without_a_role_cannot_be_made_owner(editor: FlaskClient, session: Session) -> None:
    person = make_persona(session, "employee")
    session.commit()
    assert post(editor, "/campaigns/new", {**CAMPAIGN, "owner_id": str(person.id)}).status_code == 422
    assert person.name not in editor.get("/campaigns/new").text


def test_an_owner_who_is_deleted_leaves_the_campaign_standing(
    editor: FlaskClient, campaign: Campaign, session: Session
) -> None:
    owner = make_persona(session, "contributor")
    campaign.owner_id = campaign.substitute_id = owner.id
    session.commit()
    session.delete(owner)
    session.commit()
    session.expire_all()
    assert (campaign.owner_id, campaign.substitute_id) == (None, None)
    assert "Ingen endnu" in editor.get("/campaigns/campaign-1").text


def test_of_two_who_edit_at_once_the_second_sees_the_firsts_words_and_loses_none_of_their_own(
    sign_in: SignIn, campaign: Campaign, session: Session
) -> None:
    first, second = sign_in("editor"), sign_in("approver")
    post(first, "/campaigns/campaign-1/edit", {**CAMPAIGN, "version": "1", "place": "Havnen"})
    answer = post(second, "/campaigns/campaign-1/edit", {**CAMPAIGN, "version": "1", "place": "Torvet"})
    assert answer.status_code == 409
    assert "En anden har ændret det her" in answer.text
    assert '<a href="#place">Sted</a></dt><dd>Havnen</dd>' in answer.text
    assert 'value="Torvet"' in answer.text
    session.expire_all()
    assert campaign.place == "Havnen"
    again = {**CAMPAIGN, "version": "2", "place": "Torvet"}
    assert 'name="version" type="hidden" value="2"' in answer.text
    assert post(second, "/campaigns/campaign-1/edit", again).status_code == 303
    session.expire_all()
    assert campaign.place == "Torvet"


def test_markup_in_a_text_is_shown_and_never_run(editor: FlaskClient) -> None:
    evil = {**CAMPAIGN, "title": "<script>x</script>", "purpose": "<img src=x onerror=y>", "place": "<b>by</b>"}
    page = editor.get(post(editor, "/campaigns/new", evil).location).text
    assert "<script>x" not in page
    assert "<img src=x" not in page
    assert "<b>by" not in page


def test_two_campaigns_of_one_title_and_one_called_new_have_addresses_of_their_own(editor: FlaskClient) -> None:
    titles = ("New", "Flere", "Flere")
    found = [post(editor, "/campaigns/new", {**CAMPAIGN, "title": title}).location for title in titles]
    assert found == ["/campaigns/new-2", "/campaigns/flere", "/campaigns/flere-2"]
    assert editor.get("/campaigns/new-2").status_code == 200


def test_campaigns_at_the_same_time_are_allowed_and_name_each_other(
    employee: FlaskClient, campaign: Campaign, session: Session
) -> None:
    make_campaign(session, "Vinterens historier", starts_on=dt.date(2026, 12, 1), ends_on=dt.date(2027, 2, 1))
    make_campaign(session, "Foråret", starts_on=dt.date(2027, 3, 1), ends_on=dt.date(2027, 5, 1))
    session.commit()
    page = employee.get("/campaigns/campaign-1").text
    assert "Samtidig" in page
    assert "Vinterens historier" in page
    assert "Foråret" not in page
    assert "Klik på alt andet, organisationen deler, tæller ikke som kampagnens" in page


def test_my_data_tells_which_campaigns_i_look_after(editor: FlaskClient, campaign: Campaign, session: Session) -> None:
    campaign.owner_id = make_persona(session, "editor").id
    session.commit()
    page = editor.get("/me").text
    assert "Kampagner, du er ansvarlig for" in page
    assert campaign.title in page


def test_the_form_opens_with_what_is_saved(editor: FlaskClient, campaign: Campaign, session: Session) -> None:
    owner = make_persona(session, "editor")
    campaign.owner_id, campaign.budget = owner.id, 2_500_000
    session.commit()
    page = editor.get("/campaigns/campaign-1/edit").text
    assert f'<option selected value="{owner.id}">{owner.name}</option>' in page
    assert 'value="25000"' in page
    assert 'value="2026-12-18"' in page


def test_an_address_that_is_no_campaign_is_no_page(editor: FlaskClient) -> None:
    for address in ("/campaigns/nope", "/campaigns/nope/edit", "/campaigns/nope/goals/new", "/results/campaigns/nope"):
        assert editor.get(address).status_code == 404
