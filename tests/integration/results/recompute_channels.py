"""By hand: the sources side by side, and the funnels from click to hired."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from tests.integration.results import recompute_windows as on
from tests.integration.results.recompute_page import Page
from tests.integration.results.recompute_rules import (
    DASH,
    NO_COST,
    PROTECTS,
    UNDER_5,
    Said,
    clicks,
    each,
    exact,
    money,
    part_of_clicks,
    rate,
    small,
)
from tests.integration.results.recompute_tables import BUILT_IN, STAGES, Job, Tables, order

Cell = tuple[str, str]
"""Group and source."""


def channels(
    tables: Tables, made: tuple[list[int], list[int]], live: Mapping[str, tuple[int, int]], spent: Mapping[str, int]
) -> dict[str, tuple[Said, Said, Said, Said]]:
    """Clicks, visitors, cost and cost of a visit by source: those in use, and those that have anything."""
    keys = {key for key, (_, active) in tables.sources.items() if active and key in BUILT_IN} | {*live, *spent}
    found = {}
    for key in sorted(keys, key=order):
        hits, visitors = map(clicks, made) if key == "employees" else map(exact, live.get(key, (0, 0)))
        found[key] = hits, visitors, money(spent.get(key)), each(spent.get(key), visitors)
    return found


def quarter_weeks(tables: Tables, key: str) -> list[str]:
    """The weeks of the quarter that have been counted up."""
    return [one for one in on.weeks_in(key) if one <= tables.newest_week]


def quarter_channels(tables: Tables, key: str) -> dict[str, tuple[Said, Said, Said, Said]]:
    """The sources of a quarter."""
    own = quarter_weeks(tables, key)
    if not own:
        return channels(tables, ([], []), {}, {})
    since, until = on.days(own[0])[0], on.days(own[-1])[1]
    made = tables.made(0, own), tables.made(1, own)
    return channels(tables, made, tables.others(since, until), tables.spent(since=since, until=until))


def offered(tables: Tables) -> list[str]:
    """Quarters to choose from: those with a headcount among the last eight, and the newest, first."""
    last = on.back(on.quarter(on.days(tables.newest_week)[0]), 8)[::-1]
    return [key for key in last if (key, 0) in tables.people or key == last[0]]


def check_quarter(page: Page, tables: Tables, key: str, hr: bool) -> None:
    """/results/sources?quarter="""
    claimed = key if on.made_up_on(key) <= tables.released_on else on.before(key)
    people = tables.people.get((claimed, 0), 0)
    shared = rate(tables.cell("organisation_quarter", "all", claimed), people, "organisation_quarter")
    own = quarter_weeks(tables, claimed)
    live = tables.others(on.days(own[0])[0], on.days(own[-1])[1]) if own else {}
    _check_claim(page, part_of_clicks(tables.made(0, own), sum(hits for hits, _ in live.values())), shared)
    _check_channels(page, tables, quarter_channels(tables, key))
    if hr:
        first, last = on.days(key)
        jobs = [job for job in tables.jobs if job.deadline and first <= job.deadline <= last]
        _check_applications(page, tables, jobs, {kit.id for kit in tables.kits if kit.job in {job.id for job in jobs}})


def check_scope(page: Page, tables: Tables, kits: Collection[int], campaign: int | None, hr: bool) -> None:
    """/results/sources?campaign= and ?kit="""
    until = tables.released_on - on.DAY
    live = tables.others(None, until, kits)
    campaigns = [campaign] if campaign is not None else []
    made = tables.made(0, None, kits), tables.made(1, None, kits)
    _check_claim(page, part_of_clicks(made[0], sum(hits for hits, _ in live.values())), None)
    _check_channels(page, tables, channels(tables, made, live, tables.spent(kits, campaigns, until=until)))
    if hr:
        wanted = {kit.job for kit in tables.kits if kit.id in kits}
        _check_applications(page, tables, [job for job in tables.jobs if job.id in wanted], kits, campaigns)


def _check_claim(page: Page, part: Said, shared: Said | None) -> None:
    page.expect_card("of the clicks on our links came from colleagues' posts", part)
    page.expect("What is claimed: “If 3% of colleagues share, they make 30% of views and clicks” "
                "(a white paper on employee advocacy).")  # fmt: skip
    if shared is not None:
        page.expect_card("of the employees shared at least once", shared)
    if not part.is_number:
        said = "too little to tell."
    elif shared is not None and shared.is_number:
        said = f"{shared.text} of the employees shared, and their posts brought {part.text} of the clicks."
    else:
        said = f"colleagues' posts brought {part.text} of the clicks. "
        said += "How many of the employees shared is not known for this."
    page.expect(f"What was measured here: {said}")


def _check_channels(page: Page, tables: Tables, found: Mapping[str, tuple[Said, Said, Said, Said]]) -> None:
    page.expect_bars("Clicks by source", [(tables.called(key), row[0]) for key, row in found.items()])
    rows = [[tables.called(key), *_told_once(row, 2)] for key, row in found.items()]
    page.expect_table("Clicks, visitors and costs by source", rows)


def _told_once(row: Sequence[Said], cost: int) -> list[Said]:
    """That there is no cost is said once in a row."""
    return [DASH if place > cost and said == row[cost] == NO_COST else said for place, said in enumerate(row)]


def _check_applications(
    page: Page, tables: Tables, jobs: Sequence[Job], kits: Collection[int], campaigns: Collection[int] = ()
) -> None:
    """For HR: all of these jobs' applications, and all that was spent for them so far."""
    counted = {source: numbers for source, numbers in added_up(jobs).items() if numbers[0] or numbers[2]}
    spent = tables.spent(kits, campaigns)
    keys = sorted({*counted, *spent}, key=order)
    if not jobs or not keys:
        return
    applied, qualified = (protected({("", key): counted[key][place] for key in counted}) for place in (0, 2))
    rows: dict[str, list[Said]] = {}
    for key in keys:
        both = [found.get(("", key), UNDER_5) for found in (applied, qualified)]
        rows[key] = [*both, money(spent.get(key)), *(each(spent.get(key), among) for among in both)]
    page.expect_bars("Cost of one qualified application, in kroner", [(tables.called(key), row[4]) for key, row in
                                                                      rows.items()])  # fmt: skip
    page.expect_table("Applications and costs by source", [[tables.called(key), *_told_once(row, 2)]
                                                           for key, row in rows.items()])  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Jobs whose funnel is one: a profession, a campaign."""

    key: str
    label: str
    kits: tuple[int, ...]
    jobs: tuple[Job, ...]


def added_up(jobs: Sequence[Job]) -> dict[str, tuple[int, ...]]:
    """The four counts of some jobs by source, where there is any."""
    found: dict[str, tuple[int, ...]] = {}
    for job in jobs:
        for source, numbers in job.counts.items():
            before = found.get(source, (0, 0, 0, 0))
            found[source] = tuple(a + b for a, b in zip(before, numbers, strict=True))
    return {source: numbers for source, numbers in found.items() if any(numbers)}


def professions(tables: Tables) -> list[Group]:
    """A group for each profession that has a kit or a count, whatever its capitals; jobs without one come last."""
    found: dict[str, list[Job]] = {}
    for job in tables.jobs:
        found.setdefault(job.profession.casefold(), []).append(job)
    groups: list[Group] = []
    for name in sorted(found, key=lambda name: (not name, name)):
        jobs = tuple(found[name])
        kits = tuple(kit.id for kit in tables.kits if kit.job in {job.id for job in jobs})
        if kits or added_up(jobs):
            spelled = min(job.profession for job in jobs)
            groups.append(Group(f"p{len(groups)}", spelled or "Other jobs", kits, jobs))
    return groups


def protected(counts: Mapping[Cell, int], never: Collection[Cell] = (), across: bool = True) -> dict[Cell, Said]:
    """Counts that may stand beside each other: none below five, and none that is hidden alone in its group or, where
    the groups are parts of one whole, in its source: the others and a sum known elsewhere would tell it. The smallest
    of the others is hidden with it.
    """
    hidden = {cell for cell in counts if counts[cell] < 5 or cell in never}
    places = (0, 1) if across and len({group for group, _ in counts}) > 1 else (0,)
    lines = [[cell for cell in counts if cell[place] == name]
             for place in places for name in sorted({cell[place] for cell in counts})]  # fmt: skip
    while alone := [line for line in lines if len(hidden.intersection(line)) == 1 < len(line)]:
        others = [cell for cell in alone[0] if cell not in hidden]
        hidden.add(min(others, key=lambda cell: (counts[cell], cell)))
    return {cell: UNDER_5 if value < 5 else PROTECTS if cell in hidden else exact(value)
            for cell, value in counts.items()}  # fmt: skip


def total(parts: Sequence[tuple[int, Said]], unsaid: bool = False) -> Said:
    """The sum, if it may be said at all and each hidden part of it can still be at least five different numbers."""
    whole = sum(value for value, _ in parts)
    hidden = [(0, 4) if value < 5 else (5, inf) for value, said in parts if said.value is None]
    if parts and not hidden:
        return exact(whole)
    if whole < 5:
        return UNDER_5
    if unsaid:
        return PROTECTS
    rest = whole - sum(value for value, said in parts if said.value is not None)
    for place, (low, high) in enumerate(hidden):
        others = [span for other, span in enumerate(hidden) if other != place]
        least, most = rest - sum(top for _, top in others), rest - sum(bottom for bottom, _ in others)
        if min(high, most) - max(low, least) + 1 < 5:
            return PROTECTS
    return exact(whole)


def funnel(
    tables: Tables, group: Group, figure: Callable[[str, str, int], Said], unsaid: Collection[str] = ()
) -> tuple[dict[str, list[Said]], list[Said], set[str]]:
    """By source: clicks, four stages, cost, cost of an application and of a qualified one; the totals of the stages;
    and the sources that cost anything.
    """
    recorded, spent = added_up(group.jobs), tables.spent(group.kits)
    live: dict[str, int] = {}
    for click in tables.clicks:
        if click.kit in group.kits and click.source != "employees":
            live[click.source] = live.get(click.source, 0) + click.hits
    always = {key for key, (_, active) in tables.sources.items() if active and key in BUILT_IN}
    rows = {}
    for key in sorted({*always, *recorded, *live, *spent}, key=order):
        counts = recorded.get(key, (0, 0, 0, 0))
        stages = [figure(stage, key, value) for stage, value in zip(STAGES, counts, strict=True)]
        own = clicks(tables.made(0, None, group.kits)) if key == "employees" else exact(live.get(key, 0))
        ore = spent.get(key)
        rows[key] = [own, *stages, money(ore), each(ore, stages[0]), each(ore, stages[2])]
    totals = [
        total([(recorded[key][place], rows[key][place + 1]) for key in recorded], stage in unsaid)
        for place, stage in enumerate(STAGES)
    ]
    return rows, totals, set(spent)


def shown_funnel(
    tables: Tables,
    groups: Sequence[Group],
    group: Group,
    never: Mapping[str, Collection[Cell]] | None = None,
    parts_of_one_whole: bool = True,
) -> tuple[dict[str, list[Said]], list[Said], set[str]]:
    """A funnel as everybody sees it, beside those of the other groups."""
    said: dict[str, dict[Cell, Said]] = {}
    for place, stage in enumerate(STAGES):
        cells = {(one.key, key): numbers[place] for one in groups for key, numbers in added_up(one.jobs).items()}
        said[stage] = protected(cells, (never or {}).get(stage, ()), parts_of_one_whole)
    unsaid = [stage for stage in STAGES if (group.key, "total") in (never or {}).get(stage, ())]
    return funnel(tables, group, lambda stage, key, value: said[stage].get((group.key, key), small(value)), unsaid)


def check_funnel(
    page: Page, tables: Tables, caption: str, group: Group, found: tuple[dict[str, list[Said]], list[Said], set[str]]
) -> None:
    """One funnel's two tables."""
    rows, totals, costly = found
    lines: list[list[Said | str]] = []
    for key, row in rows.items():
        hits = DASH if key == "other" else row[0] if group.kits else "no share kit"
        lines.append([tables.called(key), hits, *row[1:5]])
    page.expect_table(caption, [*lines, ["All sources", DASH, *totals]])
    if costly:
        page.expect_table(f"What it cost: {caption}", [[tables.called(key), *row[5:]] for key, row in rows.items()
                                                       if key in costly])  # fmt: skip


def check_job(page: Page, tables: Tables, job: Job) -> None:
    """/results/jobs/<slug>: HR's own numbers as they are."""
    group = Group("", job.title, tuple(kit.id for kit in tables.kits if kit.job == job.id), (job,))
    found = funnel(tables, group, lambda _stage, _key, value: exact(value))
    check_funnel(page, tables, "From click to hired", group, found)


def check_jobs(page: Page, tables: Tables) -> None:
    """/results/jobs"""
    groups = professions(tables)
    for group in groups:
        check_funnel(page, tables, f"From click to hired: {group.label}", group, shown_funnel(tables, groups, group))
