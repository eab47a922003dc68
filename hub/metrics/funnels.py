"""Which counts of applicants may be shown beside each other. Pure.

A count below five may let somebody tell who the applicants were, so it says "under 5". One that is hidden alone could
be worked out from the others and a total that is known elsewhere, so a second one is hidden with it: along the sources
of a group, and along the groups of a source where the groups are parts of one whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from hub.metrics.disclosure import SMALLEST_COUNT, Exact, Figure, NotReported, Reason, Under

Cell = tuple[str, str]
"""Group (a profession, a campaign) and source."""


def protect(counts: Mapping[Cell, int], concealed: Collection[Cell] = (), *, across: bool = True) -> dict[Cell, Figure]:
    """The counts of one stage, as they may be shown to everybody; `concealed` may not be shown whatever they are.

    With `across` the groups are parts of one whole, whose counts by source may be known.
    """
    hidden = {cell for cell, value in counts.items() if value < SMALLEST_COUNT or cell in concealed}
    shown = set(counts) - hidden
    lines = _lines(counts, across)
    while True:
        alone = next((line for line in lines if len(hidden & line) == 1 and shown & line), None)
        if alone is None:
            break
        # The smallest of those that are shown: any other one would hide more than it has to.
        given_up = min(shown & alone, key=lambda cell: (counts[cell], cell))
        hidden.add(given_up)
        shown.discard(given_up)
    return {cell: _figure(value, cell in shown) for cell, value in counts.items()}


def remainders(jobs: Collection[int], others: Iterable[Collection[int]]) -> set[frozenset[int]]:
    """The jobs that are left when a count of these is taken from one of the others, or one of theirs from it.

    `others` are sets of jobs whose counts are shown elsewhere. Those that touch the jobs are put together, and so are
    those that lie within them.
    """
    own = frozenset(jobs)
    near = [frozenset(other) for other in others if not own.isdisjoint(other)]
    within = [other for other in near if other < own]
    compared = {*near, frozenset().union(*near), frozenset().union(*within)}
    return {
        larger - smaller
        for other in compared
        if other
        for smaller, larger in ((own, other), (other, own))
        if smaller < larger
    }


def beside(
    jobs: Collection[int], groups: Iterable[Collection[int]], others: Iterable[Collection[int]]
) -> frozenset[int]:
    """The jobs of a group and of all groups beside it that lie within the same others: what can be added up and then
    taken from these.
    """
    own = frozenset(jobs)
    near = own.union(*(other for other in others if not own.isdisjoint(other)))
    return own.union(*(group for group in groups if near.issuperset(group)))


def total(parts: Sequence[tuple[int, Figure]], concealed: bool = False) -> Figure:
    """The sum of a group's sources, unless it is concealed or would narrow down what is hidden among them."""
    value = sum(count for count, _ in parts)
    if value < SMALLEST_COUNT:
        return Under(SMALLEST_COUNT)
    hidden = [count for count, figure in parts if not isinstance(figure, Exact)]
    if concealed or (hidden and not _is_open(hidden)):
        return NotReported(Reason.PROTECTS)
    return Exact(value)


def _is_open(hidden: Sequence[int]) -> bool:
    """Whether each hidden count could still be anything from none to four, when the sum of them all is known.

    Those that are five or more are known to be, so only what is above five of each can hide the others.
    """
    most = SMALLEST_COUNT - 1
    small = [count for count in hidden if count < SMALLEST_COUNT]
    large = len(hidden) - len(small)
    rest = sum(hidden) - SMALLEST_COUNT * large
    if len(hidden) < 2 or rest < most:
        return False
    return bool(large) or rest <= most * (len(small) - 1)


def _lines(counts: Mapping[Cell, int], across: bool) -> list[set[Cell]]:
    groups: dict[str, set[Cell]] = defaultdict(set)
    sources: dict[str, set[Cell]] = defaultdict(set)
    for group, source in counts:
        groups[group].add((group, source))
        sources[source].add((group, source))
    lines = (groups, sources) if across and len(groups) > 1 else (groups,)
    return [line[name] for line in lines for name in sorted(line)]


def _figure(value: int, shown: bool) -> Figure:
    if value < SMALLEST_COUNT:
        return Under(SMALLEST_COUNT)
    return Exact(value) if shown else NotReported(Reason.PROTECTS)
