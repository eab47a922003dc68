"""The life of a campaign as data: its states and the moves between them. Pages and the audit trail read this table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from hub.core.errors import Conflict


class CampaignState(StrEnum):
    """Where a campaign is in its life."""

    PLANNED = "planned"
    PREPARING = "preparing"
    RUNNING = "running"
    ENDED = "ended"
    EVALUATED = "evaluated"


class Action(StrEnum):
    """What can be done to move a campaign."""

    PREPARE = "prepare"
    START = "start"
    END = "end"
    FINISH = "finish"
    STEP_BACK = "step_back"
    RESUME = "resume"
    REOPEN = "reopen"


class Needs(StrEnum):
    """What must be in place before a move."""

    NOTHING = "nothing"
    PERIOD = "period"
    EVALUATION = "evaluation"


@dataclass(frozen=True)
class Move:
    """One allowed move. `onward` moves lead to the next step; the others mend a move that was made too early."""

    action: Action
    source: CampaignState
    target: CampaignState
    audit: str
    label: Any
    needs: Needs = Needs.NOTHING
    onward: bool = True


STATE_LABELS: dict[CampaignState, Any] = {
    CampaignState.PLANNED: _l("Planned"),
    CampaignState.PREPARING: _l("In preparation"),
    CampaignState.RUNNING: _l("Running"),
    CampaignState.ENDED: _l("Over"),
    CampaignState.EVALUATED: _l("Evaluated"),
}
CHIPS = {CampaignState.RUNNING: "good", CampaignState.PREPARING: "amber", CampaignState.EVALUATED: ""}
"""The kind of chip of a state; the others are plain."""

MOVES: tuple[Move, ...] = (
    Move(Action.PREPARE, CampaignState.PLANNED, CampaignState.PREPARING, "campaign.prepared", _l("Begin preparing")),
    Move(
        Action.START,
        CampaignState.PREPARING,
        CampaignState.RUNNING,
        "campaign.started",
        _l("Start the campaign"),
        Needs.PERIOD,
    ),
    Move(Action.END, CampaignState.RUNNING, CampaignState.ENDED, "campaign.ended", _l("End the campaign")),
    Move(
        Action.FINISH,
        CampaignState.ENDED,
        CampaignState.EVALUATED,
        "campaign.evaluated",
        _l("Finish the evaluation"),
        Needs.EVALUATION,
    ),
    Move(
        Action.STEP_BACK,
        CampaignState.RUNNING,
        CampaignState.PREPARING,
        "campaign.stepped_back",
        _l("Back to preparation"),
        onward=False,
    ),
    Move(Action.RESUME, CampaignState.ENDED, CampaignState.RUNNING, "campaign.resumed", _l("Run it on"), onward=False),
    Move(
        Action.REOPEN,
        CampaignState.EVALUATED,
        CampaignState.ENDED,
        "campaign.reopened",
        _l("Reopen the evaluation"),
        onward=False,
    ),
)
_BY_ACTION = {move.action: move for move in MOVES}


def get(action: Action | str) -> Move:
    """The move that an action makes. Raises ValueError for an action that is not in the table."""
    return _BY_ACTION[Action(action)]


def move(state: CampaignState | str, action: Action | str) -> CampaignState:
    """The state that an action leads to.

    Raises:
        Conflict: when the action is not allowed in this state; the reason names both states.
    """
    wanted = get(action)
    if CampaignState(state) is not wanted.source:
        raise Conflict(
            _l(
                "A campaign in the state “%(current)s” cannot go to “%(wanted)s”.",
                current=STATE_LABELS[CampaignState(state)],
                wanted=STATE_LABELS[wanted.target],
            )
        )
    return wanted.target


def moves_from(state: CampaignState | str) -> Iterator[Move]:
    """The moves that this state allows, in the table's order."""
    return (row for row in MOVES if row.source is CampaignState(state))


def steps(state: CampaignState | str) -> list[dict[str, Any]]:
    """The states in order, each done, current or to come, for the page's row of steps."""
    order = list(CampaignState)
    here = order.index(CampaignState(state))
    last = here == len(order) - 1
    return [
        {"label": STATE_LABELS[each], "state": "done" if at < here or last else "current" if at == here else "todo"}
        for at, each in enumerate(order)
    ]
