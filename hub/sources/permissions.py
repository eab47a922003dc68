"""Who may make links, name sources and enter costs."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.accounts.rules import Role
from hub.core.errors import NotAllowed
from hub.kits.models import Kit
from hub.kits.permissions import Actor

DESK = (Role.EDITOR, Role.APPROVER)


def check_can_handle(actor: Actor, kit: Kit | None) -> None:
    """Raises NotAllowed unless the person may make links of the kit and enter its costs: HR for kits of jobs.

    None stands for what is not one kit: a campaign.
    """
    if actor.has_role(*DESK) or (kit is not None and kit.job_id is not None and actor.has_role(Role.HR)):
        return
    if actor.has_role(Role.HR):
        raise NotAllowed(_l("HR can do this for the share kits of jobs only."))
    raise NotAllowed(_l("Only an editor or an approver can do this."))


def can_handle(actor: Actor, kit: Kit | None) -> bool:
    """Whether the person may make links of the kit and enter its costs."""
    try:
        check_can_handle(actor, kit)
    except NotAllowed:
        return False
    return True


def check_can_name(actor: Actor) -> None:
    """Raises NotAllowed unless the person may add and rename sources."""
    if not actor.has_role(*DESK):
        raise NotAllowed(_l("Only an editor or an approver can change the sources."))


def can_name(actor: Actor) -> bool:
    """Whether the person may add and rename sources."""
    return actor.has_role(*DESK)
