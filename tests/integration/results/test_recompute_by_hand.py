"""Every number on the pages of results, worked out again from the tables with a few lines of its own.

The rules are written down here from the privacy design and not imported, so that a mistake in them is not made twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import unescape
from math import ceil, exp, sqrt

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.integration.results.conftest import Made

SignIn = Callable[[str], FlaskClient]
EPSILON = {
    "kit_week": 0.5,
    "unit_quarter": 0.5,
    "network_month": 0.3,
    "organisation_quarter": 0.3,
    "opted_in_quarter": 0.3,
}
THIRD_QUARTER = [f"2026-W{week}" for week in range(28, 41)]
FOURTH_QUARTER = [f"2026-W{week}" for week in range(41, 45)]
"""By the Mondays on which they begin: 6 July is the first in the tables, 5 October the first of the fourth quarter."""


def sd(family: str) -> float:
    """The noise is two-sided geometric with parameter e^-ε."""
    a = exp(-EPSILON[family])
    return sqrt(2 * a) / (1 - a)


def shown(values: Iterable[int | None], family: str) -> str:
    """A sum of noisy counts in the words of the page."""
    values = list(values)
    known = [value for value in values if value is not None]
    rounded = (sum(known) + 2) // 5 * 5
    noise = 2 * sd(family) * sqrt(len(known))
    if rounded < 10:
        return "under 10"
    if rounded < noise:
        return "too uncertain to show"
    return f"about {rounded:,} ± {ceil(noise)}" + (" (part of the count was lost)" if None in values else "")


def rate(value: int, people: int, family: str) -> str:
    """The band of five points that the rounded count is in, of the headcount rounded down to ten."""
    everybody = people // 10 * 10
    if 100 * ceil(2 * sd(family)) > 5 * everybody:
        return "too uncertain to show"
    low = 100 * ((value + 2) // 5 * 5) // everybody // 5 * 5
    return f"{low}–{low + 5}%"


def clicks(values: Iterable[int]) -> str:
    return f"about {sum(values):,}"


def table(page: str, caption: str) -> dict[str, list[str]]:
    """The rows of the table with this caption, by their first cell."""
    found = re.search(rf"<caption[^>]*>{re.escape(caption)}</caption>(.*?)</table>", unescape(page), re.S)
    assert found is not None, caption
    rows = {}
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", found[1].partition("</thead>")[2], re.S):
        cells = [plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        rows[cells[0]] = cells[1:]
    return rows


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(html))).replace("\xa0", " ").strip()


class Tables:
    """What lies in the database, read with SQL alone."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def cells(self, family: str, window: str, key: str | None = None) -> list[int | None]:
        sql = "SELECT value FROM released_cell WHERE family = :family AND window = :window"
        values = {"family": family, "window": window, "key": key}
        if key is not None:
            sql += " AND key = :key"
        return [row[0] for row in self.session.execute(text(sql), values)]

    def weeks(self, windows: Iterable[str], kit: int | None = None) -> list[int | None]:
        return [value for week in windows for value in self.cells("kit_week", week, None if kit is None else str(kit))]

    def clicks(self, windows: Iterable[str], column: str = "clicks") -> list[int]:
        sql = f"SELECT {column} FROM released_clicks WHERE window = :window"
        return [row[0] for week in windows for row in self.session.execute(text(sql), {"window": week})]

    def people(self, unit: int, quarter: str = "2026-Q3") -> int:
        sql = text("SELECT people FROM headcount WHERE unit_id = :unit AND quarter = :quarter")
        return int(self.session.execute(sql, {"unit": unit, "quarter": quarter}).scalar_one())


@pytest.fixture
def tables(session: Session, made: Made) -> Tables:
    return Tables(session)


def get(sign_in: SignIn, address: str) -> str:
    page: str = sign_in("employee").get(f"{address}?lang=en").text
    return page


def week_name(window: str) -> str:
    return f"Week {int(window[-2:])}, {window[:4]}"


def test_every_week_of_the_organisation_is_the_sum_of_its_kits(sign_in: SignIn, tables: Tables) -> None:
    rows = table(get(sign_in, "/results"), "Shares, clicks and visitors per week")
    assert rows == {
        week_name(week): [
            shown(tables.weeks([week]), "kit_week"),
            clicks(tables.clicks([week])),
            clicks(tables.clicks([week], "visitors")),
        ]
        for week in [*THIRD_QUARTER, *FOURTH_QUARTER]
    }


def test_the_quarters_on_the_front_page_are_sums_of_their_weeks(sign_in: SignIn, tables: Tables) -> None:
    rows = table(get(sign_in, "/results"), "The quarter before and now")
    assert [cells[0] for cells in rows.values()] == [
        shown(tables.weeks(FOURTH_QUARTER), "kit_week"),
        shown(tables.weeks(THIRD_QUARTER), "kit_week"),
        clicks(tables.clicks(FOURTH_QUARTER)),
        shown(tables.cells("organisation_quarter", "2026-Q3"), "organisation_quarter"),
    ]


def test_the_cards_say_the_same_as_the_tables(sign_in: SignIn, tables: Tables) -> None:
    cards = [plain(card) for card in get(sign_in, "/results").split('class="figure-card"')[1:5]]
    shared = tables.cells("organisation_quarter", "2026-Q3")[0]
    assert shared is not None
    joined = shown(tables.cells("opted_in_quarter", "2026-Q3"), "opted_in_quarter")
    expected = [
        shown(tables.weeks(FOURTH_QUARTER), "kit_week"),
        rate(shared, tables.people(0), "organisation_quarter"),
        clicks(tables.clicks(FOURTH_QUARTER, "visitors")),
        joined,
    ]
    assert [figure in card for figure, card in zip(expected, cards, strict=True)] == [True] * 4, (expected, cards)
    assert f"of {tables.people(0) // 10 * 10} employees" in cards[1]


def test_networks_are_the_released_counts_of_their_months(sign_in: SignIn, tables: Tables) -> None:
    rows = table(get(sign_in, "/results"), "Sharing colleagues by network and month")
    for network, name in (("linkedin", "LinkedIn"), ("facebook", "Facebook")):
        expected = [shown(tables.cells("network_month", month, network), "network_month")
                    for month in ("2026-09", "2026-10")]  # fmt: skip
        assert rows[name][1:] == expected
    trend = table(get(sign_in, "/results/networks/linkedin"), "Sharing colleagues by month")
    assert trend == {
        name: [shown(tables.cells("network_month", month, "linkedin"), "network_month")]
        for month, name in (("2026-09", "September 2026"), ("2026-10", "October 2026"))
    }


def test_units_are_their_own_counts_of_their_own_headcounts(sign_in: SignIn, tables: Tables, made: Made) -> None:
    for address in ("/results", "/results/quarters/2026-Q3"):
        rows = table(get(sign_in, address), "Units: Quarter 3, 2026")
        for unit in made.units:
            value = tables.cells("unit_quarter", "2026-Q3", str(unit.id))[0]
            assert value is not None
            people = tables.people(unit.id)
            assert rows[unit.name_da] == [
                str(people // 10 * 10),
                shown([value], "unit_quarter"),
                rate(value, people, "unit_quarter"),
            ]


def test_a_quarter_stands_beside_the_one_before(sign_in: SignIn, tables: Tables) -> None:
    rows = table(get(sign_in, "/results/quarters/2026-Q4"), "Side by side")
    assert rows["Shares"] == [shown(tables.weeks(weeks), "kit_week") for weeks in (FOURTH_QUARTER, THIRD_QUARTER)]
    assert rows["Clicks on colleagues’ posts"] == [
        clicks(tables.clicks(weeks)) for weeks in (FOURTH_QUARTER, THIRD_QUARTER)
    ]
    assert rows["Browsers that shared at least once"] == [
        "not counted up yet",
        shown(tables.cells("organisation_quarter", "2026-Q3"), "organisation_quarter"),
    ]


def test_a_kit_has_its_own_weeks_and_their_sum(sign_in: SignIn, tables: Tables, made: Made) -> None:
    kit = made.kits[0]
    page = get(sign_in, f"/results/kits/{kit.slug}")
    every = [*THIRD_QUARTER, *FOURTH_QUARTER]
    rows = table(page, "Shares, clicks and visitors per week")
    assert {name: cells[:2] for name, cells in rows.items()} == {
        week_name(week): [shown(tables.weeks([week], kit.id), "kit_week"), clicks(tables.clicks([week]))]
        for week in every
    }
    total = re.search(r'<p class="figure">(.*?)</p>', page, re.S)
    assert total is not None
    assert plain(total[1]) == shown(tables.weeks(every, kit.id), "kit_week")
    sources = table(page, "Clicks by source")
    assert sources["Paid advertisements"] == [str(_exact(tables, "paid"))]
    assert sources["Colleagues' posts"] == [clicks(tables.clicks(every))]


def test_a_campaign_has_the_sums_of_its_kits(sign_in: SignIn, tables: Tables, made: Made) -> None:
    rows = table(get(sign_in, f"/results/campaigns/{made.campaign.slug}"), "What the campaign’s kits have brought")
    every = [*THIRD_QUARTER, *FOURTH_QUARTER]
    assert shown(tables.weeks(every, made.kits[0].id), "kit_week") in rows["Shares"]
    assert clicks(tables.clicks(every)) in rows["Link clicks on colleagues’ posts"]


def test_a_letter_has_the_weeks_that_begin_in_its_month(
    sign_in: SignIn, tables: Tables, session: Session, settings: object
) -> None:
    from hub.results import letter

    letter.write_due(session, settings)  # type: ignore[arg-type]
    session.commit()
    page = plain(get(sign_in, "/results/letters/2026-10"))
    assert f"Shares {shown(tables.weeks(FOURTH_QUARTER), 'kit_week')} 5 Oct 2026 to 1 Nov 2026" in page
    assert f"Clicks on colleagues’ posts {clicks(tables.clicks(FOURTH_QUARTER))} 5 Oct 2026" in page
    assert f"Paid advertisements {_exact(tables, 'paid')} {_exact(tables, 'paid', 'visitors')}" in page


def _exact(tables: Tables, source: str, column: str = "hits") -> int:
    sql = (
        f"SELECT SUM({column}) FROM click_day JOIN tracking_link ON tracking_link.id = click_day.link_id "
        "WHERE tracking_link.source = :source"
    )
    return int(tables.session.execute(text(sql), {"source": source}).scalar_one())
