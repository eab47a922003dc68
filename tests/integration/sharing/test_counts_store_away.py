"""The counts store is away: people share all the same, and the additions arrive when it is back."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

import hub.app
from hub.accounts.models import Person
from hub.ambassadors import service as ambassadors
from hub.core import clock, db
from hub.core.config import Settings
from hub.counting.cells import MIN_PILOT
from hub.counting.pending import Backlog
from hub.kits.models import Kit
from hub.ops import embedded
from hub.sharing import service
from hub.sharing.service import retry_soon
from tests import servers
from tests.factories.accounts import csrf_token
from tests.factories.pilots import add_member, make_pilot
from tests.factories.sharing import additions, cells, open_cells, share

ALL = {"kit_week:1": 1, "network_month:linkedin": 1, "organisation_quarter:all": 1, "unit_quarter:1": 1}


@dataclass
class Store:
    """A counts store that can be stopped and started again."""

    settings: Settings
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = embedded.start(self.settings, embedded.COUNTS)

    def stop(self) -> None:
        """As a machine that is shut down does: a snapshot is kept."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            self.process.wait(60)
            self.process = None

    def client(self) -> Redis:
        return Redis(unix_socket_path=str(embedded.socket_of(self.settings, embedded.COUNTS)))


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    with servers.short_folder() as folder:
        made = Store(replace(settings, data_dir=folder, counts_redis_url=f"unix://{folder}/counts.sock"))
        made.start()
        yield made
        made.stop()


@pytest.fixture
def patience() -> float:
    """Seconds that the store has for an answer: on a busy machine, a store that answers late is none that is away."""
    return 60


@pytest.fixture
def app(store: Store, queue_redis: Redis, patience: float, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application, counting in a store of its own."""
    monkeypatch.setattr(hub.app, "COUNTS_PATIENCE", patience)
    application = hub.app.create_app(store.settings)
    application.testing = True
    yield application
    application.extensions["hub_sessions"].kw["bind"].dispose()


@pytest.fixture
def backlog(app: Flask) -> Backlog:
    found: Backlog = app.extensions["hub_pending"]
    return found


def test_the_share_waits_in_memory_and_arrives_when_the_store_is_back(
    browser: FlaskClient, kit: Kit, store: Store, session: Session, backlog: Backlog
) -> None:
    open_cells(session, store.client())
    before = cells(store.client())
    store.stop()
    assert share(browser, kit).status_code == 200
    assert backlog.waiting() == 4
    store.start()
    service.flush(session, backlog)
    assert additions(before, cells(store.client())) == ALL
    assert backlog.waiting() == 0


def test_a_share_that_waits_is_not_counted_again_by_a_second_press(
    browser: FlaskClient, kit: Kit, store: Store, backlog: Backlog
) -> None:
    store.stop()
    for _ in range(2):
        share(browser, kit)
    assert backlog.waiting() == 4


@pytest.mark.parametrize("patience", [0.2])
def test_a_store_that_hangs_keeps_nobody_waiting(
    browser: FlaskClient, kit: Kit, store: Store, session: Session, backlog: Backlog
) -> None:
    open_cells(session, store.client())
    csrf_token(browser)
    assert store.process is not None
    os.kill(store.process.pid, signal.SIGSTOP)
    started = time.perf_counter()
    assert share(browser, kit).status_code == 200
    assert time.perf_counter() - started < 10
    assert backlog.waiting() == 4


def test_pages_and_privacy_answer_while_the_store_is_away(browser: FlaskClient, kit: Kit, store: Store) -> None:
    store.stop()
    for page in ("/", f"/kits/{kit.slug}/linkedin", "/privacy", "/me"):
        assert browser.get(page).status_code == 200, page
    assert browser.get("/readyz").get_json()["counts"] is False


def test_a_share_before_the_cells_are_open_waits_for_them(
    browser: FlaskClient, kit: Kit, store: Store, session: Session, backlog: Backlog
) -> None:
    assert share(browser, kit).status_code == 200
    assert backlog.waiting() == 4
    open_cells(session, store.client())
    before = cells(store.client())
    service.flush(session, backlog)
    assert additions(before, cells(store.client())) == ALL


def test_what_waits_for_a_kit_that_ended_long_ago_is_given_up_and_the_rest_counted(
    browser: FlaskClient, kit: Kit, store: Store, session: Session, backlog: Backlog, travel: time_machine.Coordinates
) -> None:
    share(browser, kit)
    kit.state, kit.ended_at = "ended", clock.now()
    session.commit()
    travel.shift(dt.timedelta(days=9))
    open_cells(session, store.client())
    before = cells(store.client())
    service.flush(session, backlog)
    assert additions(before, cells(store.client())) == {name: 1 for name in ALL if name != "kit_week:1"}
    assert backlog.waiting() == 0


def test_what_waits_for_a_pilot_that_became_too_small_does_not_wait_for_ever(
    browser: FlaskClient, ambassador: Person, kit: Kit, store: Store, session: Session, backlog: Backlog
) -> None:
    pilot = make_pilot(session, members=MIN_PILOT - 1)
    add_member(session, pilot, ambassador)
    session.commit()
    share(browser, kit)
    assert backlog.waiting() == 5
    ambassadors.leave_pilot(session, ambassador, pilot.id)
    session.commit()
    open_cells(session, store.client())
    service.flush(session, backlog)
    assert backlog.waiting() == 0


def test_an_addition_that_waited_over_a_change_of_window_counts_in_the_window_of_its_arrival(
    browser: FlaskClient, kit: Kit, store: Store, session: Session, backlog: Backlog, travel: time_machine.Coordinates
) -> None:
    share(browser, kit)
    travel.move_to("2026-12-01T12:00:00+01:00")
    open_cells(session, store.client())
    before = cells(store.client())
    service.flush(session, backlog)
    grown = {name for name, value in cells(store.client()).items() if value != before[name]}
    assert grown == {
        "kit_week:1:2026-W49",
        "network_month:linkedin:2026-12",
        "organisation_quarter:all:2026-Q4",
        "unit_quarter:1:2026-Q4",
    }


class _Waiting:
    """Stands for a backlog that a colleague's share reaches at the worst moment."""

    def __init__(self, rounds: list[int]) -> None:
        self.rounds = rounds
        self.flushed = threading.Event()

    def waiting(self) -> int:
        return self.rounds.pop(0) if self.rounds else 0

    def flush(self, _resolve: Callable[..., object]) -> None:
        self.flushed.set()


@pytest.fixture
def the_thread_ends() -> Iterator[None]:
    """The retrying thread has done its work a moment before it ends, and would keep the next test's from beginning."""
    yield
    assert service._retrying.acquire(timeout=60)
    service._retrying.release()


def test_a_share_that_comes_as_the_retrying_thread_ends_is_not_left_behind(
    app: Flask, ambassador: Person, the_thread_ends: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "retry_soon", retry_soon)
    monkeypatch.setattr(service, "RETRY_SECONDS", 0)
    # Nothing waits at the thread's last look; then something does.
    late = _Waiting([0, 1, 1, 0])
    assert service._retrying.acquire(blocking=False)
    service._retry(app.extensions["hub_sessions"], late)  # type: ignore[arg-type]
    assert late.flushed.wait(60)


def test_the_retrying_thread_brings_it_home_by_itself(
    app: Flask, browser: FlaskClient, kit: Kit, store: Store, session: Session, backlog: Backlog,
    the_thread_ends: None, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    open_cells(session, store.client())
    before = cells(store.client())
    store.stop()
    share(browser, kit)
    monkeypatch.setattr(service, "RETRY_SECONDS", 0.01)
    retry_soon(app.extensions["hub_sessions"], backlog)
    store.start()
    deadline = time.monotonic() + 60
    while additions(before, cells(store.client())) != ALL and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    assert additions(before, cells(store.client())) == ALL


def test_a_database_that_is_away_loses_nothing_of_what_waits(
    browser: FlaskClient, kit: Kit, store: Store, backlog: Backlog
) -> None:
    share(browser, kit)
    store.stop()
    with db.make_sessionmaker("sqlite://")() as empty, pytest.raises(OperationalError):
        service.flush(empty, backlog)
    assert backlog.waiting() == 4
