"""From click to hired: the funnel of one job for HR, and of professions or campaigns for everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Recruited:
    """What a funnel is made of: kits for the clicks, and what HR recorded by source."""

    key: str
    label: str
    kit_ids: Collection[int]
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
    return _funnel(_known(session, job.kit_ids), job, lambda _stage, _source, value: Exact(value))


def funnels_of(
    session: Session,
    found: Sequence[Recruited],
    only: str | None = None,
    hidden: Mapping[str, Collection[funnels.Cell]] | None = None,
) -> list[Funnel]:
    """Funnels side by side, as everybody may see them: professions, or campaigns. Five statements, however many.

    All the groups must be given at once: what is hidden in one may be protected by what is hidden in another. `only`
    is the key of the one to return; `hidden` are cells that may not be shown, by stage.
    """
    shown: dict[str, dict[funnels.Cell, Figure]] = {}
    for stage in STAGES:
        cells = {
            (group.key, source): getattr(counts, stage)
            for group in found
            for source, counts in group.counts.items()
            if any(counts)
        }
        shown[stage] = funnels.protect(cells, (hidden or {}).get(stage, ()))
    known = _known(session, [kit_id for group in found for kit_id in group.kit_ids])
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

        made.append(_funnel(known, group, figure))
    return made


@dataclass(frozen=True)
class _Known:
    """What is known of some kits: labels by source, the sources that always have a row; clicks and øre by kit and
    source, and published clicks by kit.
    """

    labels: Mapping[str, str]
    always: frozenset[str]
    live: Mapping[int, Mapping[str, int]]
    spent: Mapping[int, Mapping[str, int]]
    published: Mapping[int, int]


def _known(session: Session, kit_ids: Collection[int]) -> _Known:
    every = sources.sources(session)
    return _Known(
        labels={source.key: source.label(i18n.locale()) for source in every},
        always=frozenset(source.key for source in every if source.is_built_in and source.active),
        live=queries.clicks_by_kit(session, kit_ids),
        spent=sources.spent_by_kit(session, kit_ids),
        published=queries.published_by_kit(session, kit_ids),
    )


def _summed(by_kit: Mapping[int, Mapping[str, int]], kit_ids: Collection[int]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for kit_id in kit_ids:
        found.update(by_kit.get(kit_id, {}))
    return dict(found)


def _funnel(known: _Known, group: Recruited, figure: Callable[[str, str, int], Figure]) -> Funnel:
    spent, live = _summed(known.spent, group.kit_ids), _summed(known.live, group.kit_ids)
    labels = known.labels
    recorded = {source: counts for source, counts in group.counts.items() if any(counts)}
    keys = sorted({*known.always, *recorded, *live, *spent}, key=source_rules.order)
    published = [known.published[kit_id] for kit_id in group.kit_ids if kit_id in known.published]
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
        totals.append((stage, [Exact(sum(value for value, _ in parts)) if exact and parts else funnels.total(parts)]))
    return Funnel(
        key=group.key,
        label=group.label,
        table=disclosure.series(*columns, labels=names),
        total=disclosure.series(*totals, labels=[(TOTAL, TOTAL)]),
        has_kits=bool(group.kit_ids),
        costly=frozenset(spent),
    )


def concealed(
    numbers: Mapping[int, Mapping[str, Counts]],
    jobs: Mapping[str, Collection[int]],
    elsewhere: Collection[Collection[int]],
) -> dict[str, set[funnels.Cell]]:
    """Cells by stage that would tell a small number of applicants beside counts of others: `jobs` are the jobs of each
    group, `elsewhere` those of groups that are shown on other pages, `numbers` what HR has recorded by job and source.
    """
    found: dict[str, set[funnels.Cell]] = {stage: set() for stage in STAGES}
    for stage in STAGES:
        for source in {source for each in numbers.values() for source in each}:

            def count(ids: Collection[int], stage: str = stage, source: str = source) -> int | None:
                rows = [numbers[job][source] for job in ids if any(numbers.get(job, {}).get(source, NOTHING))]
                return sum(getattr(row, stage) for row in rows) if rows else None

            for key, own in jobs.items():
                others = [[other] for other_key, other in jobs.items() if other_key != key]
                if any(funnels.narrows(own, each, count) for each in (elsewhere, *others)):
                    found[stage].add((key, source))
    return found


def without_clicks(key: str) -> bool:
    """Whether a source carries no links, so that it has no clicks and not none."""
    return key == Source.OTHER
