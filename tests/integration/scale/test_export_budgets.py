"""What a file of figures may ask of the database, whatever the size of the organisation."""

from __future__ import annotations

import pytest
from flask import Flask

from hub.app import create_app
from hub.core.config import Settings
from hub.results.export import DATA_SETS
from tests.bench.large import counting, signed_in
from tests.integration.scale.conftest import MakeBenchmark

WORKBOOK = "all.xlsx"
FILES = [f"{each.name}.csv" for each in DATA_SETS]


def statements(settings: Settings) -> dict[str, int]:
    """How many statements each file takes once the program is warm."""
    app: Flask = create_app(settings)
    app.testing = True
    sessions = app.extensions["hub_sessions"]
    browser = signed_in(app, None)
    assert browser.get("/results/export").status_code == 200
    found = {}
    for name in (*FILES, WORKBOOK):
        with counting(sessions.kw["bind"]) as sent:
            assert browser.get(f"/results/export/{name}").status_code == 200, name
        found[name] = len(sent)
    return found


@pytest.mark.usefixtures("queue_redis", "counts_redis")
def test_a_file_of_three_hundred_kits_asks_no_more_than_one_of_three(make_benchmark: MakeBenchmark) -> None:
    few, many = (statements(make_benchmark(kits, "sqlite")) for kits in (3, 300))
    over = {name: (few[name], many[name]) for name in many if many[name] > few[name]}
    assert not over, "statements with 3 and with 300 kits"
    assert few["kit-weeks.csv"] <= 8
    assert few["kits.csv"] <= 8
    assert few["campaigns.csv"] <= 26


@pytest.mark.usefixtures("queue_redis", "counts_redis")
def test_a_workbook_reads_what_several_sheets_show_once(make_benchmark: MakeBenchmark) -> None:
    asked = statements(make_benchmark(3, "sqlite"))
    alike = [
        ["overview.csv", "weeks.csv", "networks.csv", "units.csv"],
        ["kit-weeks.csv", "kits.csv"],
        ["campaigns.csv", "goals.csv"],
        [name for name in FILES if name.startswith("reach-")],
    ]
    together = {name for names in alike for name in names[1:]}
    assert len(together) == 11
    assert asked[WORKBOOK] <= sum(asked[name] for name in FILES if name not in together)
