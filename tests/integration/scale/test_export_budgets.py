"""What a file of figures may ask of the database, whatever the size of the organisation."""

from __future__ import annotations

import pytest
from flask import Flask

from hub.app import create_app
from hub.core.config import Settings
from hub.results.export import DATA_SETS
from tests.bench.large import cookie, counting, somebody
from tests.integration.scale.conftest import MakeBenchmark, size_of

WORKBOOK = "all.xlsx"
FILES = [f"{each.name}.csv" for each in DATA_SETS]
PER_HUNDRED_KITS = {"kit-weeks.csv": 3, "kits.csv": 3}
PER_CAMPAIGN = {"campaigns.csv": 8, "goals.csv": 8}
"""Files that may ask more of a larger organisation, and how much more. No other may."""


def statements(settings: Settings) -> dict[str, int]:
    """How many statements each file takes once the program is warm."""
    app: Flask = create_app(settings)
    app.testing = True
    sessions = app.extensions["hub_sessions"]
    browser = app.test_client()
    with sessions() as session:
        browser.set_cookie("hub_session", cookie(app, somebody(session, None)))
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
    campaigns = size_of(300).campaigns - size_of(3).campaigns
    allowed = {
        name: few[name] + PER_HUNDRED_KITS.get(name, 0) * 2 + PER_CAMPAIGN.get(name, 0) * campaigns for name in FILES
    }
    over = {name: (many[name], allowed[name]) for name in FILES if many[name] > allowed[name]}
    assert not over, "statements, and how many it may take"
    # Every sheet is made as its file is, so the workbook asks no more than they do together.
    assert many[WORKBOOK] <= sum(many[name] for name in FILES)
    assert few["kit-weeks.csv"] <= 12
    assert few["kits.csv"] <= 12
