"""From click to hired: the funnel of one job for HR, and of professions or campaigns for everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from sqlalchemy import Subquery
from sqlalchemy.orm import Session

from hub.core import i18n
from hub.links.rules import EMPLOYEES
from hub.metrics import comparison, disclosure, funnels, queries, wording
from hub.metrics.disclosure import Counted, DisclosedTable, Exact, Figure
from hub.metrics.reports.parts import all_sources
from hub.recruitment.rules import NOTHING, STAGES, Counts, Source
from hub.sources import queries as sources
from hub.sources import rules as source_rules

COLUMNS = ("clicks", *STAGES, "cost", "per_application", "per_qualified")
TOTAL = "total"
_BySource = Mapping[Any, Mapping[str, int]]
_ByJob = Callable[[frozenset[str]], Mapping[int, int]]


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
    only: str | None = None,
    hidden: Mapping[str, Collection[funnels.Cell]] | None = None,
    groups: Subquery | None = None,
) -> list[Funnel]:
    """Funnels side by side, as everybody may see them: professions, or campaigns. Five statements, however many.

    All the groups must be given at once: what is hidden in one may be protected by what is hidden in another. `only`
    is the key of the one to return. `hidden` are cells that may not be shown, by stage, as `concealed` finds them where
    the groups are not the parts of one whole. With `groups`, a table of `kit_id` and `name`, the kits of all groups are
    named by it, and the database adds up.
    """
    shown: dict[str, dict[funnels.Cell, Figure]] = {}
    for stage in STAGES:
        cells = {
            (group.key, source): getattr(counts, stage)
            for group in found
            for source, counts in group.counts.items()
            if any(counts)
        }
        shown[stage] = funnels.protect(cells, (hidden or {}).get(stage, ()), across=hidden is None)
    known = _known(session, found, groups)
    made = []
    for group in found:
        if only not in (None, group.key):
            continue
        mine = {
            stage: {source: each for (key, source), each in cells.items() if key == group.key}
            for stage, cells in shown.items()
        }

        def figure(stage: str, source: str, value: int, mine: dict[str, dict[str, Figure]] = mine) -> Figure:
            return mine[stage].get(source) or disclosure.small_count(value)

        unsaid = {stage for stage, cells in (hidden or {}).items() if (group.key, TOTAL) in cells}
        made.append(_funnel(known, group, figure, unsaid))
    return made


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


def _funnel(
    known: _Known, group: Recruited, figure: Callable[[str, str, int], Figure], unsaid: Collection[str] = ()
) -> Funnel:
    """`unsaid` are the stages whose sum may not be shown."""
    spent, live = _summed(known.spent, group.kits), _summed(known.live, group.kits)
    labels = known.labels
    recorded = {source: counts for source, counts in group.counts.items() if any(counts)}
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
    totals: list[tuple[str, list[Figure]]] = []
    for stage in STAGES:
        parts = [
            (getattr(recorded[key], stage), shown)
            for key, shown in zip(keys, by_name[stage], strict=True)
            if key in recorded
        ]
        exact = all(isinstance(shown, Exact) for _, shown in parts)
        whole = Exact(sum(value for value, _ in parts)) if exact and parts else funnels.total(parts, stage in unsaid)
        totals.append((stage, [whole]))
    return Funnel(
        key=group.key,
        label=group.label,
        table=disclosure.series(*columns, labels=names),
        total=disclosure.series(*totals, labels=[(TOTAL, TOTAL)]),
        has_kits=bool(group.kits),
        costly=frozenset(spent),
    )


def concealed(
    numbers: Mapping[int, Mapping[str, Counts]],
    jobs: Mapping[str, Collection[int]],
    elsewhere: Sequence[tuple[Collection[int], Funnel]],
) -> dict[str, set[funnels.Cell]]:
    """Cells by stage that could tell a small number of applicants beside counts of others, a group's sum of all sources
    as the source `TOTAL` among them: what is not told of a group elsewhere that it touches, and what subtraction would
    leave small.

    `jobs` are the jobs of each group; `elsewhere` those of the groups on another page, as they are shown there;
    `numbers` what HR has recorded by job and source.
    """
    every = frozenset(source for each in numbers.values() for source in each)
    sums = {**{source: frozenset((source,)) for source in every}, TOTAL: every}
    sets = [ids for ids, _ in elsewhere]
    found: dict[str, set[funnels.Cell]] = {}
    for stage in STAGES:
        told = {(funnel.key, cell) for _, funnel in elsewhere for cell in _told(funnel, stage)}
        # By job, and once for each sum of sources: the same jobs are added up over and over.
        by_job = cache(partial(_by_job, numbers, stage))

        def count(ids: Collection[int], among: frozenset[str], by_job: _ByJob = by_job) -> int | None:
            recorded = by_job(among)
            counts = [recorded[job] for job in ids if job in recorded]
            return sum(counts) if counts else None

        found[stage] = set()
        for key, own in jobs.items():
            touched = [(set(own).intersection(ids), funnel.key) for ids, funnel in elsewhere]
            silent = {
                cell
                for cell, among in sums.items()
                if any((name, cell) not in told and count(common, among) is not None for common, name in touched)
            }
            # A group that has no job in common is nothing to subtract, and most have none.
            others = [[each] for name, each in jobs.items() if name != key and not set(own).isdisjoint(each)]
            beside = funnels.beside(own, jobs.values(), sets)
            # What is not told of some sources is left over, added up, between two sums of all sources.
            for cell, among in (*sums.items(), (TOTAL, every & silent)):
                counted = partial(count, among=among)
                if (
                    cell in silent
                    or any(funnels.narrows(own, each, counted) for each in (sets, *others))
                    or funnels.narrows(beside, sets, counted)
                ):
                    found[stage].add((key, cell))
    return found


def _by_job(numbers: Mapping[int, Mapping[str, Counts]], stage: str, among: frozenset[str]) -> dict[int, int]:
    """The sum of a stage over these sources, of the jobs for which any of them has a record."""
    rows = {job: [row for source, row in each.items() if source in among and any(row)] for job, each in numbers.items()}
    return {job: sum(getattr(row, stage) for row in found) for job, found in rows.items() if found}


def _told(funnel: Funnel, stage: str) -> set[str]:
    """The sources of which a funnel shows a number, a sum of them all as `TOTAL` among them."""
    tables = (funnel.table, funnel.total)
    figures = [cell for table in tables for cell in zip(table.rows, table.column(stage), strict=True)]
    return {row.key for row, figure in figures if isinstance(figure, Exact)}


def without_clicks(key: str) -> bool:
    """Whether a source carries no links, so that it has no clicks and not none."""
    return key == Source.OTHER
