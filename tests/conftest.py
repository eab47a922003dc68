"""What every test may ask for: real Valkey servers, a migrated database, the application, and signed-in personas."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import make_url
from sqlalchemy.orm import Session, sessionmaker
from xdist.scheduler import LoadFileScheduling

import hub.app
from hub.core import clock, config, db
from hub.core.config import Settings
from hub.ops import embedded, migrate
from tests import known, servers
from tests.factories.accounts import PERSONAS, make_persona

SECRET = "a secret for the tests, long enough to be one"

known.share()
# Its own profile for shared machines: the same examples every time, and none is a failure because it took long.
hypothesis.settings.load_profile("ci")


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """The tests of a file run in one process, for what they share; so do all journeys, which share a demonstration."""
    return Together(config, log)


class Together(LoadFileScheduling):
    """Hands out files, the journeys first: they take longest, and mostly wait for a browser."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "journeys" if file.startswith("tests/e2e/") else file


@pytest.fixture(scope="session")
def valkeys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The two embedded servers, started once for each test process."""
    # A socket's path may be at most about a hundred characters, and pytest's own folders are deep.
    with servers.short_folder() as folder:
        settings = config.load({"HUB_DATA_DIR": str(folder), "HUB_SECRET_KEY": SECRET, "HUB_ORG_NAME": "Fjordby"})
        running = [embedded.start(settings, server) for server in (embedded.QUEUE, embedded.COUNTS)]
        yield folder
        for process in running:
            process.terminate()
            process.wait(60)


@pytest.fixture
def queue_redis(valkeys: Path) -> Iterator[Redis]:
    """The Valkey of queue and click stream, empty."""
    client = Redis(unix_socket_path=str(valkeys / "queue.sock"))
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def counts_redis(valkeys: Path) -> Iterator[Redis]:
    """The Valkey of pending counts, empty."""
    client = Redis(unix_socket_path=str(valkeys / "counts.sock"))
    client.flushall()
    yield client
    client.close()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database to copy from."""
    file = tmp_path_factory.mktemp("template") / "hub.db"
    migrate.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL server of our own on a unix socket; its address without a database name."""
    with servers.postgres() as address:
        yield address


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty PostgreSQL database."""
    with servers.fresh_database(postgres_server) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> Iterator[str]:
    """The name of a migrated database to copy from."""
    with servers.fresh_database(postgres_server) as url:
        migrate.upgrade(url)
        yield str(make_url(url).database)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite: Path) -> Iterator[str]:
    """A migrated database: SQLite, or PostgreSQL for tests that ask by `@both_databases`."""
    if getattr(request, "param", "sqlite") == "postgres":
        template, server = request.getfixturevalue("migrated_postgres"), request.getfixturevalue("postgres_server")
        with servers.fresh_database(server, template) as url:
            yield url
    else:
        file = tmp_path / "hub.db"
        shutil.copy(migrated_sqlite, file)
        yield f"sqlite:///{file}"


@pytest.fixture(scope="session")
def common_settings(valkeys: Path) -> Settings:
    """What the small installations of all tests have in common."""
    return config.load(
        {
            "HUB_REDIS_URL": f"unix://{valkeys / 'queue.sock'}",
            "HUB_COUNTS_REDIS_URL": f"unix://{valkeys / 'counts.sock'}",
            "HUB_SECRET_KEY": SECRET,
            "HUB_BASE_URL": "http://localhost",
            "HUB_SIGN_IN_LIMIT": "1000",
            "HUB_ORG_NAME": "Fjordby Kommune",
        }
    )


@pytest.fixture
def settings(tmp_path: Path, database_url: str, common_settings: Settings) -> Settings:
    """Settings of a small installation in a folder of its own."""
    return replace(common_settings, data_dir=tmp_path, database_url=database_url)


@pytest.fixture
def sessions(settings: Settings) -> Iterator[sessionmaker[Session]]:
    """Makes sessions on the test's database."""
    maker = db.make_sessionmaker(settings.database_url)
    clock.configure(settings.timezone)
    yield maker
    maker.kw["bind"].dispose()


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """One session, for arranging and for looking afterwards."""
    with sessions() as active:
        yield active


@pytest.fixture
def app(
    settings: Settings, queue_redis: Redis, counts_redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """The application on the test's database. CSRF stays on; `client` fetches the token as a browser would."""
    # On a busy machine, a store that answers late is none that is away.
    monkeypatch.setattr(hub.app, "COUNTS_PATIENCE", 60)
    application = hub.app.create_app(settings)
    application.testing = True
    application.jinja_env.bytecode_cache = known.KnownTemplates()
    yield application
    application.extensions["hub_sessions"].kw["bind"].dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor who is not signed in."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask, sessions: sessionmaker[Session]) -> Callable[[str], FlaskClient]:
    """Gives a browser in which the named persona is signed in."""

    def as_persona(persona: str) -> FlaskClient:
        assert persona in PERSONAS
        with sessions() as active:
            person = make_persona(active, persona)
            active.commit()
            carried = person.get_id()
        browser = app.test_client()
        with browser.session_transaction() as cookie:
            cookie["_user_id"] = carried
        return browser

    return as_persona
