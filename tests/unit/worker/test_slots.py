"""The slots of the tick: which id a job has at which moment."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.tick import SCHEDULE, Due, slot_id

NOON = dt.datetime(2026, 11, 22, 11, 0, tzinfo=dt.UTC)
MOMENTS = st.integers(1_577_836_800, 4_102_444_800).map(lambda moment: dt.datetime.fromtimestamp(moment, dt.UTC))
every_job = pytest.mark.parametrize("due", SCHEDULE, ids=lambda due: due.job.name.lower())


@every_job
def test_within_a_slot_the_id_stays_and_in_the_next_it_changes(due: Due) -> None:
    first, last = NOON, NOON + dt.timedelta(seconds=due.every - 0.001)
    assert slot_id(due, first) == slot_id(due, last)
    assert slot_id(due, first) != slot_id(due, NOON + dt.timedelta(seconds=due.every))


@given(MOMENTS)
def test_no_two_jobs_ever_share_an_id(moment: dt.datetime) -> None:
    assert len({slot_id(due, moment) for due in SCHEDULE}) == len(SCHEDULE)


@given(MOMENTS, st.sampled_from(["Europe/Copenhagen", "America/New_York", "Asia/Kolkata"]))
def test_a_tick_in_another_time_zone_means_the_same_slot(moment: dt.datetime, name: str) -> None:
    elsewhere = moment.astimezone(ZoneInfo(name))
    assert [slot_id(due, elsewhere) for due in SCHEDULE] == [slot_id(due, moment) for due in SCHEDULE]


def test_clicks_are_counted_within_seconds_and_windows_opened_within_a_minute() -> None:
    every = {due.job.name: due.every for due in SCHEDULE}
    assert every["INGEST_CLICKS"] <= 5
    assert every["OPEN_WINDOWS"] <= 60
    assert len(every) == len(SCHEDULE)
