"""Who may do what with a kit. The reasons are sentences that a page can show on a disabled button."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Protocol

from flask_babel import lazy_gettext as _l

from hub.accounts.rules import Role
from hub.core.errors import HubError, NotAllowed
from hub.kits import workflow
from hub.kits.models import Kit
from hub.kits.workflow import Action


class Actor(Protocol):
    """Whoever acts: a person."""

    id: int

    def has_role(self, *wanted: Role) -> bool:
        """Whether any of the roles is held."""


DESK = (Role.CONTRIBUTOR, Role.EDITOR, Role.APPROVER)
MAY_CREATE = (*DESK, Role.HR)
_ROLE_REASON = {
    Action.SUBMIT: _l("Only the author, an editor or an approver can send this for approval."),
    Action.SEND_BACK: _l("Only an editor or an approver can send a kit back."),
    Action.PUBLISH: _l("Only an approver can publish."),
    Action.END: _l("Only an editor or an approver can end a kit."),
    Action.WITHDRAW: _l("Only an editor or an approver can withdraw a kit."),
}


def check_can_create(actor: Actor) -> None:
    """Raises NotAllowed unless the person works at the desk, or starts a kit from a job."""
    if not actor.has_role(*MAY_CREATE):
        raise NotAllowed(_l("Only the desk can create kits."))


def can_create(actor: Actor) -> bool:
    """Whether the person may create kits."""
    return actor.has_role(*MAY_CREATE)


def check_can_edit(actor: Actor, kit: Kit, approver_ids: Collection[int]) -> None:
    """Raises NotAllowed unless the kit's state lets this person edit.

    What is saved on a live kit is published by that: so the author may do it only when nobody of `approver_ids`
    but them holds the role of approver.
    """
    row = workflow.STATES[workflow.KitState(kit.state)]
    if row.second_person and kit.author_id == actor.id and set(approver_ids) - {actor.id}:
        raise NotAllowed(_l("You wrote this kit yourself. Another approver must edit it while it is live."))
    if actor.has_role(*row.editors) or (row.author_edits and kit.author_id == actor.id and can_create(actor)):
        return
    if not row.editors:
        raise NotAllowed(_l("A kit that is over cannot be edited."))
    if row.editors == (Role.APPROVER,):
        raise NotAllowed(_l("Only an approver can edit a kit that is live."))
    raise NotAllowed(_l("Only an editor or an approver can edit this kit now."))


def why_not_edit(actor: Actor, kit: Kit, approver_ids: Collection[int]) -> Any | None:
    """The reason why the kit cannot be edited now, for the disabled button; None when it can."""
    try:
        check_can_edit(actor, kit, approver_ids)
    except NotAllowed as refusal:
        return refusal.reason
    return None


def works_at_desk(actor: Actor) -> bool:
    """Whether the person may open kits at the desk."""
    return actor.has_role(*DESK)


def check_can_place(actor: Actor) -> None:
    """Raise NotAllowed unless the person may put kits into campaigns, in whatever state the kit is."""
    if not actor.has_role(Role.EDITOR, Role.APPROVER):
        raise NotAllowed(_l("Only editors and approvers can put kits into a campaign."))


def check_can_move(
    actor: Actor, kit: Kit, action: Action, approver_ids: Collection[int], last_hand: int | None = None
) -> None:
    """Raise NotAllowed with the reason why this person may not make this move. Says nothing about the kit's
    state.

    `approver_ids` are the people who hold the role of approver: the author, and `last_hand`, who changed the kit
    last, may publish only when nobody else does.
    """
    move = workflow.get(action)
    own_only = action is Action.SUBMIT and not actor.has_role(Role.EDITOR, Role.APPROVER)
    if not actor.has_role(*move.roles) or (own_only and kit.author_id != actor.id):
        raise NotAllowed(_ROLE_REASON[action])
    if not move.second_person or not set(approver_ids) - {actor.id}:
        return
    if kit.author_id == actor.id:
        raise NotAllowed(_l("You wrote this kit yourself. Another approver must publish it."))
    if last_hand == actor.id:
        raise NotAllowed(
            _l("You changed this kit last. Another approver must publish it, or you send it back to its author.")
        )


def can_move(
    actor: Actor, kit: Kit, action: Action, approver_ids: Collection[int], last_hand: int | None = None
) -> bool:
    """Whether the person may make the move, and the kit's state allows it."""
    return why_not(actor, kit, action, approver_ids, last_hand) is None


def why_not(
    actor: Actor, kit: Kit, action: Action, approver_ids: Collection[int], last_hand: int | None = None
) -> Any | None:
    """The reason why the move cannot be made now, for the disabled button; None when it can."""
    try:
        workflow.move(kit.state, action)
        check_can_move(actor, kit, action, approver_ids, last_hand)
    except HubError as refusal:
        return refusal.reason
    return None


def approves_own(actor: Actor, kit: Kit, approver_ids: Collection[int]) -> bool:
    """Whether publishing would be the author approving their own kit, which the page then says."""
    return kit.author_id == actor.id and not set(approver_ids) - {actor.id}
