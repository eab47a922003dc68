"""Lists of everything must cost what they hold, and not that times the size of the organisation."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select, text

from hub.accounts.models import Unit
from hub.app import create_app
from hub.campaigns.models import Campaign, Goal
from hub.campaigns.rules import Measure, Scope
from hub.core import clock, db
from hub.kits import queries as kits
from hub.metrics import rollup
from hub.metrics.reports import Campaigned, campaign_figures, every_campaigns_figures
from hub.metrics.reports import kits as reports
from hub.results.campaigns import funnels
from tests.integration.scale.conftest import MakeBenchmark


def test_all_kits_weeks_look_at_the_calendar_once_for_each_week(
    make_benchmark: MakeBenchmark, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = make_benchmark(60, "sqlite")
    asked: Counter[str] = Counter()
    parse = reports.parse

    def noted(week: str) -> Any:
        asked[week] += 1
        return parse(week)

    monkeypatch.setattr(reports, "parse", noted)
    sessions = db.make_sessionmaker(settings.database_url)
    with sessions() as session:
        assert len(session.scalars(select(Unit.id)).all()) > 5
        found = reports.every_kits_weeks(session)
    sessions.kw["bind"].dispose()
    assert len(found) > 40
    assert len(asked) > 5
    assert set(asked.values()) == {1}


def test_a_campaigns_funnel_is_the_one_it_has_among_all(make_benchmark: MakeBenchmark) -> None:
    app = create_app(make_benchmark(30, "sqlite"))
    with app.test_request_context(), app.extensions["hub_sessions"]() as session:
        together = funnels(session)
        assert len(together) > 3
        for funnel in together:
            assert funnels(session, int(funnel.key)) == [funnel]


def test_days_are_added_up_without_reading_the_addresses_of_links(make_benchmark: MakeBenchmark) -> None:
    settings = make_benchmark(3, "sqlite")
    sessions = db.make_sessionmaker(settings.database_url)
    with sessions() as session:
        counted = rollup.clicks(session, None, clock.local_today(), networks=True)
        asked = select(counted).compile(session.connection(), compile_kwargs={"literal_binds": True})
        plan = [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]
    sessions.kw["bind"].dispose()
    of_links = [step for step in plan if "tracking_link" in step]
    assert of_links
    assert all("COVERING INDEX ix_tracking_link_counted" in step for step in of_links), plan


@pytest.mark.parametrize("where", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_all_campaigns_figures_are_those_of_each(
    make_benchmark: MakeBenchmark, where: str, request: pytest.FixtureRequest
) -> None:
    settings = make_benchmark(30, where if where == "sqlite" else request.getfixturevalue("postgres_url"))
    sessions = db.make_sessionmaker(settings.database_url)
    with sessions() as session:
        made = list(session.scalars(select(Campaign).order_by(Campaign.id)))
        made.append(Campaign(slug="uden", state="running", title="Uden delepakker", purpose="Ingen endnu"))
        session.add(made[-1])
        for number, campaign in enumerate(made):
            for place, measure in enumerate((Measure.SHARES, Measure.VISITORS, Measure.REACH)):
                deadline = clock.local_today() + dt.timedelta(weeks=6 * ((number + place) % 3 - 1))
                campaign.goals.append(
                    Goal(specific="Flere", measure=measure, scope=Scope.CAMPAIGN, target=50, deadline=deadline)
                )
        session.flush()
        ids = kits.ids_by_campaign(session)
        parts = [Campaigned(each.id, each.goals, ids.get(each.id, []), None) for each in made]
        together = every_campaigns_figures(session, parts, kits.kits_by_campaign())
        alone = [campaign_figures(session, part.goals, part.kit_ids, None) for part in parts]
    sessions.kw["bind"].dispose()
    assert len(ids) > 3
    assert together == alone
    assert len({each.totals for each in alone}) > 3
