"""By hand: what campaigns' kits have brought, how far their goals have come, and their funnels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import floor

from tests.integration.results import recompute_windows as on
from tests.integration.results.recompute_channels import Cell, Group, check_funnel, professions, shown_funnel
from tests.integration.results.recompute_organisation import units
from tests.integration.results.recompute_page import Page
from tests.integration.results.recompute_rules import (
    HELD_BACK,
    LOST,
    NO_HEADCOUNT,
    NOT_YET,
    PROTECTS,
    TOO_UNCERTAIN,
    UNDER_5,
    UNDER_10,
    Said,
    clicks,
    noisy,
    rate,
)
from tests.integration.results.recompute_tables import STAGES, Tables, day

TOTALS = {"shares": ("Shares", "Measured"), "clicks": ("Link clicks on colleagues’ posts", "Measured"),
          "visitors": ("Visitors from colleagues’ posts", "Measured"),
          "reach": ("Reach: visitors from all sources", "Measured"), "applications": ("Applications", "Reported"),
          "qualified": ("Qualified applications", "Reported")}  # fmt: skip
SCOPES = {"campaign": "The campaign: its kits and the jobs they are for",
          "organisation": "The whole organisation, in the quarter of the deadline"}  # fmt: skip


@dataclass(frozen=True)
class Goal:
    """A goal as it was written."""

    id: int
    campaign: int
    specific: str
    measure: str
    scope: str
    unit: int | None
    baseline: int | None
    target: int
    deadline: dt.date


def goals(tables: Tables, campaign: int) -> list[Goal]:
    """A campaign's goals in the order of the page."""
    sql = (
        "SELECT id, campaign_id, specific, measure, scope, unit_id, baseline, target, deadline FROM campaign_goal "
        "WHERE campaign_id = :campaign ORDER BY deadline, id"
    )
    return [Goal(*row[:8], day(row[8])) for row in tables.rows(sql, campaign=campaign)]


def of_campaign(tables: Tables, campaign: int, measure: str, until: dt.date) -> Said:
    """A figure of the campaign's kits and jobs, in all weeks up to the one that holds the day."""
    kits = [kit.id for kit in tables.kits if kit.campaign == campaign]
    jobs = {kit.job for kit in tables.kits if kit.campaign == campaign and kit.job is not None}
    if measure in ("applications", "qualified"):
        return funnel(tables, campaign)[1][1][STAGES.index(measure)] if jobs else NOT_YET
    if not kits:
        return NOT_YET
    windows = [one for one in tables.windows if one <= on.week(until)]
    return _weekly(tables, measure, windows, kits, None, until)


def of_organisation(tables: Tables, measure: str, key: str) -> Said:
    """A figure of all kits in the weeks that begin in the quarter."""
    windows = on.weeks_in(key)
    return _weekly(tables, measure, windows, None, on.days(windows[0])[0], on.days(windows[-1])[1])


def _weekly(
    tables: Tables,
    measure: str,
    windows: Collection[str],
    kits: Collection[int] | None,
    since: dt.date | None,
    until: dt.date,
) -> Said:
    if measure == "shares":
        return noisy(tables.kit_weeks(windows, kits), "kit_week")
    made = tables.made(0 if measure == "clicks" else 1, windows, kits)
    if measure != "reach":
        return clicks(made)
    others = tables.others(since, min(until, tables.released_on - on.DAY), kits)
    elsewhere = sum(visitors for _, visitors in others.values())
    return clicks([*made, elsewhere] if elsewhere else made)


def figure(tables: Tables, goal: Goal) -> Said:
    """What a goal is measured by."""
    if goal.scope == "campaign":
        return of_campaign(tables, goal.campaign, goal.measure, goal.deadline)
    key = on.quarter(goal.deadline)
    if goal.unit is not None:
        if not any(family == "unit_quarter" and window == key for family, _, window in tables.cells):
            return NOT_YET
        return {name: shared for name, _, _, shared in units(tables, key)}.get(tables.units[goal.unit], NO_HEADCOUNT)
    if goal.measure == "share_rate":
        cell, people = tables.cell("organisation_quarter", "all", key), tables.people.get((key, 0), 0)
        return rate(cell, people, "organisation_quarter")
    return of_organisation(tables, goal.measure, key)


def is_final(tables: Tables, goal: Goal) -> bool:
    """Whether all that belongs to the goal has been made up."""
    if goal.scope == "campaign":
        return on.made_up_on(on.week(goal.deadline)) <= tables.released_on
    key = on.quarter(goal.deadline)
    last = key if goal.measure == "share_rate" else on.weeks_in(key)[-1]
    return on.made_up_on(last) <= tables.released_on


def verdict(said: Said, target: int, final: bool) -> str:
    """What the page says of a goal: that it is reached only when it is so whatever the margin."""
    below = "missed" if final else "on_the_way"
    if said in (NOT_YET, LOST, PROTECTS, HELD_BACK, NO_HEADCOUNT):
        return "unknown" if final or said in (LOST, PROTECTS) else "waiting"
    if said == TOO_UNCERTAIN:
        return "too_small"
    if said in (UNDER_5, UNDER_10):
        return below if (5 if said == UNDER_5 else 10) <= target else "too_small"
    if said.value is not None:
        low, high = said.value - (said.margin or 0), said.value + (said.margin or 0)
    else:
        low, high = said.low or 0, (said.high or 100) - 1
    return "reached" if low >= target else below if high < target else "too_close"


VERDICTS = {"reached": "Reached", "on_the_way": "On the way", "missed": "Not reached", "too_close": "Too close to tell",
            "too_small": "Too small to tell", "waiting": "No figure yet", "unknown": "Cannot be told"}  # fmt: skip


def progress(said: Said, baseline: int | None, target: int) -> int | None:
    """How much of the way has been gone, in steps of five per cent."""
    if said.value is None:
        return None
    start = baseline or 0
    gone = floor(20 * (said.value - start) / (target - start)) * 5 if target > start else 0
    return max(0, min(100, gone))


def check_campaign(page: Page, tables: Tables, campaign: int) -> None:
    """/results/campaigns/<slug>"""
    kits = [kit for kit in tables.kits if kit.campaign == campaign]
    has_jobs = any(kit.job is not None for kit in kits)
    articles = page.root.every("article", of="goal")
    wanted = goals(tables, campaign)
    assert len(articles) == len(wanted)
    for article, goal in zip(articles, wanted, strict=True):
        _check_goal(Page.of(article, page.done), tables, goal)
    if kits:
        rows = [
            [label, of_campaign(tables, campaign, measure, tables.released_on - on.DAY), evidence]
            for measure, (label, evidence) in TOTALS.items() if has_jobs or evidence == "Measured"
        ]  # fmt: skip
        page.expect_table("What the campaign’s kits have brought", rows)
    if has_jobs:
        found = funnel(tables, campaign)
        check_funnel(page, tables, "From click to hired", found[0], found[1])
        page.expect("All applications for the jobs that the campaign’s kits are for. Few applicants could be "
                    "recognised, so a count under 5 is not shown, and neither is one that would tell it.")  # fmt: skip


def _check_goal(part: Page, tables: Tables, goal: Goal) -> None:
    said, final = figure(tables, goal), is_final(tables, goal)
    label = "Share rate: how many in 100 shared in the quarter"
    label = label if goal.measure == "share_rate" else TOTALS[goal.measure][0]
    about = tables.units[goal.unit] if goal.unit is not None else SCOPES[goal.scope]
    evidence = "Measured" if goal.measure == "share_rate" else TOTALS[goal.measure][1]
    part.expect(said.text, f"{label} · {about}", f"{VERDICTS[verdict(said, goal.target, final)]} {evidence}")
    bars = part.root.every("progress")
    gone = progress(said, goal.baseline, goal.target)
    assert [bar.attributes["value"] for bar in bars] == ([] if gone is None else [str(gone)]), goal
    part.done.update(bars)
    sign = "%" if goal.measure == "share_rate" else ""
    part.expect_fact("Starting point", f"{goal.baseline:,}{sign}" if goal.baseline is not None else "Nobody knew it")
    part.expect_fact("Target", f"{goal.target:,}{sign}")
    part.expect_fact("Due by", on.date(goal.deadline) + (" – this is how it ended" if final else ""))


def funnel(tables: Tables, campaign: int) -> tuple[Group, tuple[dict[str, list[Said]], list[Said], set[str]]]:
    """The campaign's funnel as everybody sees it, beside those of other campaigns and of professions."""
    jobs: dict[str, set[int]] = {}
    for kit in tables.kits:
        if kit.campaign is not None and kit.job is not None:
            jobs.setdefault(str(kit.campaign), set()).add(kit.job)
    groups = {
        key: Group(key, "", tuple(kit.id for kit in tables.kits if str(kit.campaign) == key and kit.job is not None),
                   tuple(job for job in tables.jobs if job.id in own))
        for key, own in jobs.items()
    }  # fmt: skip
    never = {stage: set(_telling(tables, stage, jobs)) for stage in STAGES}
    group = groups[str(campaign)]
    return group, shown_funnel(tables, list(groups.values()), group, never, parts_of_one_whole=False)


def _telling(tables: Tables, stage: str, jobs: dict[str, set[int]]) -> Iterable[Cell]:
    """What a campaign may not tell of a source, or of all together, which is the source "total": what a profession that
    it has jobs of does not tell, and what would leave fewer than five when one is taken from the other.
    """
    shown = professions(tables)
    elsewhere = [{job.id for job in group.jobs} for group in shown]
    untold = [_untold(tables, shown, group, stage) for group in shown]
    every = {source for job in tables.jobs for source in job.counts}
    for key, own in jobs.items():
        compared = [(own, elsewhere), *((own, [other]) for name, other in jobs.items() if name != key)]
        # Campaigns within the same professions can be added up first.
        around = own.union(*(other for other in elsewhere if other & own))
        compared.append((own.union(*(other for other in jobs.values() if other <= around)), elsewhere))
        lefts = [left for mine, others in compared for left in _left_over(mine, others)]
        silent = {
            name for name in (*every, "total") for members, unsaid in zip(elsewhere, untold, strict=True)
            if name in unsaid and _sum(tables, stage, own & members, every if name == "total" else {name}) is not None
        }  # fmt: skip
        sums = [(source, {source}) for source in every]
        for name, sources in (*sums, ("total", every), ("total", every & silent)):
            small = any((_sum(tables, stage, left, sources) or 0) < 5 for left in lefts
                        if _sum(tables, stage, left, sources) is not None)  # fmt: skip
            if small or name in silent:
                yield key, name


def _untold(tables: Tables, shown: list[Group], group: Group, stage: str) -> set[str]:
    """The sources of which a profession's funnel tells no number."""
    rows, totals, _ = shown_funnel(tables, shown, group)
    place = STAGES.index(stage)
    told = {key for key, row in rows.items() if row[place + 1].value is not None}
    told |= {"total"} if totals[place].value is not None else set()
    return {source for job in tables.jobs for source in job.counts} - told | {"total"} - told


def _left_over(own: set[int], shown: Iterable[set[int]]) -> Iterable[set[int]]:
    """The jobs by which these differ from others, or from some of them together, that they lie in or hold."""
    touching = [other for other in shown if other & own]
    for other in (*touching, set().union(*touching), set().union(*(other for other in touching if other < own))):
        if other and (other < own or own < other):
            yield own ^ other


def _sum(tables: Tables, stage: str, jobs: set[int], sources: set[str]) -> int | None:
    """What was recorded of these jobs and sources; None where nothing was."""
    rows = [numbers for job in tables.jobs if job.id in jobs for source, numbers in job.counts.items()
            if source in sources and any(numbers)]  # fmt: skip
    return sum(row[STAGES.index(stage)] for row in rows) if rows else None
