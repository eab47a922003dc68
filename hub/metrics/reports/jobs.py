"""From click to hired: the funnel of one job for HR, and of professions or campaigns for everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Subquery
from sqlalchemy.orm import Session

from hub.core import i18n
from hub.links.rules import EMPLOYEES
from hub.metrics import comparison, disclosure, funnels, queries, wording
from hub.metrics.disclosure import SMALLEST_COUNT, Counted, DisclosedTable, Exact, Figure
from hub.metrics.reports.parts import all_sources
from hub.recruitment.rules import NOTHING, STAGES, Counts, Source, added_up
from hub.sources import queries as sources
from hub.sources import rules as source_rules

COLUMNS = ("clicks", *STAGES, "cost", "per_application", "per_qualified")
TOTAL = "total"
_BySource = Mapping[Any, Mapping[str, int]]
_Shown = Callable[[str, str, int], Figure]
"""How a count is shown, by its stage and source."""
Told = Mapping[str, frozenset[str]]
"""The sources of which a number is shown, by stage; a sum of them all as `TOTAL` among them."""


@dataclass(frozen=True)
class Recruited:
    """What a funnel is made of: kits for the clicks, by ids or by names of groups, and what HR recorded by source."""

    key: str
    label: str
    kits: Collection[int | str]
    counts: Mapping[str, Counts]


@dataclass(frozen=True)
class Funnel:
    """A row for each source, with the columns of `COLUMNS`; `total` has one row with the columns of `STAGES`, because
    clicks of different kinds are never added up. `costly` are the sources for which a cost was entered.
    """

    key: str
    label: str
    table: DisclosedTable
    total: DisclosedTable
    has_kits: bool
    costly: frozenset[str]


def clicks_by_source_of_job(session: Session, kit_ids: Collection[int]) -> DisclosedTable:
    """Clicks that the job's kits brought, a row for each source. Three statements."""
    published, live = queries.published_clicks(session, kit_ids), queries.clicks_by_source(session, kit_ids)
    return all_sources(session, published, live)


def job_funnel(session: Session, job: Recruited) -> Funnel:
    """One job with exact counts of applications: for HR, who wrote them, and for nobody else. Four statements."""
    return _funnel(_known(session, [job]), job, lambda _stage, _source, value: Exact(value))


def funnels_of(
    session: Session,
    found: Sequence[Recruited],
    hidden: Mapping[str, Collection[funnels.Cell]] | None = None,
    groups: Subquery | None = None,
) -> list[Funnel]:
    """Funnels side by side, as everybody may see them: professions, or campaigns. Five statements, however many.

    Groups that are the parts of one whole must be given all at once: what is hidden in one may be protected by what is
    hidden in another. `hidden` are cells that may not be shown, by stage, as `concealed` finds them where the groups
    are no such parts; then each is made for itself. With `groups`, a table of `kit_id` and `name`, the kits of all
    groups are named by it, and the database adds up.
    """
    shown, known = _shown(found, hidden), _known(session, found, groups)
    made = []
    for group in found:
        unsaid = {stage for stage, cells in (hidden or {}).items() if (group.key, TOTAL) in cells}
        made.append(_funnel(known, group, shown[group.key], unsaid))
    return made


def told_of(found: Sequence[Recruited]) -> list[Told]:
    """What `funnels_of` tells of groups that are the parts of one whole, all given at once. No statement, for clicks
    and costs are not looked at.
    """
    shown = _shown(found)
    made: list[Told] = []
    for group in found:
        recorded, figure = _recorded(group), shown[group.key]
        told = {}
        for stage, total in _totals(recorded, figure).items():
            figures = {**_column(recorded, figure, stage), TOTAL: total}
            told[stage] = frozenset(source for source, each in figures.items() if isinstance(each, Exact))
        made.append(told)
    return made


def _recorded(group: Recruited) -> dict[str, Counts]:
    """What HR has recorded of the group, without the sources of which there is nothing."""
    return {source: counts for source, counts in group.counts.items() if any(counts)}


def _shown(
    found: Sequence[Recruited], hidden: Mapping[str, Collection[funnels.Cell]] | None = None
) -> dict[str, _Shown]:
    """How the counts of each group are shown beside those of the others, by its key."""
    recorded = {(group.key, source): counts for group in found for source, counts in _recorded(group).items()}
    cells: dict[str, dict[funnels.Cell, Figure]] = {}
    for stage in STAGES:
        values = {cell: getattr(counts, stage) for cell, counts in recorded.items()}
        cells[stage] = funnels.protect(values, (hidden or {}).get(stage, ()), across=hidden is None)

    def of(key: str) -> _Shown:
        return lambda stage, source, value: cells[stage].get((key, source)) or disclosure.small_count(value)

    return {group.key: of(group.key) for group in found}


@dataclass(frozen=True)
class _Known:
    """What is known of some kits: labels by source, the sources that always have a row; clicks and øre by kit, or group
    of kits, and source, and published clicks by kit or group.
    """

    labels: Mapping[str, str]
    always: frozenset[str]
    live: _BySource
    spent: _BySource
    published: Mapping[Any, int]


def _known(session: Session, found: Sequence[Recruited], groups: Subquery | None = None) -> _Known:
    every = sources.sources(session)
    labels = {source.key: source.label(i18n.locale()) for source in every}
    always = frozenset(source.key for source in every if source.is_built_in and source.active)
    if groups is not None:
        live, spent = queries.clicks_by_group(session, groups), sources.spent_by_group(session, groups)
        return _Known(labels, always, live, spent, queries.published_by_group(session, groups))
    ids = [int(kit_id) for group in found for kit_id in group.kits]
    clicks, costs = queries.clicks_by_kit(session, ids), sources.spent_by_kit(session, ids)
    return _Known(labels, always, clicks, costs, queries.published_by_kit(session, ids))


def _summed(by_kit: _BySource, kits: Collection[int | str]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for kit in kits:
        found.update(by_kit.get(kit, {}))
    return dict(found)


def _funnel(known: _Known, group: Recruited, figure: _Shown, unsaid: Collection[str] = ()) -> Funnel:
    """`unsaid` are the stages whose sum may not be shown."""
    spent, live = _summed(known.spent, group.kits), _summed(known.live, group.kits)
    labels, recorded = known.labels, _recorded(group)
    keys = sorted({*known.always, *recorded, *live, *spent}, key=source_rules.order)
    published = [known.published[kit] for kit in group.kits if kit in known.published]
    own = disclosure.clicks(Counted(EMPLOYEES, "", sum(published) if published else None))
    clicks = [own if key == EMPLOYEES else Exact(live.get(key, 0)) for key in keys]
    columns: list[tuple[str, list[Figure]]] = [("clicks", clicks)]
    for stage in STAGES:
        columns.append((stage, [figure(stage, key, getattr(recorded.get(key, NOTHING), stage)) for key in keys]))
    by_name = dict(columns)
    costs = [spent.get(key) for key in keys]
    columns.append(("cost", [comparison.cost(ore) for ore in costs]))
    for name, stage in (("per_application", "applications"), ("per_qualified", "qualified")):
        each = [comparison.cost_each(ore, among) for ore, among in zip(costs, by_name[stage], strict=True)]
        columns.append((name, each))
    names = [(key, labels.get(key) or wording.source(key)) for key in keys]
    totals = [(stage, [whole]) for stage, whole in _totals(recorded, figure, unsaid).items()]
    return Funnel(
        key=group.key,
        label=group.label,
        table=disclosure.series(*columns, labels=names),
        total=disclosure.series(*totals, labels=[(TOTAL, TOTAL)]),
        has_kits=bool(group.kits),
        costly=frozenset(spent),
    )


def _column(recorded: Mapping[str, Counts], figure: _Shown, stage: str) -> dict[str, Figure]:
    """The figures of a stage, by source."""
    return {source: figure(stage, source, getattr(counts, stage)) for source, counts in recorded.items()}


def _totals(recorded: Mapping[str, Counts], figure: _Shown, unsaid: Collection[str] = ()) -> dict[str, Figure]:
    """The sum of all sources, by stage."""
    found: dict[str, Figure] = {}
    for stage in STAGES:
        values = [getattr(counts, stage) for counts in recorded.values()]
        parts = list(zip(values, _column(recorded, figure, stage).values(), strict=True))
        exact = all(isinstance(shown, Exact) for _, shown in parts)
        found[stage] = Exact(sum(values)) if exact and parts else funnels.total(parts, stage in unsaid)
    return found


def concealed(
    numbers: Mapping[int, Mapping[str, Counts]],
    jobs: Mapping[str, Collection[int]],
    elsewhere: Sequence[tuple[Collection[int], Told]],
    wanted: Collection[str] | None = None,
) -> dict[str, set[funnels.Cell]]:
    """Cells by stage that could tell a small number of applicants beside counts of others, a group's sum of all sources
    as the source `TOTAL` among them: what is not told of a group elsewhere that it touches, and what subtraction would
    leave small.

    `jobs` are the jobs of each group; `elsewhere` those of the groups on another page, with what is told of them there;
    `numbers` what HR has recorded by job and source. `wanted` are the keys of the groups whose cells are looked for:
    all of them, unless some are named.
    """
    every = frozenset(source for each in numbers.values() for source in each)
    sums = {**{source: frozenset((source,)) for source in every}, TOTAL: every}
    found: dict[str, set[funnels.Cell]] = {stage: set() for stage in STAGES}
    for key in jobs if wanted is None else wanted:
        own = frozenset(jobs[key])
        common = [(_of_jobs(numbers, own.intersection(ids)), told) for ids, told in elsewhere]
        left = [_of_jobs(numbers, ids) for ids in _left_of(key, jobs, [ids for ids, _ in elsewhere])]
        for stage in STAGES:
            silent = {
                cell
                for cell, among in sums.items()
                if any(cell not in told[stage] and not among.isdisjoint(recorded) for recorded, told in common)
            }
            # What is not told of some sources is left over, added up, between two sums of all sources.
            for cell, among in (*sums.items(), (TOTAL, every & silent)):
                if cell in silent or any(_is_small(recorded, stage, among) for recorded in left):
                    found[stage].add((key, cell))
    return found


def _left_of(key: str, jobs: Mapping[str, Collection[int]], sets: Sequence[Collection[int]]) -> set[frozenset[int]]:
    """The jobs that subtraction would leave: of the group and the sets, of the group and each other one, and of all
    that can be added up beside it and the sets.
    """
    others = (funnels.remainders(jobs[key], [each]) for name, each in jobs.items() if name != key)
    beside = funnels.beside(jobs[key], jobs.values(), sets)
    return funnels.remainders(jobs[key], sets).union(*others, funnels.remainders(beside, sets))


def _of_jobs(numbers: Mapping[int, Mapping[str, Counts]], ids: Collection[int]) -> dict[str, Counts]:
    """What has been recorded of these jobs together, by source."""
    return added_up(numbers[job] for job in ids if job in numbers)


def _is_small(recorded: Mapping[str, Counts], stage: str, among: Collection[str]) -> bool:
    """Whether the sum of a stage over these sources is a small one; where nothing has been recorded there is none."""
    counts = [getattr(recorded[source], stage) for source in among if source in recorded]
    return bool(counts) and sum(counts) < SMALLEST_COUNT


def without_clicks(key: str) -> bool:
    """Whether a source carries no links, so that it has no clicks and not none."""
    return key == Source.OTHER
