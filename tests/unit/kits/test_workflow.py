"""The life of a kit as a table."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

from hub.core.errors import Conflict
from hub.kits import workflow
from hub.kits.workflow import MOVES, STATES, Action, KitState

DOCUMENT = Path(__file__).parents[3] / "docs" / "kit-workflow.md"
ALLOWED = {
    (KitState.DRAFT, Action.SUBMIT): KitState.IN_REVIEW,
    (KitState.IN_REVIEW, Action.SEND_BACK): KitState.DRAFT,
    (KitState.IN_REVIEW, Action.PUBLISH): KitState.LIVE,
    (KitState.LIVE, Action.END): KitState.ENDED,
    (KitState.LIVE, Action.WITHDRAW): KitState.WITHDRAWN,
    (KitState.ENDED, Action.WITHDRAW): KitState.WITHDRAWN,
}


@pytest.mark.parametrize(("state", "action"), list(product(KitState, Action)))
def test_only_the_moves_of_the_table_are_possible(state: KitState, action: Action) -> None:
    if (state, action) in ALLOWED:
        assert workflow.move(state, action) is ALLOWED[state, action]
    else:
        with pytest.raises(Conflict):
            workflow.move(state, action)


def test_a_refused_move_names_both_states() -> None:
    with pytest.raises(Conflict) as refusal:
        workflow.move(KitState.DRAFT, Action.PUBLISH)
    app = Flask("bare")
    Babel(app)
    with app.app_context():
        reason = str(refusal.value.reason)
    assert "Draft" in reason
    assert "Live" in reason


def test_every_state_has_a_row_and_every_action_one_move() -> None:
    assert set(STATES) == set(KitState)
    assert sorted(move.action for move in MOVES) == sorted(Action)


def test_nobody_but_an_approver_publishes_and_it_takes_a_second_person() -> None:
    publish = workflow.get(Action.PUBLISH)
    assert publish.roles == ("approver",)
    assert publish.second_person


def test_the_page_in_the_docs_says_what_the_table_says() -> None:
    assert DOCUMENT.read_text() == workflow.diagram(), (
        "docs/kit-workflow.md is out of date: write hub.kits.workflow.diagram() into it"
    )
