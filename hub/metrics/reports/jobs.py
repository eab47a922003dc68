"""From click to hired: the funnel of one job for HR, and of professions or campaigns for everybody."""

from __future__ import annotations

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
    return _funnel(session, job, lambda _stage, _source, value: Exact(value))


def funnels_of(session: Session, found: Sequence[Recruited]) -> list[Funnel]:
    """Funnels side by side, as everybody may see them: professions, or campaigns. Four statements for each.

    All the groups must be given at once: what is hidden in one may be protected by what is hidden in another.
    """
    shown: dict[str, dict[funnels.Cell, Figure]] = {}
    for stage in STAGES:
        cells = {
            (group.key, source): getattr(counts, stage)
            for group in found
            for source, counts in group.counts.items()
            if any(counts)
        }
        shown[stage] = funnels.protect(cells)
    made = []
    for group in found:
        mine = {
            stage: {source: each for (key, source), each in cells.items() if key == group.key}
            for stage, cells in shown.items()
        }

        def figure(stage: str, source: str, value: int, mine: dict[str, dict[str, Figure]] = mine) -> Figure:
            return mine[stage].get(source) or disclosure.small_count(value)

        made.append(_funnel(session, group, figure))
    return made


def _funnel(session: Session, group: Recruited, figure: Callable[[str, str, int], Figure]) -> Funnel:
    spent = sources.spent(session, kit_ids=group.kit_ids)
    live = queries.clicks_by_source(session, group.kit_ids)
    labels = sources.labels(session, i18n.locale())
    recorded = {source: counts for source, counts in group.counts.items() if any(counts)}
    always = {source.key for source in sources.sources(session) if source.is_built_in and source.active}
    keys = sorted({*always, *recorded, *live, *spent}, key=source_rules.order)
    own = disclosure.clicks(Counted(EMPLOYEES, "", queries.published_clicks(session, group.kit_ids)))
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


def without_clicks(key: str) -> bool:
    """Whether a source carries no links, so that it has no clicks and not none."""
    return key == Source.OTHER
