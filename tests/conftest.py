"""What every test may ask for: real Valkey servers, a migrated database, the application, and signed-in personas."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from redis import Redis
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.routing import Rule

from hub.app import create_app
from hub.core import clock, config, db
from hub.core.config import Settings
from hub.ops import embedded, migrate
from tests import servers
from tests.factories.accounts import PERSONAS, make_persona

SECRET = "a secret for the tests, long enough to be one"


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
            process.wait(10)


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


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite: Path) -> str:
    """A migrated database: SQLite, or PostgreSQL for tests that ask by `@both_databases`."""
    if getattr(request, "param", "sqlite") == "postgres":
        url: str = request.getfixturevalue("postgres_url")
        migrate.upgrade(url)
        return url
    file = tmp_path / "hub.db"
    shutil.copy(migrated_sqlite, file)
    return f"sqlite:///{file}"


@pytest.fixture
def settings(tmp_path: Path, database_url: str, valkeys: Path) -> Settings:
    """Settings of a small installation in a folder of its own."""
    return config.load(
        {
            "HUB_DATA_DIR": str(tmp_path),
            "HUB_DATABASE_URL": database_url,
            "HUB_REDIS_URL": f"unix://{valkeys / 'queue.sock'}",
            "HUB_COUNTS_REDIS_URL": f"unix://{valkeys / 'counts.sock'}",
            "HUB_SECRET_KEY": SECRET,
            "HUB_BASE_URL": "http://localhost",
            "HUB_SIGN_IN_LIMIT": "1000",
            "HUB_ORG_NAME": "Fjordby Kommune",
        }
    )


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


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Each test has an application of its own; compiling the same templates for each would take half of the time."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


class KnownRule(Rule):
    """An address of the application whose builder of links is made once for all tests. Werkzeug compiles two for each
    address, four fifths of the time that an application takes; they differ by the address alone.
    """

    _known: ClassVar[dict[tuple[object, ...], Any]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        key = (self.rule, self.subdomain, repr(self.defaults), append_unknown)
        if key not in self._known:
            self._known[key] = super()._compile_builder(append_unknown)
        return self._known[key]


Flask.url_rule_class = KnownRule


@pytest.fixture
def app(
    settings: Settings, queue_redis: Redis, counts_redis: Redis, compiled_templates: BytecodeCache
) -> Iterator[Flask]:
    """The application on the test's database. CSRF stays on; `client` fetches the token as a browser would."""
    application = create_app(settings)
    application.testing = True
    application.jinja_env.bytecode_cache = compiled_templates
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
