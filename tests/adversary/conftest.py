"""Worlds for the attacks, and the book in which each attack is written down."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest

from tests import servers
from tests.adversary import book, stage, world
from tests.adversary.stage import Scene
from tests.adversary.world import World

Copies = Callable[..., World]


@pytest.fixture(autouse=True)
def _nothing_of_hub_is_loaded() -> Iterator[None]:
    """The attackers have their own code only. Under the whole suite's conftest, other tests have loaded it."""
    yield
    if os.environ.get("ADVERSARY_ALONE"):
        assert not [name for name in sys.modules if name.partition(".")[0] in ("hub", "worker")]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Tell the hunt for planted leaks whether an attack failed by what it asserts, or could not be tried at all."""
    yield
    if call.excinfo is not None and (file := os.environ.get("ADVERSARY_VERDICT")):
        with Path(file).open("a") as verdict:
            verdict.write(
                "asserted\n" if issubclass(call.excinfo.type, AssertionError) else f"{call.excinfo.typename}\n"
            )


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Scene]]:
    """An installation with everything in it, stopped, to copy from; made here unless somebody has made one."""
    if made := os.environ.get("ADVERSARY_BASE"):
        yield Path(made), stage.read(Path(made))
        return
    with world.folder() as folder:
        yield folder, stage.build(World(folder))


@pytest.fixture(scope="session")
def postgres_base() -> Iterator[tuple[Path, Scene, str]]:
    """The same on PostgreSQL; the address has a place for the database's name."""
    # The server's own cleaning takes a transaction number once a minute, which looks like somebody's doing.
    with servers.postgres("autovacuum=off") as address, world.folder() as folder:
        _create(address, "base")
        yield folder, stage.build(World(folder, address % "base")), address


def _create(address: str, name: str, template: str = "template0") -> None:
    with psycopg.connect((address % "postgres").replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


@pytest.fixture
def copies(request: pytest.FixtureRequest) -> Iterator[Copies]:
    """Makes running worlds that are equal to the last bit, noise included, until somebody does something."""
    with ExitStack() as stack:

        def make(database: str = "sqlite", *, start: bool = True, **settings: str) -> World:
            folder = stack.enter_context(world.folder())
            if database == "postgres":
                base, _, address = request.getfixturevalue("postgres_base")
                name = f"w{os.urandom(6).hex()}"
                _create(address, name, "base")
                made = World(folder, address % name, settings)
            else:
                base, _ = request.getfixturevalue("base")
                made = World(folder, settings=settings)
            world.copy(base, folder)
            stack.callback(made.stop)
            return made.start() if start else made

        yield make


@pytest.fixture
def scene(request: pytest.FixtureRequest) -> Scene:
    """What stands in every copy."""
    found: tuple[Path, Scene] = request.getfixturevalue("base")
    return found[1]


@pytest.fixture
def attack(request: pytest.FixtureRequest) -> Iterator[book.Attack]:
    """The page of the book for this attack. An attack that writes nothing has failed."""
    number = int(request.node.name.split("_")[2])
    page = book.Attack(number, request.node.callspec.id if hasattr(request.node, "callspec") else "")
    yield page
    if folder := os.environ.get("ADVERSARY_BOOK"):
        # Two functions of one attack write a file each, in the order of their names.
        name = request.node.name.removeprefix("test_attack_").replace("/", " of ") + ".json"
        Path(folder, name).write_text(json.dumps([vars(line) for line in page.lines]))
