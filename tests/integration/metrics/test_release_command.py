from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session

from hub import cli
from hub.core import demo
from hub.core.config import ConfigError, Settings
from hub.counting.cells import KIT_WEEK
from hub.kits.models import Kit
from hub.metrics import reports
from hub.ops import release
from tests.integration.metrics.conftest import Released, Travel, monday

Open = Callable[[], int]


def test_without_a_moment_it_freezes_what_is_due(
    settings: Settings, kit: Kit, travel: Travel, open_now: Open, released: Released
) -> None:
    open_now()
    assert release.run(settings) == "Nothing is due."
    travel(monday(dt.date(2026, 11, 23)))
    assert release.run(settings) == "Released the figures of 1 Monday, the latest of 2026-11-23."
    assert release.run(settings) == "Nothing is due."
    assert {window for _, _, window in released()} == {"2026-W47"}


def test_a_moment_is_refused_on_a_database_that_is_no_demonstration(settings: Settings, kit: Kit) -> None:
    with pytest.raises(ConfigError, match="--demo"):
        release.run(settings, dt.datetime(2026, 12, 1, 12))  # noqa: DTZ001


def test_a_moment_is_refused_where_others_can_come_in(session: Session, settings: Settings, kit: Kit) -> None:
    demo.mark(session)
    session.commit()
    with pytest.raises(ConfigError, match="loopback"):
        release.run(replace(settings, base_url="https://del.fjordby.example"), dt.datetime(2026, 12, 1, tzinfo=dt.UTC))


def test_a_demonstration_lives_through_the_weeks_until_the_moment(
    session: Session, settings: Settings, kit: Kit, travel: Travel, open_now: Open, released: Released
) -> None:
    demo.mark(session)
    session.commit()
    open_now()
    said = release.run(settings, dt.datetime(2026, 12, 7, 6, 0))  # noqa: DTZ001
    assert said == "Released the figures of 3 Mondays, the latest of 2026-12-07."
    weeks = {window: value for (family, _, window), value in released().items() if family == KIT_WEEK.name}
    assert sorted(weeks) == ["2026-W47", "2026-W48", "2026-W49"]
    assert None not in weeks.values()


def test_an_unfinished_window_is_not_frozen_for_a_demonstration_either(
    session: Session, settings: Settings, kit: Kit, travel: Travel, open_now: Open, released: Released
) -> None:
    demo.mark(session)
    session.commit()
    open_now()
    assert release.run(settings, dt.datetime(2026, 11, 22, 23, 0)) == "Nothing is due."  # noqa: DTZ001
    assert released() == {}


def test_the_next_time_lies_after_what_a_demonstration_has_released_already(travel: Travel) -> None:
    newest = dt.date(2026, 12, 7)
    assert reports.next_release(newest).date() == dt.date(2026, 12, 14)
    assert reports.next_release().date() == dt.date(2026, 11, 23)


def test_a_moment_that_is_none_is_refused_in_words(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_settings", lambda: settings)
    answer = CliRunner().invoke(cli.main, ["release", "--as-of", "garbage"])
    assert answer.exit_code == 2
    assert "'garbage' is no moment" in answer.output
    assert "2026-12-07T06:00" in answer.output
