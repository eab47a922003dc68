"""Which unit and which pilot a share counts with."""

from __future__ import annotations

import datetime as dt

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.core import clock
from hub.counting.cells import MIN_PILOT
from hub.kits.models import Kit
from tests.factories.accounts import make_unit
from tests.factories.pilots import add_member, make_pilot
from tests.factories.sharing import share
from tests.integration.sharing.conftest import Counts


def _units_and_pilots(counts: Counts) -> set[str]:
    """Which of them were added to; a cell that is not there would keep the addition waiting for ever."""
    assert counts.backlog.waiting() == 0
    return {name for name in counts.gained() if name.startswith(("unit", "pilot"))}


@pytest.mark.parametrize(("others", "counted"), [(MIN_PILOT - 2, set()), (MIN_PILOT - 1, {"pilot_month:1"})])
def test_a_pilot_is_counted_from_fifteen_members_on(
    browser: FlaskClient, ambassador: Person, kit: Kit, counts: Counts, session: Session, others: int, counted: set[str]
) -> None:
    add_member(session, make_pilot(session, members=others), ambassador)
    session.commit()
    counts.open()
    share(browser, kit)
    assert _units_and_pilots(counts) == {"unit_quarter:1"} | counted


def test_of_two_pilots_one_share_counts_in_one(
    browser: FlaskClient, ambassador: Person, kit: Kit, counts: Counts, session: Session
) -> None:
    for title in ("Forårsholdet", "Efterårsholdet"):
        add_member(session, make_pilot(session, title, members=MIN_PILOT), ambassador)
    session.commit()
    counts.open()
    share(browser, kit)
    assert _units_and_pilots(counts) == {"unit_quarter:1", "pilot_month:1"}


@pytest.mark.parametrize("days", [(-60, -1), (1, 60)], ids=["over", "not begun"])
def test_a_pilot_that_does_not_run_today_is_not_counted(
    browser: FlaskClient, ambassador: Person, kit: Kit, counts: Counts, session: Session, days: tuple[int, int]
) -> None:
    first, last = (clock.local_today() + dt.timedelta(days=each) for each in days)
    add_member(session, make_pilot(session, starts_on=first, ends_on=last, members=MIN_PILOT), ambassador)
    session.commit()
    counts.open()
    share(browser, kit)
    assert _units_and_pilots(counts) == {"unit_quarter:1"}


def test_somebody_elses_pilot_is_not_counted(browser: FlaskClient, kit: Kit, counts: Counts, session: Session) -> None:
    make_pilot(session, members=MIN_PILOT)
    session.commit()
    counts.open()
    share(browser, kit)
    assert _units_and_pilots(counts) == {"unit_quarter:1"}


def test_whoever_moves_to_another_unit_counts_there_from_the_first_share(
    browser: FlaskClient, ambassador: Person, kit: Kit, counts: Counts, session: Session
) -> None:
    ambassador.unit_id = make_unit(session, "Borgerservice").id
    session.commit()
    counts.open()
    share(browser, kit)
    assert _units_and_pilots(counts) == {f"unit_quarter:{ambassador.unit_id}"}


def test_a_small_unit_is_counted_with_the_unit_above_it(
    browser: FlaskClient, ambassador: Person, kit: Kit, counts: Counts, session: Session
) -> None:
    ambassador.unit_id = make_unit(session, "Havnevagten", headcount=6, parent=ambassador.unit).id
    session.commit()
    share(browser, kit)
    assert _units_and_pilots(counts) == {"unit_quarter:1"}


def test_somebody_without_a_unit_counts_with_the_whole_organisation_only(
    browser: FlaskClient, ambassador: Person, kit: Kit, counts: Counts, session: Session
) -> None:
    ambassador.unit_id = None
    session.commit()
    share(browser, kit)
    assert counts.gained() == {"kit_week:1": 1, "network_month:linkedin": 1, "organisation_quarter:all": 1}
