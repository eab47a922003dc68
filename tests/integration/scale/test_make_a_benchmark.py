from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, inspect, select, text
from sqlalchemy.orm import Session

from hub.app import create_app
from hub.core import config, db, demo
from hub.core.config import ConfigError, Settings
from hub.kits.models import Kit
from hub.links import service as links
from hub.links.models import TrackingLink
from hub.metrics.models import ClickDay, ClickMonth
from hub.networks.rules import Network
from hub.ops.large import seed
from hub.ops.up import Refused, prepare
from tests.integration.scale.conftest import MakeBenchmark, size_of


def rows(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    """Everything in the database, without what chance decides: the links' table of versions has none."""
    engine = create_engine(settings.database_url)
    with engine.connect() as connection:
        names = inspect(engine).get_table_names()
        found = {
            name: sorted(map(tuple, connection.execute(text(f"SELECT * FROM {name}"))), key=repr) for name in names
        }
    engine.dispose()
    return found


def test_the_same_day_makes_the_same_benchmark(make_benchmark: MakeBenchmark) -> None:
    first, second = rows(make_benchmark(3, "sqlite")), rows(make_benchmark(3, "sqlite"))
    differing = [name for name in first if first[name] != second[name]]
    # Policy and guides are dated by the moment in which they are installed.
    assert set(differing) <= {"policy_version"}


@pytest.mark.parametrize("where", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_benchmark_is_as_large_as_it_was_asked_to_be_and_the_program_goes_on_from_there(
    make_benchmark: MakeBenchmark, where: str, request: pytest.FixtureRequest
) -> None:
    url: str = request.getfixturevalue("postgres_url") if where == "postgres" else where
    settings = make_benchmark(20, url)
    sessions = db.make_sessionmaker(settings.database_url)
    with sessions() as session:
        assert session.scalar(select(func.count()).select_from(TrackingLink)) == 20 * 48
        by_day = session.scalar(select(func.sum(ClickDay.hits)))
        assert by_day is not None
        assert by_day > 0
        assert _in_months(session) > 0
        kit = session.scalars(select(Kit).where(Kit.state == "draft")).first()
        assert kit is not None
        # Numbers that the seed gave out are not given out again.
        links.ensure_links(session, kit.id, kit.slug, kit.target_url, list(Network))
        session.commit()
    sessions.kw["bind"].dispose()


def _in_months(session: Session) -> int:
    return session.scalar(select(func.sum(ClickMonth.hits)).where(ClickMonth.kit_id == 0)) or 0


def test_a_benchmark_becomes_neither_a_demonstration_nor_an_installation(make_benchmark: MakeBenchmark) -> None:
    settings = make_benchmark(3, "sqlite")
    with pytest.raises(Refused):
        prepare(replace(settings, demo=True))
    with pytest.raises(ConfigError):
        create_app(replace(settings, demo=True))
    with pytest.raises(ConfigError, match="benchmark"):
        create_app(replace(settings, base_url="https://del.fjordby.example"))
    prepare(settings)
    sessions = db.make_sessionmaker(settings.database_url)
    with sessions() as session:
        assert demo.marks(session) == {"benchmark"}
    sessions.kw["bind"].dispose()


def test_every_page_of_a_benchmark_says_what_it_is(make_benchmark: MakeBenchmark) -> None:
    page = create_app(make_benchmark(3, "sqlite")).test_client().get("/sign-in").text
    assert "Et program har fundet på alle tallene" in page


def test_a_database_that_has_been_used_is_left_as_it_was(tmp_path: Path, settings: Settings) -> None:
    prepare(settings)
    before = rows(settings)
    with pytest.raises(seed.NotEmpty):
        seed.run(settings, size_of(3))
    assert rows(settings) == before


def test_a_demonstration_is_not_made_a_benchmark(tmp_path: Path) -> None:
    settings = config.load({"HUB_DATA_DIR": str(tmp_path), "HUB_SECRET_KEY": "s" * 40}, demo=True)
    prepare(settings)
    with pytest.raises(seed.NotEmpty):
        seed.run(replace(settings, demo=False), size_of(3))
