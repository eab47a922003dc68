"""Which unit reports: the organisation tree folded until nothing is small enough to point at somebody.

A unit has figures of its own only with at least `MIN_UNIT` people. A smaller one is counted with its parent,
and so upwards. What is left at a top must be nobody, or enough: otherwise the smallest unit below joins it.
Headcounts decide, never counts of shares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hub.counting.cells import MIN_UNIT


@dataclass(frozen=True)
class UnitFacts:
    """What the rule needs to know. `headcount` is without sub-units; a closed unit counts as empty."""

    id: int
    parent_id: int | None
    headcount: int
    closed: bool = False


@dataclass(frozen=True)
class Reporting:
    """The folded tree: where each unit is counted, and how many people each reporting unit speaks for."""

    home: dict[int, int | None]
    people: dict[int, int]


def merge_units(units: Iterable[UnitFacts]) -> Reporting:
    """Fold the tree. A home of None means: counted in the whole organisation's figures only."""
    by_id = {unit.id: unit for unit in units}
    members = {unit.id: [unit.id] for unit in by_id.values()}
    people = {unit.id: 0 if unit.closed else unit.headcount for unit in by_id.values()}
    reporting: dict[int, int] = {}
    rest: list[int] = []

    for unit_id in _deepest_first(by_id):
        unit = by_id[unit_id]
        ring = unit_id in _ancestors(by_id, unit_id)
        parent_id = unit.parent_id if unit.parent_id in by_id and not ring else None
        if parent_id is None and 0 < people[unit_id] < MIN_UNIT:
            below = [found for found in reporting if unit_id in _ancestors(by_id, found)]
            _take_smallest(unit_id, below, members, people, reporting)
        if people[unit_id] >= MIN_UNIT:
            reporting[unit_id] = people[unit_id]
        elif parent_id is None:
            rest.append(unit_id)
        else:
            members[parent_id] += members.pop(unit_id)
            people[parent_id] += people[unit_id]

    if 0 < sum(people[unit_id] for unit_id in rest) < MIN_UNIT and reporting:
        del reporting[min(reporting, key=lambda found: (reporting[found], found))]
    home = {unit_id: owner if owner in reporting else None for owner, own in members.items() for unit_id in own}
    return Reporting(home, reporting)


def reporting_unit(units: Iterable[UnitFacts], unit_id: int) -> int | None:
    """The unit whose figures speak for this one; None when only the whole organisation's do."""
    return merge_units(units).home.get(unit_id)


def _take_smallest(
    taker: int,
    candidates: list[int],
    members: dict[int, list[int]],
    people: dict[int, int],
    reporting: dict[int, int],
) -> None:
    if candidates:
        smallest = min(candidates, key=lambda found: (reporting[found], found))
        members[taker] += members.pop(smallest)
        people[taker] += reporting.pop(smallest)


def _ancestors(by_id: dict[int, UnitFacts], unit_id: int) -> list[int]:
    """Parents up to the top. A damaged tree with a ring ends where it meets itself."""
    found: list[int] = []
    parent = by_id[unit_id].parent_id
    while parent in by_id and parent not in found and parent is not None:
        found.append(parent)
        parent = by_id[parent].parent_id
    return found


def _deepest_first(by_id: dict[int, UnitFacts]) -> list[int]:
    return sorted(by_id, key=lambda unit_id: (-len(_ancestors(by_id, unit_id)), unit_id))
