"""By hand: how far posts get, measured, reported and estimated."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Sequence
from math import ceil, floor, log, log10, sqrt

from tests.integration.results import recompute_windows as on
from tests.integration.results.recompute_organisation import NETWORKS, made_up
from tests.integration.results.recompute_page import Page
from tests.integration.results.recompute_rules import (
    DASH,
    EPSILON,
    NOT_YET,
    PROTECTS,
    Part,
    Said,
    clicks,
    deviation,
    exact,
    nearest,
    noisy,
    side_by_side,
)
from tests.integration.results.recompute_tables import Tables, day

ASKED = ("linkedin", "facebook", "instagram", "x", "threads")
BANDS = {"0": "under 50", "50": "50–199", "200": "200–499", "500": "500–999", "1000": "1,000–4,999",
         "5000": "5,000 or more"}  # fmt: skip
ENDS = ((1, 50), (50, 200), (200, 500), (500, 1000), (1000, 5000), (5000, 20000))
"""Where the model lets a post of a band lie; the open band ends at four times its beginning."""
REASONS = {"preview": "Networks that fetched a preview of a post", "bot": "Bots that say they are one",
           "prefetch": "Browsers that looked ahead without anybody clicking",
           "head": "Programs that only asked whether the page is there",
           "no_agent": "Programs that do not say what they are"}  # fmt: skip
FIELDS = ("impressions", "reach", "clicks", "reactions", "comments", "reposts", "followers")


def measured_weeks(tables: Tables) -> list[str]:
    """The weeks of the newest week's quarter, up to it."""
    key = on.quarter(on.days(tables.newest_week)[0])
    return [one for one in on.weeks_in(key) if one <= tables.newest_week]


def measured(tables: Tables) -> dict[str, tuple[Said, Said]]:
    """Clicks and daily visitors by source."""
    weeks = measured_weeks(tables)
    live = tables.others(on.days(weeks[0])[0], on.days(weeks[-1])[1])
    return {"employees": (clicks(tables.made(0, weeks)), clicks(tables.made(1, weeks)))} | {
        key: (exact(live[key][0]), exact(live[key][1])) for key in sorted(live)
    }


def filtered(tables: Tables) -> dict[str, Said]:
    """Requests that are no clicks, rounded."""
    weeks = measured_weeks(tables)
    since, until = on.days(weeks[0])[0], on.days(weeks[-1])[1]
    found = dict.fromkeys(REASONS, 0)
    for when, kind, hits in tables.rows("SELECT day, kind, hits FROM filtered_day"):
        if since <= day(when) <= until and kind in found:
            found[kind] += hits
    return {kind: clicks([nearest(hits, 10)]) for kind, hits in found.items()}


def bands(tables: Tables, network: str, month: str) -> tuple[dict[str, Said], Said] | None:
    """What was told of one network in one month by band, and how many told; None where nobody was asked."""
    found = {key: tables.cell("reach_month", f"{network}-{key}", month) for key in BANDS}
    if not any(found.values()):
        return None
    people = tables.people.get((on.quarter(on.days(month)[0]), 0), 0)
    parts = [Part(key, tuple(cell), people, held_back=not cell) for key, cell in found.items()]
    said, with_total = side_by_side(parts, "reach_month")
    values = [part.values[0] if part.known else None for part in parts]
    return said, noisy(values, "reach_month", people) if with_total else PROTECTS


def official(tables: Tables, first: dt.date, last: dt.date) -> dict[tuple[str, str], dict[str, int]]:
    """What the networks report of the own posts of these days, by network and month; `posts` is how many."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for network, when, *counts in tables.rows(f"SELECT network, day, {', '.join(FIELDS)} FROM official_post"):
        if first <= day(when) <= last:
            month = found.setdefault((network, on.month(day(when))), {"posts": 0})
            month["posts"] += 1
            for field, value in zip(FIELDS, counts, strict=True):
                if value is not None:
                    month[field] = month.get(field, 0) + value
    order = list(NETWORKS)
    return dict(sorted(found.items(), key=lambda each: (order.index(each[0][0]), each[0][1])))


def official_months(tables: Tables) -> dict[tuple[str, str], dict[str, int]]:
    """Those of the page: the last three months that were made up, and the two after them."""
    months = made_up(tables, "month", 3)
    return official(tables, on.days(months[0])[0], on.days(on.after(on.after(months[-1])))[1])


def versus(tables: Tables) -> dict[str, list[Said]]:
    """By network in the newest month: who shared and the clicks they brought, clicks on the links of our own pages,
    what the network reports of our own posts.
    """
    month = made_up(tables, "month", 1)[0]
    weeks, people = on.weeks_in(month), tables.people.get((on.quarter(on.days(month)[0]), 0), 0)
    first, last = on.days(weeks[0])[0], on.days(weeks[-1])[1]
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    any_clicks = False
    for each in tables.clicks:
        window = on.week(each.day)
        if each.source == "employees" and window in weeks and (each.kit, window) in tables.published:
            ours[each.network] += each.hits
            any_clicks = True
        elif each.source == "official" and first <= each.day <= last:
            theirs[each.network] += each.hits
    shared = {name: (tables.cell("network_month", name, month) or [None])[0] for name in NETWORKS}
    alone = [name for name in NETWORKS if _number([shared[name]])]
    rest = [name for name in NETWORKS if name not in alone]
    while alone and not _number([shared[name] for name in rest]):
        rest.append(alone.pop())
    reported = official(tables, *on.days(month))
    found = {}
    for name in NETWORKS:
        if name not in alone and not theirs[name] and (name, month) not in reported:
            continue
        own = reported.get((name, month), {})
        hits = clicks([nearest(ours[name], 10)]) if name in alone else PROTECTS
        value = noisy(tables.cell("network_month", name, month), "network_month", people)
        found[name] = [
            DASH if value == NOT_YET else value,
            hits if any_clicks else DASH,
            exact(theirs[name]),
            *(exact(own[field]) if field in own else DASH for field in ("impressions", "reach")),
        ]
    if alone and any_clicks:
        found["together"] = [DASH, clicks([nearest(sum(ours[name] for name in rest), 10)]), DASH, DASH, DASH]
    return found


def _number(values: Sequence[int | None]) -> bool:
    return noisy(values, "network_month").value is not None


def estimates(tables: Tables) -> tuple[list[tuple[str, str, list[int | None]]], list[str]]:
    """(network, month, low, plain and high of one post and of all) where there is an estimate; else why not."""
    found, without = [], []
    for month in reversed(made_up(tables, "month", 3)):
        for network in ASKED:
            cells = [tables.cell("reach_month", f"{network}-{key}", month) for key in BANDS]
            if not all(cells):
                continue
            counts = [cell[0] for cell in cells]
            label = f"{NETWORKS[network]}, {on.title(month)}"
            known = [count for count in counts if count is not None]
            if len(known) < len(counts):
                without.append(f"{label}: part of the count was lost")
            elif sum(known) < 10:
                without.append(f"{label}: fewer than 10 have told")
            elif nearest(sum(known), 5) < 2 * deviation("reach_month") * sqrt(len(known)):
                without.append(f"{label}: so few have told that the inaccuracy is larger than the number")
            else:
                shared = (tables.cell("network_month", network, month) or [None])[0]
                seed = f"{on.made_up_on(month).isoformat()}:{network}:{month}"
                found.append((network, month, _estimate(known, shared if _number([shared]) else None, seed)))
    return found, without


def _estimate(counts: list[int], shared: int | None, seed: str) -> list[int | None]:
    """The bootstrap that the page describes: 800 rounds, of which the middle nine tenths are the range."""
    weights = [max(0, count) for count in counts]
    plain = sum(sqrt(low * high) * weight for (low, high), weight in zip(ENDS, weights, strict=True)) / sum(weights)
    chance = random.Random(seed)
    means, totals = [], []
    for _ in range(800):
        weight = seen = 0.0
        for count, (low, high) in zip(counts, ENDS, strict=True):
            possible = count + _noise("reach_month", chance)
            where = low * (high / low) ** chance.random()
            drawn = chance.gammavariate(possible, 1.0) if possible > 0 else 0.0
            weight, seen = weight + drawn, seen + drawn * where
        means.append(seen / weight if weight > 0 else plain)
        if shared is not None:
            totals.append(means[-1] * max(0, shared + _noise("network_month", chance)))
    return [*_ends(means, plain), *(_ends(totals, plain * shared) if shared else (None, None, None))]


def _noise(family: str, chance: random.Random) -> int:
    one, other = (floor(-log(1.0 - chance.random()) / EPSILON[family]) for _ in range(2))
    return one - other


def _ends(rounds: list[float], plain: float) -> tuple[int, int, int]:
    ordered, shown = sorted(rounds), _two_digits(plain, round)
    low, high = min(ordered[40], plain), max(ordered[-41], plain)
    return min(_two_digits(low, floor), shown), shown, max(_two_digits(high, ceil), shown)


def _two_digits(value: float, cut: object) -> int:
    unit = 10 ** max(0, floor(log10(value)) - 1) if value > 0 else 1
    return int(cut(value / unit) * unit) if value > 0 and callable(cut) else 0


def check_reach(page: Page, tables: Tables) -> None:
    """/results/reach"""
    page.expect_table("Clicks and visitors by source", [[tables.called(key), *row] for key, row in
                                                        measured(tables).items()])  # fmt: skip
    page.expect_table("Filtered requests, by reason", [[REASONS[kind], said] for kind, said in
                                                       filtered(tables).items()])  # fmt: skip
    _check_versus(page, tables)
    _check_told(page, tables)
    _check_official(page, tables)
    _check_estimates(page, tables)


def _check_versus(page: Page, tables: Tables) -> None:
    found, month = versus(tables), on.title(made_up(tables, "month", 1)[0])
    names = {**NETWORKS, "together": "Other networks together"}
    points = []
    for name, row in found.items():
        if name != "together" and row[1].value is not None:
            points.append((f"{names[name]}, colleagues", row[1]))
        if name != "together" and row[2].value:
            points.append((f"{names[name]}, our own pages", row[2]))
    if points:
        page.expect_bars(f"Clicks on tracking links: {month}", points)
    if found:
        page.expect_table(f"Colleagues and our own pages: {month}", [[names[name], *row] for name, row in
                                                                     found.items()])  # fmt: skip


def _check_told(page: Page, tables: Tables) -> None:
    months = made_up(tables, "month", 3)
    rows = []
    for name in ASKED:
        told = [bands(tables, name, month) for month in months]
        rows.append([NETWORKS[name], *(each[1] if each and each[1] != NOT_YET else DASH for each in told)])
    page.expect_table("How many told, by network and month", rows)
    first = True
    for month in reversed(months):
        for name in ASKED:
            found = bands(tables, name, month)
            if found is None or found[1].value is None:
                continue
            title = f"{NETWORKS[name]}, {on.title(month)}: how many times a post was seen"
            points = [(BANDS[key], said) for key, said in found[0].items()]
            if first:
                page.expect_columns(title, points)
            page.expect_table(title, points)
            first = False


def _check_official(page: Page, tables: Tables) -> None:
    found = official_months(tables)
    newest = max((month for _, month in found), default="")
    for caption, wanted in (("Official posts by network and month", True), ("The months before", False)):
        rows = [
            [f"{NETWORKS[name]}, {on.title(month)}", *(exact(own[key]) if key in own else DASH
                                                       for key in ("posts", *FIELDS))]
            for (name, month), own in found.items() if (month == newest) is wanted
        ]  # fmt: skip
        if rows:
            page.expect_table(caption, rows)


def _check_estimates(page: Page, tables: Tables) -> None:
    found, without = estimates(tables)
    rows = []
    for name, month, (low, plain, high, total_low, total, total_high) in found:
        every = f"{total_low:,}–{total_high:,}" if total is not None else "too few shared to say"
        rows.append([f"{NETWORKS[name]}, {on.title(month)}", f"{low:,}–{high:,}", f"{plain:,}", every,
                     f"{total:,}" if total is not None else "–"])  # fmt: skip
    if rows:
        page.expect_table("Estimated views of colleagues’ posts", rows)
    else:
        page.expect("There is no estimate yet. It takes at least 10 colleagues who tell about the same network in the "
                    "same month, and more for the range to mean something.")  # fmt: skip
    page.expect(*without)
