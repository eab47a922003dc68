"""An editor deletes a campaign that nothing hangs on, and no other one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.campaigns.models import Campaign, ChecklistItem, Evaluation, Goal
from hub.campaigns.workflow import CampaignState
from hub.core.audit import AuditEntry
from hub.sources.models import Cost
from tests.factories.accounts import post
from tests.factories.campaigns import make_campaign, make_goal
from tests.factories.kits import make_kit

PAGE = "/campaigns/campaign-1"
BUTTON = "Slet kampagnen"


def delete(browser: FlaskClient) -> int:
    return post(browser, f"{PAGE}/delete", {}).status_code


def test_a_campaign_that_nothing_hangs_on_is_deleted_with_its_checklist_and_goals(
    editor: FlaskClient, campaign: Campaign, session: Session
) -> None:
    make_goal(session, campaign, deadline=dt.date(2099, 1, 1))
    session.commit()
    assert BUTTON in editor.get(PAGE).text
    assert delete(editor) == 303
    assert editor.get(PAGE).status_code == 404
    for table in (Campaign, ChecklistItem, Goal):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert [entry.action for entry in session.scalars(select(AuditEntry))] == ["campaign.deleted"]


def test_a_second_click_on_delete_changes_nothing(editor: FlaskClient, campaign: Campaign, session: Session) -> None:
    assert [delete(editor), delete(editor)] == [303, 303]
    assert [entry.action for entry in session.scalars(select(AuditEntry))] == ["campaign.deleted"]


def _started(_session: Session, campaign: Campaign) -> None:
    campaign.state = CampaignState.RUNNING.value


def _with_kit(session: Session, campaign: Campaign) -> None:
    make_kit(session).campaign_id = campaign.id


def _with_cost(session: Session, campaign: Campaign) -> None:
    session.add(Cost(campaign_id=campaign.id, source="paid", amount_ore=100, spent_on=dt.date(2026, 9, 1)))


def _evaluated(_session: Session, campaign: Campaign) -> None:
    campaign.evaluation = Evaluation(outcome="Færre end ventet.")


def _with_past_goal(session: Session, campaign: Campaign) -> None:
    make_goal(session, campaign, deadline=dt.date(2020, 1, 1))


@pytest.mark.parametrize("history", [_started, _with_kit, _with_cost, _evaluated, _with_past_goal])
def test_a_campaign_with_a_history_is_kept_and_the_page_says_why(
    editor: FlaskClient, campaign: Campaign, session: Session, history: Callable[[Session, Campaign], None]
) -> None:
    history(session, campaign)
    session.commit()
    assert BUTTON not in editor.get(PAGE).text
    answer = post(editor, f"{PAGE}/delete", {})
    assert answer.status_code == 409
    assert "Derfor bliver den stående" in answer.text
    assert session.get(Campaign, campaign.id) is not None


def test_nobody_without_an_editorial_role_deletes_a_campaign(employee: FlaskClient, session: Session) -> None:
    found = make_campaign(session)
    session.commit()
    assert BUTTON not in employee.get(PAGE).text
    assert delete(employee) == 403
    assert session.get(Campaign, found.id) is not None
