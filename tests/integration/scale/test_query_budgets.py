"""What a page may ask the database, whatever the size of the organisation."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import Engine, event

from hub.accounts.rules import Role
from hub.app import create_app
from hub.campaigns.models import Campaign
from hub.core.config import Settings
from hub.metrics.reports import jobs
from hub.recruitment.models import Job
from hub.sources.models import Cost
from hub.sources.queries import PAGE_SIZE
from tests.bench.large import FRAGMENT, cost_of, counting, pages, signed_in
from tests.integration.scale.conftest import MakeBenchmark

BUDGETS: dict[str, tuple[Role | None, int]] = {
    "/": (None, 9),
    "/kits/kit-3": (None, 7),
    "/results": (None, 3),
    "/results/kits/kit-3": (None, 11),
    "/results/reach": (None, 15),
    "/results/sources": (None, 14),
    "/results/sources?kit=kit-3": (None, 11),
    "/results/campaigns/kampagne-1": (None, 20),
    "/results/jobs": (None, 10),
    "/results/jobs/stilling-3": (Role.HR, 14),
    "/campaigns": (None, 4),
    "/campaigns/kampagne-1": (None, 12),
    "/learnings": (None, 6),
    "/pilots": (None, 3),
    "/desk": (Role.EDITOR, 8),
    "/desk/sources": (Role.EDITOR, 6),
    "/desk/costs": (Role.EDITOR, 12),
    "/desk/official": (Role.EDITOR, 9),
    "/recruitment": (Role.HR, 4),
    "/admin/people": (Role.ADMIN, 6),
    "/admin/units": (Role.ADMIN, 6),
    "/feed.atom": (None, 3),
    "/feed.json": (None, 3),
    "/embed/teaser": (None, 3),
}
"""The address, who asks, and how many statements it may take, the reader's own two included."""


def rows_read(engine: Engine, browser: FlaskClient, address: str) -> tuple[str, dict[str, int]]:
    """A page, and by statement how many rows it read."""
    asked: list[tuple[str, Any]] = []

    def remember(*given: Any) -> None:
        asked.append((given[2], given[3]))

    event.listen(engine, "before_cursor_execute", remember)
    answer = browser.get(address)
    event.remove(engine, "before_cursor_execute", remember)
    assert answer.status_code == 200
    with engine.connect() as connection:
        return answer.text, {sql: len(connection.exec_driver_sql(sql, given).fetchall()) for sql, given in asked}


def statements(app: Flask) -> dict[str, int]:
    """How many statements each page takes once it is warm."""
    sessions = app.extensions["hub_sessions"]
    found = {}
    for address, (role, _) in BUDGETS.items():
        browser = signed_in(app, role)
        assert browser.get(address).status_code == 200, address
        with counting(sessions.kw["bind"]) as sent:
            browser.get(address)
        found[address] = len(sent)
    return found


def application(settings: Settings) -> Flask:
    app = create_app(settings)
    app.testing = True
    return app


@pytest.mark.usefixtures("queue_redis", "counts_redis")
def test_pages_keep_their_budgets_and_three_hundred_kits_cost_what_three_do(make_benchmark: MakeBenchmark) -> None:
    few, many = (statements(application(make_benchmark(kits, "sqlite"))) for kits in (3, 300))
    grown = {address: (few[address], count) for address, count in many.items() if count > few[address]}
    assert not grown, "statements with 3 and with 300 kits"
    over = {address: (count, BUDGETS[address][1]) for address, count in many.items() if count > BUDGETS[address][1]}
    assert not over, "statements, and how many it may take"


def test_results_ask_no_more_than_six_times(make_benchmark: MakeBenchmark, counts_redis: Redis) -> None:
    app = application(make_benchmark(30, "sqlite"))
    sessions = app.extensions["hub_sessions"]
    browser = signed_in(app, None)
    for headers in ({}, FRAGMENT):
        browser.get("/results", headers=headers)
        with counting(sessions.kw["bind"]) as sent:
            assert browser.get("/results", headers=headers).status_code == 200
        figures = [each for each in sent if "FROM person" not in each and "FROM role_grant" not in each]
        assert len(figures) <= 6, figures


@pytest.mark.usefixtures("queue_redis", "counts_redis")
def test_a_campaign_is_not_compared_with_more_jobs_the_more_campaigns_there_are(
    make_benchmark: MakeBenchmark, monkeypatch: pytest.MonkeyPatch
) -> None:
    added_up: list[object] = []
    of_jobs = jobs._of_jobs

    def noted(*given: Any) -> Any:
        added_up.append(given)
        return of_jobs(*given)

    monkeypatch.setattr(jobs, "_of_jobs", noted)
    app = application(make_benchmark(60, "sqlite"))
    with app.extensions["hub_sessions"]() as session:
        assert session.query(Campaign).count() == 12
    answer = signed_in(app, None).get("/results/campaigns/kampagne-1")
    assert 'id="funnel"' in answer.text
    professions, left = 6, 5
    assert 0 < len(added_up) <= professions + left


@pytest.mark.usefixtures("queue_redis", "counts_redis")
def test_the_benchmark_asks_for_pages_as_somebody_who_may_see_them(make_benchmark: MakeBenchmark) -> None:
    app = application(make_benchmark(30, "sqlite"))
    engine: Engine = app.extensions["hub_sessions"].kw["bind"]
    for address, role, part in pages("kit-30", "kampagne-1", "stilling-29"):
        cost_of(signed_in(app, role), engine, address, part, times=1, warm=0)
    with pytest.raises(AssertionError, match="/edit answered 403"):
        cost_of(signed_in(app, Role.EDITOR), engine, "/desk/kits/kit-30/edit", False, times=1, warm=0)


@pytest.mark.usefixtures("queue_redis", "counts_redis")
def test_the_desk_shows_no_more_costs_at_once_than_a_page(make_benchmark: MakeBenchmark) -> None:
    app = application(make_benchmark(60, "sqlite"))
    sessions = app.extensions["hub_sessions"]
    browser = signed_in(app, Role.EDITOR)
    with sessions() as session:
        assert session.query(Cost).count() == 60
    page, rows = rows_read(sessions.kw["bind"], browser, "/desk/costs")
    assert page.count("/remove") == PAGE_SIZE
    assert sorted(count for sql, count in rows.items() if "FROM cost" in sql) == [1, PAGE_SIZE]


@pytest.mark.usefixtures("queue_redis", "counts_redis")
def test_recruitment_by_profession_reads_no_row_for_each_job(make_benchmark: MakeBenchmark) -> None:
    app = application(make_benchmark(60, "sqlite"))
    sessions = app.extensions["hub_sessions"]
    browser = signed_in(app, None)
    with sessions() as session:
        assert session.query(Job).count() == 60
    _, rows = rows_read(sessions.kw["bind"], browser, "/results/jobs")
    professions_and_sources = 6 * 6
    assert max(rows.values()) <= professions_and_sources, rows
