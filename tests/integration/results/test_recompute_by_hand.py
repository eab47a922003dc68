"""Every number on every page of results, worked out again from the tables by formulas of its own, and none left over.

The formulas stand in the modules `recompute_*` beside this one. They import nothing that makes a figure.
"""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.core import clock
from hub.core.config import Settings
from hub.metrics.models import Headcount, Release, ReleasedCell
from tests.factories.kits import make_kit
from tests.integration.results.conftest import Made
from tests.integration.results.recompute_every_page import recompute
from tests.integration.results.recompute_page import Page
from tests.integration.results.recompute_scene import furnish
from tests.integration.results.recompute_tables import Tables

SignIn = Callable[[str], FlaskClient]
WITHOUT_FIGURES = {
    "letter_index": "names of months", "letter_pdf": "the words of the letter's page", "screens": "names of screens",
    "export_index": "what columns mean", "export_workbook": "test_recompute_exports",
    "export_dictionary": "what columns mean", "export_csv": "test_recompute_exports",
}  # fmt: skip


def reader(sign_in: SignIn) -> Callable[[str, str], str]:
    """Fetches pages in English, as one persona or another."""
    browsers = {persona: sign_in(persona) for persona in ("employee", "hr")}

    def get(persona: str, address: str) -> str:
        answer = browsers[persona].get(f"{address}{'&' if '?' in address else '?'}lang=en")
        assert answer.status_code == 200, address
        text: str = answer.text
        return text

    return get


def test_every_number_on_every_page_of_results_is_worked_out_by_hand(
    app: Flask, session: Session, settings: Settings, made: Made, sign_in: SignIn
) -> None:
    furnish(session, made, settings)
    seen = recompute(reader(sign_in), Tables(session))
    views = {rule.endpoint.removeprefix("results.") for rule in app.url_map.iter_rules()
             if rule.endpoint.startswith("results.") and "GET" in (rule.methods or ())}  # fmt: skip
    assert seen | set(WITHOUT_FIGURES) == views


def test_nothing_that_makes_a_figure_is_used_to_check_it() -> None:
    for file in Path(__file__).parent.glob("recompute_*.py"):
        if file.stem == "recompute_scene":
            continue
        imported = [
            node.module or "" for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.ImportFrom)
        ]
        assert not [name for name in imported if name.split(".")[0] == "hub"], file.name


@pytest.mark.parametrize(
    "more",
    [
        "<table><caption>Else</caption><tbody><tr><th>A</th><td>about 45 ± 6</td></tr></tbody></table>",
        "<table><caption>Else</caption><tbody><tr><th>A</th><td>not shown</td></tr></tbody></table>",
        "<p>In all 17 colleagues.</p>", "<dl><dt>A</dt><dd>not shown</dd></dl>", "<progress value='40'></progress>",
        "<p class='figure'>too uncertain to show</p>", "<svg><g class='column'><text class='value'>45</text></g></svg>",
        "<div>45</div>", "<h2>45 shares</h2>", "<ul><li><a>X</a> <span>12</span></li></ul>",
    ],
)  # fmt: skip
def test_a_number_that_nobody_has_worked_out_is_noticed(more: str) -> None:
    page = Page(f"<main><p>Counted up on 2 Nov 2026 at 06:00: Week 44, 2026.</p>{more}</main>")
    with pytest.raises(AssertionError):
        page.close()


def test_dates_windows_titles_and_explanations_are_no_figures() -> None:
    page = Page(
        "<main><h1>38 byggegrunde</h1><p>October 2026, to 2 Nov 2026</p><details class='plain'><summary>How is this "
        "counted? Shares</summary><p>From 10 on.</p></details></main>"
    )
    page.close(["38 byggegrunde"])


@pytest.fixture
def at_the_end_of_a_long_quarter() -> Iterator[None]:
    """The first release after a quarter in which fourteen weeks begin."""
    clock.configure("Europe/Copenhagen")
    with time_machine.travel(dt.datetime(2030, 1, 9, 9, tzinfo=dt.UTC), tick=False):
        yield


@pytest.mark.usefixtures("at_the_end_of_a_long_quarter")
def test_the_quarter_before_one_of_fourteen_weeks_has_all_of_its_own(session: Session, sign_in: SignIn) -> None:
    kit = make_kit(session, live_from=dt.datetime(2029, 7, 1, tzinfo=dt.UTC))
    for number in range(27):
        monday = dt.date(2029, 7, 2) + dt.timedelta(weeks=number)
        year, week, _ = monday.isocalendar()
        release = Release(frozen_on=monday + dt.timedelta(weeks=1))
        session.add(release)
        session.flush()
        window = f"{year}-W{week:02d}"
        session.add(
            ReleasedCell(release_id=release.id, family="kit_week", key=str(kit.id), window=window, value=40 + number)
        )
    session.add_all(Headcount(quarter=key, unit_id=0, people=3_000) for key in ("2029-Q3", "2029-Q4"))
    session.commit()
    recompute(reader(sign_in), Tables(session))
