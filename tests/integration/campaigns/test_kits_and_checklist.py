"""Kits join a campaign, and preparations are ticked."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.campaigns.models import Campaign, ChecklistItem
from hub.kits.models import Kit
from hub.kits.workflow import KitState
from tests.factories.accounts import post
from tests.factories.campaigns import make_campaign
from tests.factories.kits import filled_form, make_kit, make_theme

PAGE = "/campaigns/campaign-1"


@pytest.fixture
def kit(session: Session, campaign: Campaign) -> Kit:
    """A live kit of no campaign."""
    made = make_kit(session, live_from=dt.datetime(2026, 9, 2, 9, tzinfo=dt.UTC))
    session.commit()
    return made


def campaign_of(session: Session, kit: Kit) -> int | None:
    session.expire_all()
    return kit.campaign_id


def test_a_kit_joins_and_stands_on_the_page_and_its_timeline(
    editor: FlaskClient, employee: FlaskClient, campaign: Campaign, kit: Kit, session: Session
) -> None:
    for _ in range(2):
        assert post(editor, f"{PAGE}/kits", {"kit": str(kit.id)}).status_code == 303
    assert campaign_of(session, kit) == campaign.id
    page = employee.get(PAGE).text
    assert f'href="/kits/{kit.slug}"' in page
    timeline = page.partition('<ol class="timeline">')[2].partition("</ol>")[0]
    assert "2. sep. 2026" in timeline
    assert kit.text("da").title in timeline
    post(editor, f"{PAGE}/kits", {"kit": str(kit.id), "remove": "1"})
    assert campaign_of(session, kit) is None


def test_a_kit_of_another_campaign_is_not_taken_from_it(
    editor: FlaskClient, campaign: Campaign, kit: Kit, session: Session
) -> None:
    other = make_campaign(session, "Vinter")
    kit.campaign_id = other.id
    session.commit()
    answer = post(editor, f"{PAGE}/kits", {"kit": str(kit.id)})
    assert answer.status_code == 409
    assert "hører til en anden kampagne" in answer.text
    assert campaign_of(session, kit) == other.id
    post(editor, f"{PAGE}/kits", {"kit": str(kit.id), "remove": "1"})
    assert campaign_of(session, kit) == other.id


def test_drafts_and_withdrawn_kits_are_shown_to_the_desk_alone(
    editor: FlaskClient, employee: FlaskClient, campaign: Campaign, session: Session
) -> None:
    for title, state in (("Hemmelig kladde", KitState.DRAFT), ("Trukket tilbage", KitState.WITHDRAWN)):
        make_kit(session, title, state=state).campaign_id = campaign.id
    session.commit()
    assert "Hemmelig kladde" in editor.get(PAGE).text
    page = employee.get(PAGE).text
    assert "Hemmelig kladde" not in page
    assert "Trukket tilbage" not in page


def test_the_desk_chooses_a_campaign_in_the_kits_own_form(
    editor: FlaskClient, campaign: Campaign, session: Session
) -> None:
    form: dict[str, Any] = filled_form(make_theme(session))
    session.commit()
    assert 'name="campaign"' in editor.get("/desk/kits/new").text
    assert post(editor, "/desk/kits/new", {**form, "campaign": "77"}).status_code == 422
    assert post(editor, "/desk/kits/new", {**form, "campaign": str(campaign.id)}).status_code == 303
    made = session.scalars(select(Kit)).one()
    assert made.campaign_id == campaign.id
    chosen = f'<option selected value="{campaign.id}">{campaign.title}</option>'
    assert chosen in editor.get(f"/desk/kits/{made.slug}/edit").text


def items(session: Session) -> list[tuple[str, str, bool]]:
    session.expire_all()
    rows = session.scalars(select(ChecklistItem).order_by(ChecklistItem.id))
    return [(row.part, row.text, row.done) for row in rows]


def test_a_preparation_is_added_ticked_and_removed_and_each_twice_is_once(
    editor: FlaskClient, campaign: Campaign, session: Session
) -> None:
    for _ in range(2):
        answer = post(editor, f"{PAGE}/checklist", {"part": "strategic", "text": " Spørg  direktøren "})
        assert answer.location == f"{PAGE}#checklist"
    assert items(session) == [("practical", "Bestil kaffe", False), ("strategic", "Spørg direktøren", False)]
    for _ in range(2):
        post(editor, f"{PAGE}/checklist/1", {"do": "tick"})
    assert items(session)[0] == ("practical", "Bestil kaffe", True)
    post(editor, f"{PAGE}/checklist/1", {"do": "untick"})
    assert items(session)[0][2] is False
    for _ in range(2):
        assert post(editor, f"{PAGE}/checklist/1", {"do": "remove"}).status_code == 303
    assert items(session) == [("strategic", "Spørg direktøren", False)]


def test_ticking_by_htmx_answers_with_the_list_alone(editor: FlaskClient, campaign: Campaign) -> None:
    answer = post(editor, f"{PAGE}/checklist/1", {"do": "tick"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div id="checklist-items">')
    assert 'aria-pressed="true"' in answer.text


def test_another_campaigns_preparation_cannot_be_ticked_from_here(
    editor: FlaskClient, campaign: Campaign, session: Session
) -> None:
    make_campaign(session, "Vinter")
    session.commit()
    post(editor, f"{PAGE}/checklist/2", {"do": "tick"})
    post(editor, f"{PAGE}/checklist/2", {"do": "remove"})
    assert [done for *_rest, done in items(session)] == [False, False]


@pytest.mark.parametrize("wrong", [{"part": "magic", "text": "Kaffe"}, {"text": " "}, {"text": "x" * 201}])
def test_an_impossible_preparation_is_refused_and_stays_in_the_field(
    editor: FlaskClient, campaign: Campaign, session: Session, wrong: dict[str, str]
) -> None:
    answer = post(editor, f"{PAGE}/checklist", {"part": "strategic", **wrong})
    assert answer.status_code == 422
    assert f'value="{wrong["text"]}"' in answer.text
    assert len(items(session)) == 1
