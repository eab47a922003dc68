"""Recording a share without recording who shared.

A share adds one to at most one pending cell of each family, and only where this browser has not added before.
The person is asked for two things, which unit and which pilot they count with, and neither leaves this function.
Nothing is written to the database, logged, or put into a job.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Container, Mapping
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from hub.accounts import queries as accounts
from hub.accounts.models import Person
from hub.ambassadors import queries as ambassadors
from hub.ambassadors.flags import BrowserFlags
from hub.core import clock
from hub.counting.cells import (
    CHECK_IN_WEEK,
    KIT_WEEK,
    PILOT_MONTH,
    UNIT_QUARTER,
    Cell,
    Family,
    flag_for,
    share_cells,
    uncounted,
)
from hub.counting.pending import Backlog
from hub.counting.scales import check_in_keys
from hub.kits import queries as kits
from hub.pilots import queries as pilots

RETRY_SECONDS = 2
_retrying = threading.Lock()


def record_share(
    session: Session, backlog: Backlog, person: Person, kit_id: int, network: str, flags: BrowserFlags
) -> BrowserFlags:
    """Add the share to the pending counts, and give back what the browser should remember. Never fails."""
    cells = share_cells(
        kit=kit_id,
        network=network,
        unit=accounts.reporting_unit_of(session, person),
        pilot=_counting_pilot(session, person),
        local_date=clock.local_today(),
    )
    fresh = uncounted(cells, flags.counted)
    backlog.share(fresh)
    return flags.with_counted([flag_for(cell.family, cell.key, cell.window) for cell in fresh])


def _counting_pilot(session: Session, person: Person) -> int | None:
    """The one running pilot a share counts with: of several, the first that is large enough to have figures."""
    counted = pilots.counting_pilot_ids(session, clock.local_today())
    return min(counted.intersection(ambassadors.pilot_ids_of(session, person.id)), default=None)


def cell_now(family: Family, key: str, today: dt.date, counted: Mapping[Family, Container[str]]) -> Cell | None:
    """The cell that a waiting addition belongs to today; none when what it is about is no longer counted.

    `counted` has the keys that are, for the families whose keys come and go.
    """
    if family in counted and key not in counted[family]:
        return None
    return family.cell(key, today)


def flush(session: Session, backlog: Backlog) -> None:
    """Try once to add what waits. The database is asked first: the backlog is not emptied into its failure."""
    today = clock.local_today()
    counted = {
        KIT_WEEK: {str(kit_id) for kit_id, _slug in kits.kits_open_between(session, today, today)},
        PILOT_MONTH: {str(pilot) for pilot in pilots.counting_pilot_ids(session, today)},
        UNIT_QUARTER: {str(unit) for unit in accounts.reporting(session).people},
        CHECK_IN_WEEK: {key for pilot in pilots.running_ids(session, today) for key in check_in_keys(pilot)},
    }
    backlog.flush(lambda family, key: cell_now(family, key, today, counted))


def retry_soon(sessions: sessionmaker[Session], backlog: Backlog) -> None:
    """While additions wait in memory, try again every few seconds; one thread in each process at most."""
    if backlog.waiting() and _retrying.acquire(blocking=False):
        threading.Thread(target=_retry, args=(sessions, backlog), daemon=True, name="backlog").start()


def _retry(sessions: sessionmaker[Session], backlog: Backlog) -> None:
    try:
        while backlog.waiting():
            time.sleep(RETRY_SECONDS)
            with suppress(SQLAlchemyError), sessions() as session:
                flush(session, backlog)
    finally:
        _retrying.release()
    # A share that came between the last look and the release found the lock taken, and started no thread.
    retry_soon(sessions, backlog)
