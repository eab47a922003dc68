"""By hand: the organisation, its weeks, quarters, networks and units; kits; the wall; the monthly letter."""

from __future__ import annotations

import datetime as dt

from tests.integration.results import recompute_windows as on
from tests.integration.results.recompute_page import Page
from tests.integration.results.recompute_rules import (
    DASH,
    PROTECTS,
    Part,
    Said,
    clicks,
    exact,
    noisy,
    rate,
    side_by_side,
)
from tests.integration.results.recompute_tables import Kit, Tables

NETWORKS = {"linkedin": "LinkedIn", "facebook": "Facebook", "instagram": "Instagram", "x": "X", "bluesky": "Bluesky",
            "threads": "Threads", "mastodon": "Mastodon", "whatsapp": "WhatsApp", "email": "E-mail", "teams": "Teams",
            "other": "Any app"}  # fmt: skip
PER_WEEK = "Shares, clicks and visitors per week"


def week(tables: Tables, window: str) -> tuple[Said, Said, Said]:
    """Shares, clicks and visitors of all kits in one week."""
    return weeks(tables, [window])


def weeks(tables: Tables, windows: list[str]) -> tuple[Said, Said, Said]:
    """Shares, clicks and visitors of all kits in some weeks."""
    shares = noisy(tables.kit_weeks(windows), "kit_week")
    return shares, clicks(tables.made(0, windows)), clicks(tables.made(1, windows))


def quarter(tables: Tables, key: str) -> dict[str, Said]:
    """The main figures of one quarter, in the weeks of it that have been counted up."""
    shares, hits, visitors = weeks(tables, [one for one in on.weeks_in(key) if one <= tables.newest_week])
    shared, people = tables.cell("organisation_quarter", "all", key), tables.people.get((key, 0), 0)
    return {
        "shares": shares,
        "clicks": hits,
        "visitors": visitors,
        "sharers": noisy(shared, "organisation_quarter", people),
        "rate": rate(shared, people, "organisation_quarter"),
        "ambassadors": noisy(tables.cell("opted_in_quarter", "all", key), "opted_in_quarter", people),
    }


def network(tables: Tables, name: str, month: str) -> Said:
    """Browsers that shared on a network in a month, of the employees of its quarter."""
    people = tables.people.get((on.quarter(on.days(month)[0]), 0), 0)
    return noisy(tables.cell("network_month", name, month), "network_month", people)


def units(tables: Tables, key: str) -> list[tuple[str, int, Said, Said]]:
    """(unit, employees rounded down, how many shared, their rate) of the units that had a headcount."""
    own = {unit: tables.people[key, unit] for unit in tables.units if (key, unit) in tables.people}
    found = {unit: tables.cell("unit_quarter", unit, key) for unit in own}
    parts = [Part(str(unit), tuple(found[unit]), own[unit], not found[unit]) for unit in own]
    said, _ = side_by_side(parts, "unit_quarter")
    rows = []
    for part in parts:
        shown = said[part.key]
        shared = shown if shown is PROTECTS or part.held_back else rate(part.values, part.people, "unit_quarter")
        rows.append((tables.units[int(part.key)], part.people // 10 * 10, shown, shared))
    return rows


def kit_weeks(tables: Tables, kit: int) -> tuple[dict[str, Said], Said]:
    """A kit's shares by week, and in all."""
    found = {window: value for (family, key, window), value in sorted(tables.cells.items())
             if family == "kit_week" and key == str(kit)}  # fmt: skip
    own = {window for one, window in tables.published if one == kit} | set(found)
    people = max((tables.people.get((on.quarter(on.days(window)[1]), 0), 0) for window in own), default=0)
    said, with_total = side_by_side([Part(window, (value,), people) for window, value in found.items()], "kit_week")
    return said, noisy(list(found.values()), "kit_week", people) if with_total else PROTECTS


def made_up(tables: Tables, kind: str, count: int) -> list[str]:
    """The last months or quarters that the newest release had made up."""
    first = on.month(tables.released_on) if kind == "month" else on.quarter(tables.released_on)
    return on.made_up(first, tables.released_on, count)


def shown_weeks(tables: Tables) -> list[str]:
    """Two quarters of weeks at most, from the first that holds anything."""
    found = on.back(tables.newest_week, 27)
    return found[next((place for place, one in enumerate(found) if one in tables.windows), len(found) - 1) :]


def week_rows(tables: Tables, windows: list[str]) -> list[list[Said | str]]:
    """A line for each week."""
    return [[on.title(window), *week(tables, window)] for window in windows]


def check_weeks(page: Page, tables: Tables, windows: list[str]) -> None:
    """The drawing and the table of weeks."""
    page.expect_columns("Shares per week", [(_number(window), week(tables, window)[0]) for window in windows])
    page.expect_table(PER_WEEK, week_rows(tables, windows))


def check_networks(page: Page, tables: Tables, months: list[str]) -> None:
    """The table of networks."""
    rows = [[label, *(network(tables, name, month) for month in months)] for name, label in NETWORKS.items()]
    page.expect_table("Sharing colleagues by network and month", rows)


def check_units(page: Page, tables: Tables, key: str) -> None:
    """The table of units of a quarter."""
    rows = [[name, f"{people:,}", shown, shared] for name, people, shown, shared in units(tables, key)]
    page.expect_table(f"Units: {on.title(key)}", rows)


def check_index(page: Page, tables: Tables) -> None:
    """/results"""
    this = on.quarter(on.days(tables.newest_week)[0])
    finished, months = made_up(tables, "quarter", 2), made_up(tables, "month", 3)
    now, last, employees = quarter(tables, this), quarter(tables, finished[-1]), _employees(tables, finished[-1])
    of = f"of {employees:,} employees shared at least once" if employees else "of the employees shared at least once"
    page.expect_card("shares so far", now["shares"])
    page.expect_card(of, last["rate"])
    page.expect_card("daily visitors from colleagues’ posts so far", now["visitors"])
    page.expect_card("had joined as ambassadors when the quarter ended", last["ambassadors"])
    if employees:
        page.expect(of, f"How we count this: {of}")
    check_weeks(page, tables, shown_weeks(tables))
    page.expect_table("The quarter before and now", [
        [f"Shares so far: {on.title(this)}", now["shares"]],
        ["Shares in the quarter before", quarter(tables, on.before(this))["shares"]],
        [f"Clicks on colleagues’ posts: {on.title(this)}", now["clicks"]],
        [f"Browsers that shared at least once: {on.title(finished[-1])}", last["sharers"]],
    ])  # fmt: skip
    points = [(label, network(tables, name, months[-1])) for name, label in NETWORKS.items()]
    page.expect_bars(f"Sharing colleagues by network: {on.title(months[-1])}", points)
    check_networks(page, tables, months)
    for key in finished:
        if any(one == key and unit for one, unit in tables.people):
            check_units(page, tables, key)


def check_quarter(page: Page, tables: Tables, key: str) -> None:
    """/results/quarters/<key>"""
    words = {"shares": "Shares", "clicks": "Clicks on colleagues’ posts",
             "visitors": "Daily visitors from colleagues’ posts", "sharers": "Browsers that shared at least once",
             "rate": "Share of employees who shared at least once",
             "ambassadors": "Ambassadors when the quarter ended"}  # fmt: skip
    now, then = quarter(tables, key), quarter(tables, on.before(key))
    page.expect_table("Side by side", [[label, now[name], then[name]] for name, label in words.items()])
    if employees := _employees(tables, key):
        page.expect(f"The share is of {employees:,} employees, rounded down to 10.")
    check_weeks(page, tables, [one for one in on.weeks_in(key) if one <= tables.newest_week])
    months = [one for one in on.back(on.month(on.days(key)[1]), 3) if on.made_up_on(one) <= tables.released_on]
    if months:
        check_networks(page, tables, months)
    if on.made_up_on(key) <= tables.released_on:
        check_units(page, tables, key)


def check_network(page: Page, tables: Tables, name: str) -> None:
    """/results/networks/<network>"""
    months = made_up(tables, "month", 12)
    while months and not tables.cell("network_month", name, months[0]):
        months.pop(0)
    points = [(on.title(month), network(tables, name, month)) for month in months]
    if points:
        page.expect_columns(f"Browsers that shared on {NETWORKS[name]}", points)
        page.expect_table("Sharing colleagues by month", points)


def check_aside(page: Page, tables: Tables) -> None:
    """/results/aside"""
    page.expect(week(tables, tables.newest_week)[0].text)


def check_kit(page: Page, tables: Tables, kit: Kit) -> None:
    """/results/kits/<slug>"""
    shares, total = kit_weeks(tables, kit.id)
    if shares:
        page.expect(total.text)
        page.expect_columns("Shares per week", [(_number(window), said) for window, said in shares.items()])
        only_clicked = sorted(window for one, window in tables.published if one == kit.id and window not in shares)
        page.expect_table(PER_WEEK, [
            [on.title(window), shares.get(window, DASH), *kit_clicks(tables, kit.id, window)]
            for window in [*shares, *only_clicked]
        ])  # fmt: skip
    live = tables.others(None, dt.date.max, [kit.id])
    keys = [key for key in tables.sources if key in live or key in ("official", "paid", "newsletter", "intranet")]
    rows: list[list[Said | str]] = [[tables.called("employees"), clicks(tables.made(0, None, [kit.id]))]]
    rows += [[tables.called(key), exact(live.get(key, (0, 0))[0])] for key in keys]
    page.expect_table("Clicks by source", rows)


def kit_clicks(tables: Tables, kit: int, window: str) -> tuple[Said, Said]:
    """What was published of a kit in a week."""
    row = tables.published.get((kit, window))
    return (clicks([row[0]]), clicks([row[1]])) if row else (DASH, DASH)


def check_wall(page: Page, tables: Tables, picture: str) -> None:
    """/results/wall"""
    if picture == "weeks":
        points = [(_number(window), week(tables, window)[0]) for window in shown_weeks(tables)[-12:]]
        page.expect_columns("The numbers below are weeks.", points)
        return
    this, finished = on.quarter(on.days(tables.newest_week)[0]), made_up(tables, "quarter", 1)[0]
    now, last, employees = quarter(tables, this), quarter(tables, finished), _employees(tables, finished)
    of = f"of {employees:,} employees" if employees else "of the employees"
    page.expect(
        f"{now['shares'].text} shares so far",
        f"{now['visitors'].text} daily visitors from colleagues’ posts so far",
        f"{last['rate'].text} {of} shared at least once: {on.title(finished)}",
    )


def check_letter(page: Page, tables: Tables, month: str) -> None:
    """/results/letters/<month>, which was written when the month was made up."""
    own = on.weeks_in(month)
    quarter_key = on.made_up(on.quarter(on.days(month)[1]), on.made_up_on(month), 1)[0]
    last, employees = quarter(tables, quarter_key), _employees(tables, quarter_key)
    since, until = on.days(own[0])[0], on.days(own[-1])[1]
    shares, hits, visitors = weeks(tables, own)
    fresh, still = _kits_out(tables, month)
    span = f"{on.date(since)} to {on.date(until)}"
    about = f"of {employees:,} employees. {on.title(quarter_key)}" if employees else on.title(quarter_key)
    page.expect(_summary(fresh, still, shares, hits))
    page.expect_fact("Share kits out", f"{fresh + still} of these new: {fresh}")
    page.expect_fact("Shares", f"{shares.text} {span}")
    page.expect_fact("Clicks on colleagues’ posts", f"{hits.text} {span}")
    page.expect_fact("Daily visitors from colleagues’ posts", f"{visitors.text} {span}")
    page.expect_fact("Shared at least once", f"{last['rate'].text} {about}")
    page.expect_fact("Ambassadors", f"{last['ambassadors'].text} {on.title(quarter_key)}")
    points = [(_number(window), week(tables, window)[0]) for window in on.back(own[-1], 13) if window in tables.windows]
    if points:
        page.expect_columns("Shares per week", points)
        page.expect_table("Shares per week", [[label, said.text.partition(" (")[0]] for label, said in points])
    live = tables.others(since, until)
    page.expect_table("Clicks by source", [[tables.called("employees"), hits, visitors]] + [
        [tables.called(key), *map(exact, live[key])] for key in tables.sources if key in live
    ])  # fmt: skip
    page.expect_table("Where colleagues shared", [
        [label, network(tables, name, on.before(month)), network(tables, name, month)]
        for name, label in NETWORKS.items()
    ])  # fmt: skip


def _summary(fresh: int, still: int, shares: Said, hits: Said) -> str:
    out = f"{fresh + still} share kit{'s were' if fresh + still != 1 else ' was'} out"
    words = [f"{out}, {f'{fresh} of them new' if fresh else 'none of them new'}."]
    words.append(f"Colleagues shared them {shares.text} times." if shares.is_number
                 else f"How often colleagues shared them cannot be told: {shares.text}.")  # fmt: skip
    if hits.is_number:
        words.append(f"Their posts were clicked {hits.text} times.")
    return " ".join(words)


def _kits_out(tables: Tables, month: str) -> tuple[int, int]:
    """Kits that went live in the month, and those that were out already; withdrawn ones are not told of."""
    first, last = (day.isoformat() for day in on.days(month))
    # Days are the organisation's, and none of the test's kits went live within two hours of midnight.
    sql = "SELECT live_from, ended_at FROM kit WHERE state IN ('live', 'ended') AND live_from IS NOT NULL"
    found = [(str(begin)[:10], str(end)[:10] if end else "9") for begin, end in tables.rows(sql)]
    return (sum(first <= begin <= last for begin, _ in found),
            sum(begin < first <= end for begin, end in found))  # fmt: skip


def _employees(tables: Tables, key: str) -> int:
    return tables.people.get((key, 0), 0) // 10 * 10


def _number(window: str) -> str:
    return str(int(window[-2:]))
