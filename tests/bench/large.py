"""Pages, lists, exports and letters on the benchmark's organisation: statements, and milliseconds of the server.

Two times are told: on the clock, and of this process alone. The second is what stays true on a busy machine.

`python -m tests.bench.large` makes it afresh; `--on URL` measures on a database that `hub seed --size large` has made.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session

from hub.accounts import queries as accounts
from hub.accounts.models import Person, RoleGrant
from hub.accounts.rules import Role
from hub.app import create_app
from hub.core import clock, config
from hub.core.config import Settings
from hub.metrics import release_clicks
from hub.ops import embedded
from hub.ops.large import seed
from hub.ops.large.plan import Size
from hub.results.export import DATA_SETS
from tests import servers
from tests.bench import letters

FRAGMENT = {"HX-Request": "true"}
WARM = 3
"""Times that a page is asked for before it is measured."""


@dataclass(frozen=True)
class Cost:
    """What one page costs: its statements, and the medians of its milliseconds, on the clock and of the process."""

    name: str
    statements: int
    median: float
    cpu: float
    size: int


def pages(kit: str, campaign: str, job: str) -> list[tuple[str, Role | None, bool]]:
    """(address, who asks, whether only the fragment) of what is measured."""
    return [
        ("/", None, False),
        ("/?page=9", None, False),
        (f"/kits/{kit}", None, False),
        ("/results", None, False),
        ("/results", None, True),
        ("/results/aside", None, True),
        (f"/results/kits/{kit}", None, False),
        ("/results/reach", None, False),
        ("/results/sources", None, False),
        (f"/results/sources?kit={kit}", None, False),
        (f"/results/campaigns/{campaign}", None, False),
        ("/results/jobs", None, False),
        (f"/results/jobs/{job}", Role.HR, False),
        ("/campaigns", None, False),
        (f"/campaigns/{campaign}", None, False),
        ("/pilots", None, False),
        ("/results/letters", None, False),
        ("/desk", Role.EDITOR, False),
        ("/desk?page=100", Role.EDITOR, False),
        ("/desk?state=live", Role.EDITOR, False),
        (f"/desk/kits/{kit}", Role.EDITOR, False),
        (f"/desk/kits/{kit}/edit", Role.APPROVER, False),
        (f"/desk/kits/{kit}/links", Role.EDITOR, False),
        ("/desk/sources", Role.EDITOR, False),
        ("/desk/costs", Role.EDITOR, False),
        ("/recruitment", Role.HR, False),
        ("/admin/people", Role.ADMIN, False),
        ("/admin/people?page=900", Role.ADMIN, False),
        ("/admin/units", Role.ADMIN, False),
        ("/admin/units?page=2", Role.ADMIN, False),
        ("/me", None, False),
        ("/privacy", None, False),
        ("/embed/teaser", None, False),
        ("/feed.atom", None, False),
        ("/feed.json", None, False),
        ("/healthz", None, False),
    ]


def signed_in(app: Flask, role: Role | None) -> FlaskClient:
    """A browser of somebody with this role."""
    browser = app.test_client()
    with app.extensions["hub_sessions"]() as session:
        browser.set_cookie("hub_session", cookie(app, somebody(session, role)))
    return browser


def cookie(app: Flask, person: Person) -> str:
    """The session cookie of somebody who has signed in."""
    made = SecureCookieSessionInterface().get_signing_serializer(app)
    if made is None:
        raise AssertionError("the application has no secret")
    found: str = made.dumps({"_user_id": person.get_id(), "_fresh": True})
    return found


@contextmanager
def counting(engine: Engine) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(*given: object) -> None:
        sent.append(str(given[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def somebody(session: Session, role: Role | None) -> Person:
    """Who asks: somebody with the role, or the last person, who has none."""
    wanted = select(Person).where(Person.active).order_by(Person.id.desc()).limit(1)
    if role is not None:
        wanted = wanted.join(RoleGrant).where(RoleGrant.role == role.value)
    found = session.scalars(wanted).one()
    session.expunge_all()
    return found


def measure(app: Flask, times: int) -> list[Cost]:
    """Ask for each page in turn."""
    sessions = app.extensions["hub_sessions"]
    engine: Engine = sessions.kw["bind"]
    browsers = {role: signed_in(app, role) for role in (None, *Role)}
    found = []
    for address, role, part in pages("kit-4900", "kampagne-1", "stilling-1400"):
        found.append(cost_of(browsers[role], engine, address, part, times))
        print(_row(found[-1]), flush=True)
    return found


def cost_of(browser: FlaskClient, engine: Engine, address: str, part: bool, times: int, warm: int = WARM) -> Cost:
    """Ask until it is warm, and then so many times.

    Raises:
        AssertionError: it answers something else than 200, whose cost would say nothing about the page.
    """
    headers = FRAGMENT if part else {}
    name = address + (" (fragment)" if part else "")
    for _ in range(warm):
        browser.get(address, headers=headers)
    taken, worked = [], []
    with counting(engine) as sent:
        answer = browser.get(address, headers=headers)
        statements = len(sent)
    if answer.status_code != 200:
        raise AssertionError(f"{name} answered {answer.status_code}")
    for _ in range(times):
        begin, cpu = time.perf_counter(), time.process_time()
        browser.get(address, headers=headers)
        taken.append((time.perf_counter() - begin) * 1000)
        worked.append((time.process_time() - cpu) * 1000)
    return Cost(name, statements, statistics.median(taken), statistics.median(worked), len(answer.data))


def exports(app: Flask) -> Iterator[Cost]:
    """Each file with figures once, as somebody at the desk loads it down: they are too long to be asked for often."""
    sessions = app.extensions["hub_sessions"]
    engine: Engine = sessions.kw["bind"]
    browser = signed_in(app, None)
    for name in (*(f"{each.name}.csv" for each in DATA_SETS), "all.xlsx"):
        yield cost_of(browser, engine, f"/results/export/{name}", False, 1, warm=0)


def jobs(app: Flask) -> list[tuple[str, float, int]]:
    """(what, milliseconds, how many) of what a worker reads of the whole organisation."""
    found = []
    with app.extensions["hub_sessions"]() as session:
        for name, ask in _reads(session):
            begin = time.perf_counter()
            count = ask()
            found.append((name, (time.perf_counter() - begin) * 1000, count))
            session.expunge_all()
    return found


def _reads(session: Session) -> list[tuple[str, Callable[[], int]]]:
    return [
        ("everybody, with their roles", lambda: len(accounts.everybody(session))),
        ("kits whose clicks may be published", lambda: len(release_clicks._open_kits(session))),
    ]


def _row(cost: Cost) -> str:
    return (
        f"{cost.name:<42} {cost.statements:>3} statements "
        f"{cost.median:>8.1f} ms {cost.cpu:>8.1f} ms of the process {cost.size // 1024:>6} KB"
    )


@contextmanager
def application(database_url: str, folder: str) -> Iterator[Flask]:
    """The application over a benchmark's database, with stores of its own."""
    settings: Settings = config.load(
        {
            "HUB_DATA_DIR": folder,
            "HUB_DATABASE_URL": database_url,
            "HUB_SECRET_KEY": "a secret for the benchmark, long enough",
            "HUB_ORG_NAME": "Fjordby Kommune",
        }
    )
    clock.configure(settings.timezone)
    stores = [embedded.start(settings, server) for server in (embedded.QUEUE, embedded.COUNTS)]
    try:
        app = create_app(settings)
        yield app
        app.extensions["hub_sessions"].kw["bind"].dispose()
    finally:
        for process in stores:
            process.terminate()
            process.wait(20)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--on", default="", help="a database that is a benchmark already")
    parser.add_argument("--times", type=int, default=9)
    parser.add_argument("--mails", type=int, default=5_000, help="to how many of the readers the letter is mailed")
    asked = parser.parse_args()
    with servers.short_folder() as folder:
        url = asked.on or f"sqlite:///{folder}/hub.db"
        if not asked.on:
            settings = config.load(
                {"HUB_DATA_DIR": str(folder), "HUB_SECRET_KEY": "b" * 40, "HUB_ORG_NAME": "Fjordby Kommune"}
            )
            seed.run(settings, Size())
        with application(url, str(folder)) as app:
            measure(app, asked.times)
            for cost in exports(app):
                print(_row(cost), flush=True)
            for name, taken, count in jobs(app):
                print(f"{name:<42} {count:>7} {taken:>8.1f} ms")
            stores = (app.extensions["hub_queue_redis"], app.extensions["hub_counts_redis"])
            with app.extensions["hub_sessions"]() as session:
                print(letters.measure(session, app.config["SETTINGS"], stores, asked.mails))
    return 0


if __name__ == "__main__":
    sys.exit(main())
