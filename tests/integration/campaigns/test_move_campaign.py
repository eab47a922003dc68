"""An editor moves a campaign on."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.campaigns.models import Campaign, Evaluation
from hub.campaigns.workflow import CampaignState
from hub.core.audit import AuditEntry
from tests.factories.accounts import post
from tests.factories.campaigns import make_campaign


def move(browser: FlaskClient, action: str, slug: str = "campaign-1") -> int:
    return post(browser, f"/campaigns/{slug}/state", {"action": action}).status_code


def state(session: Session, campaign: Campaign) -> str:
    session.expire_all()
    return campaign.state


def test_a_campaign_goes_from_planned_to_over_step_by_step(
    editor: FlaskClient, campaign: Campaign, session: Session
) -> None:
    for action, reached in (("prepare", "preparing"), ("start", "running"), ("end", "ended")):
        assert move(editor, action) == 303
        assert state(session, campaign) == reached
    assert [entry.action for entry in session.scalars(select(AuditEntry))] == [
        "campaign.prepared", "campaign.started", "campaign.ended",
    ]  # fmt: skip


def test_a_second_click_on_start_changes_nothing(editor: FlaskClient, campaign: Campaign, session: Session) -> None:
    move(editor, "prepare")
    assert [move(editor, "start"), move(editor, "start")] == [303, 303]
    assert [entry.action for entry in session.scalars(select(AuditEntry))].count("campaign.started") == 1


def test_a_step_that_the_table_forbids_is_refused_with_the_reason(
    editor: FlaskClient, campaign: Campaign, session: Session
) -> None:
    answer = post(editor, "/campaigns/campaign-1/state", {"action": "end"})
    assert answer.status_code == 409
    assert "kan ikke blive »Slut«" in answer.text
    assert move(editor, "explode") == 409
    assert state(session, campaign) == "planned"


def test_a_campaign_without_a_period_does_not_start(editor: FlaskClient, session: Session) -> None:
    found = make_campaign(session, state=CampaignState.PREPARING, starts_on=None, ends_on=None)
    session.commit()
    assert "Sæt kampagnens første og sidste dag" in editor.get("/campaigns/campaign-1").text
    assert move(editor, "start") == 409
    assert state(session, found) == "preparing"


def test_the_evaluation_is_done_only_with_what_worked_and_what_did_not(editor: FlaskClient, session: Session) -> None:
    found = make_campaign(session, state=CampaignState.ENDED, worked=("Filmene",))
    found.evaluation = Evaluation(outcome="Ni ansøgere")
    session.commit()
    answer = post(editor, "/campaigns/campaign-1/state", {"action": "finish"})
    assert answer.status_code == 409
    assert "én, der ikke gjorde" in answer.text
    form = {"outcome": "Ni ansøgere", "worked": "Filmene", "failed": "Plakaterne", "version": "1"}
    assert post(editor, "/campaigns/campaign-1/evaluation", form).status_code == 303
    assert move(editor, "finish") == 303
    assert state(session, found) == "evaluated"


def test_a_step_made_too_early_can_be_taken_back(editor: FlaskClient, session: Session) -> None:
    found = make_campaign(session, state=CampaignState.ENDED)
    session.commit()
    assert move(editor, "resume") == 303
    assert move(editor, "step_back") == 303
    assert state(session, found) == "preparing"
