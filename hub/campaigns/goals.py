"""Writing goals, evaluations and learnings."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from hub.accounts.models import Person
from hub.campaigns import queries
from hub.campaigns.models import Campaign, Evaluation, Goal, Learning
from hub.campaigns.permissions import check_can_write
from hub.campaigns.rules import (
    LEARNING_LENGTH,
    MOST_GOALS,
    MOST_LEARNINGS,
    GoalData,
    Kind,
    goal_problems,
    holds_address,
    lessons,
    names_one_of,
)
from hub.campaigns.service import flush, stale
from hub.core import audit, clock
from hub.core.errors import Conflict, Invalid
from hub.counting.cells import MIN_UNIT


def problems(session: Session, data: GoalData) -> list[tuple[str, Any]]:
    """(field, why) for everything that keeps this from being a goal: pure rules first, then people and units."""
    found = goal_problems(data, clock.local_today())
    choices = queries.unit_choices(session, "da")
    if data.unit_id is not None and data.unit_id not in choices.large:
        found.append(("unit_id", _too_small(choices.small.get(data.unit_id, ""))))
    small = names_one_of(data.specific, queries.names_of_small_units(session))
    if small is not None:
        found.append(("specific", _too_small(small)))
    if holds_address(data.specific) or names_one_of(data.specific, queries.names_of_people(session)) is not None:
        found.append(
            (
                "specific",
                _l(
                    "A goal is never about a person: sharing is voluntary, and nobody is measured. "
                    "Write it without names."
                ),
            )
        )
    return found


def _too_small(name: str) -> Any:
    return _l(
        "%(unit)s has fewer than %(count)s people. Figures about so few could point at somebody, so there are none: "
        "choose a larger unit, the campaign or the whole organisation.",
        unit=name or _l("The unit"),
        count=MIN_UNIT,
    )


def add_goal(session: Session, actor: Person, campaign: Campaign, data: GoalData) -> Goal:
    """Set a goal.

    Raises:
        NotAllowed: the person is neither editor nor approver.
        Invalid: for the first field that `problems` finds.
        Conflict: there is a goal on this figure already, or there are too many.
    """
    check_can_write(actor)
    _check(session, data)
    if len(campaign.goals) >= MOST_GOALS:
        raise Conflict(_l("A campaign with more goals than this has none. Remove one first."))
    goal = Goal(campaign_id=campaign.id)
    _fill(goal, data)
    _write(session, goal)
    session.expire(campaign, ["goals"])
    audit.record(session, actor.id, "campaign.goal_set", "campaign", campaign.id)
    return goal


def update_goal(session: Session, actor: Person, goal: Goal, expected_version: int, data: GoalData) -> None:
    """Change a goal whose deadline has not passed.

    Raises:
        NotAllowed, Invalid, Conflict: as for `add_goal`; Conflict also when its deadline has passed.
        Stale: somebody else was faster; nothing is written.
    """
    check_can_write(actor)
    check_open(goal)
    if goal.version != expected_version:
        raise stale()
    _check(session, data)
    with session.no_autoflush:
        _fill(goal, data)
    _write(session, goal)
    audit.record(session, actor.id, "campaign.goal_changed", "campaign", goal.campaign_id)


def remove_goal(session: Session, actor: Person, campaign: Campaign, goal_id: int) -> None:
    """Give a goal up before its deadline. One that is gone changes nothing.

    Raises:
        NotAllowed: the person is neither editor nor approver.
        Conflict: its deadline has passed, so it stands, reached or not.
    """
    check_can_write(actor)
    for goal in list(campaign.goals):
        if goal.id == goal_id:
            check_open(goal)
            campaign.goals.remove(goal)
            audit.record(session, actor.id, "campaign.goal_removed", "campaign", campaign.id)


def is_open(goal: Goal) -> bool:
    """Whether the goal can still be changed."""
    return goal.deadline >= clock.local_today()


def check_open(goal: Goal) -> None:
    """Raises Conflict once the deadline has passed: nobody moves the posts after the match."""
    if not is_open(goal):
        raise Conflict(_l("The deadline has passed, so the goal stands as it was."))


def save_evaluation(
    session: Session, actor: Person, campaign: Campaign, expected_version: int, values: dict[str, Any]
) -> None:
    """Write the evaluation: `aim`, `outcome`, `next_steps`, `cost` (øre), and `worked` and `failed`, a learning a line.
    A learning that stands there already keeps its day.

    Raises:
        NotAllowed: the person is neither editor nor approver.
        Invalid: a learning is too long, or there are too many.
        Stale: somebody else was faster; nothing is written.
    """
    check_can_write(actor)
    row = campaign.evaluation
    if (row.version if row else 0) != expected_version:
        raise stale()
    wanted = {kind: lessons(values[kind]) for kind in Kind}
    for kind, lines in wanted.items():
        if len(lines) > MOST_LEARNINGS:
            raise Invalid(kind, _l("At most %(count)s lines.", count=MOST_LEARNINGS))
        if any(len(line) > LEARNING_LENGTH for line in lines):
            raise Invalid(kind, _l("At most %(count)s characters a line.", count=LEARNING_LENGTH))
    if row is None:
        row = campaign.evaluation = Evaluation()
    for name in ("aim", "outcome", "next_steps", "cost"):
        setattr(row, name, values[name])
    # Changed learnings alone would leave this row, and with it the version, as it was.
    flag_modified(row, "outcome")
    _replace(campaign, wanted)
    flush(session)
    audit.record(session, actor.id, "campaign.evaluation", "campaign", campaign.id)


def _check(session: Session, data: GoalData) -> None:
    for field, reason in problems(session, data):
        raise Invalid(field, reason)


def _fill(goal: Goal, data: GoalData) -> None:
    goal.specific, goal.baseline, goal.target, goal.deadline = data.specific, data.baseline, data.target, data.deadline
    goal.measure, goal.scope, goal.unit_id = data.measure.value, data.scope.value, data.unit_id


def _write(session: Session, goal: Goal) -> None:
    try:
        with session.begin_nested():
            session.add(goal)
            flush(session)
    except IntegrityError:
        raise Conflict(_l("The campaign has a goal on this figure already. Change that one.")) from None


def _replace(campaign: Campaign, wanted: dict[Kind, list[str]]) -> None:
    known = {(each.kind, each.text): each for each in campaign.learnings}
    found: list[Learning] = []
    for kind, lines in wanted.items():
        for line in lines:
            row = known.get((kind, line)) or Learning(kind=kind.value, text=line, noted_on=clock.local_today())
            row.position = len(found)
            found.append(row)
    campaign.learnings = found
