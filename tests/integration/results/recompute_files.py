"""By hand: the rows of every file of figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal

from tests.integration.results import recompute_campaigns as campaigns
from tests.integration.results import recompute_channels as channels
from tests.integration.results import recompute_organisation as organisation
from tests.integration.results import recompute_pilots as pilots
from tests.integration.results import recompute_reach as reach
from tests.integration.results import recompute_windows as on
from tests.integration.results.recompute_rules import DASH, NOT_YET, Said, clicks, exact
from tests.integration.results.recompute_tables import STAGES, Kit, Tables

Value = str | int | Decimal | dt.date | None
Row = list[Value]


def noisy(said: Said | None) -> Row:
    """Number, margin and words."""
    return [said.value, said.margin, said.text] if said else [None] * 3


def count(said: Said | None) -> Row:
    """Number and words."""
    return [said.value, said.text] if said else [None] * 2


def band(said: Said) -> Row:
    """Both ends and words."""
    return [said.low, said.high, said.text]


def money(said: Said | None) -> Row:
    """Kroner and words."""
    return [Decimal(said.ore) / 100 if said.ore is not None else None, said.text] if said else [None] * 2


def whatever(said: Said) -> Row:
    """Number, margin, both ends and words."""
    return [said.value, said.margin, said.low, said.high, said.text]


def there(said: Said) -> Said | None:
    """Nothing where a page has a dash."""
    return None if said in (DASH, NOT_YET) else said


def quarters(tables: Tables) -> list[str]:
    """The last eight that have figures, the oldest first."""
    oldest = on.quarter(tables.first_released_on - on.WEEK)
    newest = on.quarter(on.days(tables.newest_week)[0])
    return [key for key in on.back(newest, 8) if key >= oldest]


def weeks_of(tables: Tables, key: str) -> list[str]:
    """The weeks of a quarter that have been made up."""
    return [one for one in on.weeks_in(key) if one <= tables.newest_week]


def months_of(tables: Tables, key: str) -> list[str]:
    """The months of a quarter that have been made up."""
    return [one for one in on.back(on.month(on.days(key)[1]), 3) if on.made_up_on(one) <= tables.released_on]


def overview(tables: Tables) -> Iterator[Row]:
    for key in quarters(tables):
        over = "yes" if on.made_up_on(key) <= tables.released_on else "no"
        for name, said in organisation.quarter(tables, key).items():
            yield [key, on.title(key), over, name, *whatever(said)]


def weeks(tables: Tables) -> Iterator[Row]:
    for key in quarters(tables):
        for one in weeks_of(tables, key):
            shares, hits, visitors = organisation.week(tables, one)
            yield [one, on.title(one), *noisy(shares), *count(hits), *count(visitors)]


def networks(tables: Tables) -> Iterator[Row]:
    for key in quarters(tables):
        for month in months_of(tables, key):
            for name, label in organisation.NETWORKS.items():
                yield [month, on.title(month), name, label, *noisy(organisation.network(tables, name, month))]


def units(tables: Tables) -> Iterator[Row]:
    for key in quarters(tables):
        if on.made_up_on(key) <= tables.released_on:
            for name, people, shown, shared in organisation.units(tables, key):
                yield [key, on.title(key), name, people, *noisy(shown), *band(shared)]


def shown_kits(tables: Tables) -> list[Kit]:
    """Live and ended kits by address."""
    return sorted((kit for kit in tables.kits if kit.state in ("live", "ended")), key=lambda kit: kit.slug)


def kit_weeks(tables: Tables) -> Iterator[Row]:
    for kit in shown_kits(tables):
        shares, _ = organisation.kit_weeks(tables, kit.id)
        for one in sorted({*shares, *(window for own, window in tables.published if own == kit.id)}):
            hits, visitors = (there(said) for said in organisation.kit_clicks(tables, kit.id, one))
            yield [one, on.title(one), kit.slug, kit.title, *noisy(shares.get(one)), *count(hits), *count(visitors)]


def kit_totals(tables: Tables) -> Iterator[Row]:
    for kit in shown_kits(tables):
        shares, total = organisation.kit_weeks(tables, kit.id)
        if shares:
            hits = clicks(tables.made(0, None, [kit.id]))
            yield [kit.slug, kit.title, *noisy(total), *count(hits)]


def every_campaign(tables: Tables) -> list[tuple[int, str, str]]:
    """Number, address and title."""
    return [(row[0], row[1], row[2]) for row in tables.rows("SELECT id, slug, title FROM campaign ORDER BY slug")]


def campaign_totals(tables: Tables) -> Iterator[Row]:
    for number, slug, title in every_campaign(tables):
        kits = [kit for kit in tables.kits if kit.campaign == number]
        for measure, (_, evidence) in campaigns.TOTALS.items():
            if kits and (evidence == "Measured" or any(kit.job for kit in kits)):
                said = campaigns.of_campaign(tables, number, measure, tables.released_on - on.DAY)
                yield [slug, title, measure, evidence.lower(), *whatever(said)]


def goals(tables: Tables) -> Iterator[Row]:
    for number, slug, title in every_campaign(tables):
        for goal in campaigns.goals(tables, number):
            said = campaigns.figure(tables, goal)
            state = campaigns.verdict(said, goal.target, campaigns.is_final(tables, goal))
            evidence = "reported" if goal.measure in ("applications", "qualified") else "measured"
            unit = tables.units[goal.unit] if goal.unit is not None else None
            yield [slug, title, goal.specific, goal.measure, evidence, goal.scope, unit, goal.baseline, goal.target,
                   goal.deadline, state, *whatever(said)]  # fmt: skip


def pilot_months(tables: Tables) -> Iterator[Row]:
    for pilot in pilots.pilots(tables):
        for month, (shared, members, part) in pilots.months(tables, pilot.id).items():
            yield [month, on.title(month), pilot.slug, pilot.title, *noisy(shared), *noisy(members), *band(part)]


def pilot_units(tables: Tables) -> Iterator[Row]:
    for pilot in pilots.pilots(tables):
        if found := pilots.spread(tables, pilot.id):
            month, whole, by_unit = found
            for unit, said in ((None, whole), *by_unit.items()):
                yield [pilot.slug, pilot.title, on.title(month), unit, *noisy(said)]


def pilot_answers(tables: Tables) -> Iterator[Row]:
    for pilot in pilots.pilots(tables):
        enough, _, found = pilots.check_ins(tables, pilot.id)
        for name, (_, said) in found.items():
            question, options = pilots.QUESTIONS[name]
            for option, each in said.items():
                yield [pilot.slug, pilot.title, enough, name, question, option, options[option], *noisy(each)]


def sources(tables: Tables) -> Iterator[Row]:
    for key in reversed(channels.offered(tables)):
        for source, row in channels.quarter_channels(tables, key).items():
            hits, visitors, cost, per_visit = row
            yield [key, on.title(key), source, tables.called(source), *count(hits), *count(visitors), *money(cost),
                   *money(per_visit)]  # fmt: skip


def funnel(tables: Tables) -> Iterator[Row]:
    groups = channels.professions(tables)
    for group in groups:
        rows, totals, _ = channels.shown_funnel(tables, groups, group)
        for key, (hits, *others) in rows.items():
            stages, costs = others[: len(STAGES)], others[len(STAGES) :]
            yield [group.label, key, tables.called(key), *count(hits if group.kits and key != "other" else None),
                   *(cell for said in stages for cell in count(said)),
                   *(cell for said in costs for cell in money(said))]  # fmt: skip
        yield [group.label, "total", None, *count(None), *(cell for said in totals for cell in count(said)),
               *(cell for _ in range(3) for cell in money(None))]  # fmt: skip


def days(tables: Tables) -> list[Value]:
    """The first and the last day of what was measured."""
    own = reach.measured_weeks(tables)
    return [on.days(own[0])[0], on.days(own[-1])[1]]


def reach_measured(tables: Tables) -> Iterator[Row]:
    for source, (hits, visitors) in reach.measured(tables).items():
        yield [*days(tables), source, tables.called(source), *count(hits), *count(visitors)]


def reach_filtered(tables: Tables) -> Iterator[Row]:
    for kind, said in reach.filtered(tables).items():
        yield [*days(tables), kind, *count(said)]


def reach_told(tables: Tables) -> Iterator[Row]:
    for month in organisation.made_up(tables, "month", 3):
        for name in reach.ASKED:
            found = reach.bands(tables, name, month)
            said = there(found[1]) if found else None
            yield [month, on.title(month), name, organisation.NETWORKS[name], *noisy(said)]


def reach_bands(tables: Tables) -> Iterator[Row]:
    for month in organisation.made_up(tables, "month", 3):
        for name in sorted(reach.ASKED, key=lambda name: organisation.NETWORKS[name]):
            found = reach.bands(tables, name, month)
            if found and found[1].value is not None:
                for band_key, said in found[0].items():
                    yield [month, on.title(month), organisation.NETWORKS[name], band_key, reach.BANDS[band_key],
                           *noisy(said)]  # fmt: skip


def reach_official(tables: Tables) -> Iterator[Row]:
    for (name, month), own in reach.official_months(tables).items():
        figures = [exact(own[field]) if field in own else None for field in ("posts", *reach.FIELDS)]
        yield [month, on.title(month), name, *(cell for said in figures for cell in count(said))]


def reach_estimates(tables: Tables) -> Iterator[Row]:
    for name, month, ends in reach.estimates(tables)[0]:
        cells: Row = []
        for end in ends:
            cells += [end, f"about {end:,}" if end is not None else "too uncertain to show"]
        yield [month, on.title(month), name, *cells]


def reach_side_by_side(tables: Tables) -> Iterator[Row]:
    month = on.title(organisation.made_up(tables, "month", 1)[0])
    for name, (shared, *others) in reach.versus(tables).items():
        label = organisation.NETWORKS.get(name, name)
        yield [month, name, label, *noisy(there(shared)), *(cell for said in others for cell in count(there(said)))]


FILES: dict[str, Callable[[Tables], Iterator[Row]]] = {
    "overview": overview, "weeks": weeks, "networks": networks, "units": units, "kit-weeks": kit_weeks,
    "kits": kit_totals, "campaigns": campaign_totals, "goals": goals, "pilots": pilot_months,
    "pilot-units": pilot_units, "pilot-answers": pilot_answers, "sources": sources, "funnel": funnel,
    "reach-measured": reach_measured, "reach-filtered": reach_filtered, "reach-told": reach_told,
    "reach-bands": reach_bands, "reach-official": reach_official, "reach-estimates": reach_estimates,
    "reach-side-by-side": reach_side_by_side,
}  # fmt: skip
"""What stands in each file, in its order, without the headings."""
