"""The life of a campaign as a table."""

from __future__ import annotations

from itertools import product

import pytest

from hub.campaigns import workflow
from hub.campaigns.workflow import MOVES, STATE_LABELS, Action, CampaignState, Needs
from hub.core.errors import Conflict

ALLOWED = {
    (CampaignState.PLANNED, Action.PREPARE): CampaignState.PREPARING,
    (CampaignState.PREPARING, Action.START): CampaignState.RUNNING,
    (CampaignState.RUNNING, Action.END): CampaignState.ENDED,
    (CampaignState.ENDED, Action.FINISH): CampaignState.EVALUATED,
    (CampaignState.RUNNING, Action.STEP_BACK): CampaignState.PREPARING,
    (CampaignState.ENDED, Action.RESUME): CampaignState.RUNNING,
    (CampaignState.EVALUATED, Action.REOPEN): CampaignState.ENDED,
}


@pytest.mark.parametrize(("state", "action"), list(product(CampaignState, Action)))
def test_only_the_moves_of_the_table_are_possible(state: CampaignState, action: Action) -> None:
    if (state, action) in ALLOWED:
        assert workflow.move(state, action) is ALLOWED[state, action]
    else:
        with pytest.raises(Conflict):
            workflow.move(state, action)


def test_every_state_has_a_name_and_every_action_one_move() -> None:
    assert set(STATE_LABELS) == set(CampaignState)
    assert sorted(move.action for move in MOVES) == sorted(Action)


def test_a_campaign_starts_with_a_period_and_is_done_with_an_evaluation() -> None:
    assert workflow.get(Action.START).needs is Needs.PERIOD
    assert workflow.get(Action.FINISH).needs is Needs.EVALUATION


def test_the_row_of_steps_has_one_current_step_and_none_when_all_is_done() -> None:
    assert [step["state"] for step in workflow.steps("running")] == ["done", "done", "current", "todo", "todo"]
    assert {step["state"] for step in workflow.steps("evaluated")} == {"done"}
