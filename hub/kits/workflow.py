"""The life of a kit as data: its states, what readers see in each, and the moves between them.

A new state or move is a new row here. Pages, permissions, audit trail and `docs/kit-workflow.md` read this
table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from hub.accounts.rules import Role
from hub.core.errors import Conflict


class KitState(StrEnum):
    """Where a kit is in its life."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    LIVE = "live"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What can be done to move a kit."""

    SUBMIT = "submit"
    SEND_BACK = "send_back"
    PUBLISH = "publish"
    END = "end"
    WITHDRAW = "withdraw"


class LinksLead(StrEnum):
    """Where a kit's tracking links lead."""

    NOWHERE = "nowhere yet"
    TARGET = "target"
    AFTER = "page for afterwards, or the target"
    ELSEWHERE = "page for afterwards, or the target's front page"


@dataclass(frozen=True)
class StateRow:
    """One state: who can see the kit, where its links lead, and who may edit it.

    With `second_person`, the author may edit only when nobody else is an approver: what is saved is out at once.
    """

    state: KitState
    label: Any
    readers_see: Any
    in_diagram: str
    links: LinksLead
    editors: tuple[Role, ...]
    author_edits: bool
    second_person: bool = False


@dataclass(frozen=True)
class Move:
    """One allowed move: between which states, who may make it, and what the trail calls it.

    With `second_person`, neither the author nor whoever changed the kit last may make it, unless nobody else is an
    approver: two people have always read what goes out.
    """

    action: Action
    sources: tuple[KitState, ...]
    target: KitState
    roles: tuple[Role, ...]
    audit: str
    label: Any
    second_person: bool = False
    by_clock: bool = False


STATES: dict[KitState, StateRow] = {
    row.state: row
    for row in (
        StateRow(
            KitState.DRAFT,
            _l("Draft"),
            _l("Only the desk sees it."),
            "only the desk",
            LinksLead.NOWHERE,
            (Role.EDITOR, Role.APPROVER),
            author_edits=True,
        ),
        StateRow(
            KitState.IN_REVIEW,
            _l("In review"),
            _l("Only the desk sees it. It waits for approval."),
            "only the desk",
            LinksLead.NOWHERE,
            (Role.EDITOR, Role.APPROVER),
            author_edits=False,
        ),
        StateRow(
            KitState.LIVE,
            _l("Live"),
            _l("Everybody can see and share it."),
            "everybody, and can share it",
            LinksLead.TARGET,
            (Role.APPROVER,),
            author_edits=False,
            second_person=True,
        ),
        StateRow(
            KitState.ENDED,
            _l("Ended"),
            _l("Its page says that sharing is over."),
            "a page that says it is over",
            LinksLead.AFTER,
            (),
            author_edits=False,
        ),
        StateRow(
            KitState.WITHDRAWN,
            _l("Withdrawn"),
            _l("Its page shows nothing of the content."),
            "nothing of the content",
            LinksLead.ELSEWHERE,
            (),
            author_edits=False,
        ),
    )
}

_DESK = (Role.CONTRIBUTOR, Role.EDITOR, Role.APPROVER)
_STAFF = (Role.EDITOR, Role.APPROVER)

MOVES: tuple[Move, ...] = (
    Move(Action.SUBMIT, (KitState.DRAFT,), KitState.IN_REVIEW, _DESK, "kit.submitted", _l("Send for approval")),
    Move(
        Action.PUBLISH,
        (KitState.IN_REVIEW,),
        KitState.LIVE,
        (Role.APPROVER,),
        "kit.published",
        _l("Approve and publish"),
        second_person=True,
    ),
    Move(Action.SEND_BACK, (KitState.IN_REVIEW,), KitState.DRAFT, _STAFF, "kit.sent_back", _l("Send back")),
    Move(Action.END, (KitState.LIVE,), KitState.ENDED, _STAFF, "kit.ended", _l("End sharing"), by_clock=True),
    Move(
        Action.WITHDRAW,
        (KitState.LIVE, KitState.ENDED),
        KitState.WITHDRAWN,
        _STAFF,
        "kit.withdrawn",
        _l("Withdraw"),
    ),
)

_NOT_ALONE = "neither the author nor whoever changed it last, when there is another approver"
_BY_ACTION = {move.action: move for move in MOVES}
STEPS = (KitState.DRAFT, KitState.IN_REVIEW, KitState.LIVE, KitState.ENDED)


def get(action: Action | str) -> Move:
    """The move that an action makes. Raises ValueError for an action that is not in the table."""
    return _BY_ACTION[Action(action)]


def move(state: KitState | str, action: Action | str) -> KitState:
    """The state that an action leads to.

    Raises:
        Conflict: when the action is not allowed in this state; the reason names both states.
    """
    current, wanted = KitState(state), get(action)
    if current not in wanted.sources:
        raise Conflict(
            _l(
                "A kit in the state “%(current)s” cannot go to “%(wanted)s”.",
                current=STATES[current].label,
                wanted=STATES[wanted.target].label,
            )
        )
    return wanted.target


def moves_from(state: KitState | str) -> Iterator[Move]:
    """The moves that this state allows, in the table's order."""
    return (row for row in MOVES if KitState(state) in row.sources)


def diagram() -> str:
    """The page `docs/kit-workflow.md`: the table as a Mermaid diagram and in words. A test compares it with
    the file.
    """
    lines = [
        "# The life of a kit",
        "",
        "Written from the table in `hub/kits/workflow.py`: a test compares the two.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"    [*] --> {KitState.DRAFT}",
    ]
    lines += [f"    {source} --> {row.target}: {row.action}" for row in MOVES for source in row.sources]
    lines += [f"    {row.state} --> [*]" for row in STATES.values() if not list(moves_from(row.state))]
    lines += ["```", "", "| State | Readers see | Links lead to | Who may edit |", "|---|---|---|---|"]
    for state in STATES.values():
        who = ", ".join((*(["its author"] if state.author_edits else []), *state.editors)) or "nobody"
        who += "; not the author, when there is another approver" if state.second_person else ""
        lines.append(f"| {state.state} | {state.in_diagram} | {state.links} | {who} |")
    lines += ["", "| Move | From | To | Who may | In the audit trail |", "|---|---|---|---|---|"]
    for row in MOVES:
        who = ", ".join(row.roles)
        who += f"; {_NOT_ALONE}" if row.second_person else ""
        who += "; the clock, the day after the last day" if row.by_clock else ""
        lines.append(f"| {row.action} | {', '.join(row.sources)} | {row.target} | {who} | `{row.audit}` |")
    return "\n".join([*lines, ""])
