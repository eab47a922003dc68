"""Lists of everything must cost what they hold, and not that times the size of the organisation."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from sqlalchemy import select

from hub.accounts.models import Unit
from hub.core import db
from hub.metrics.reports import kits as reports
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
