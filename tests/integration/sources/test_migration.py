"""Sources come to a database that has links already."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, text

from hub.core import db
from hub.ops import migrate

BEFORE, AFTER = "0004", "0005"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'old.db'}"
    found: str = request.getfixturevalue("postgres_url")
    return found


def fill(engine: Engine) -> None:
    """A kit with a link of a source that nobody had named."""
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO theme (id, slug, name_da, name_en) VALUES (1, 'job', 'Job', '')"))
        connection.execute(
            text(
                "INSERT INTO kit (id, slug, state, version, category, purpose, theme_id, target_url, after_url,"
                " commercial, contact, contact_hours, note)"
                " VALUES (1, 'kit', 'live', 1, 'branding', '', 1, 'https://x.example', '', false, '', '', '')"
            )
        )
        for number, source in enumerate(("employees", "messe")):
            connection.execute(
                text(
                    "INSERT INTO tracking_link (code, kit_id, network, source, location, changed_in)"
                    " VALUES (:code, 1, 'x', :source, 'https://x.example', 1)"
                ),
                {"code": f"abcdefg{number + 2}", "source": source},
            )


def test_old_links_keep_their_source_and_going_back_loses_only_what_is_new(url: str) -> None:
    settings = migrate.alembic_config(url)
    command.upgrade(settings, BEFORE)
    engine = db.make_engine(url)
    fill(engine)
    command.upgrade(settings, AFTER)
    with engine.connect() as connection:
        kinds = {key: kind for key, kind in connection.execute(text("SELECT key, kind FROM source"))}  # noqa: C416
        links = connection.execute(text("SELECT count(*) FROM tracking_link")).scalar()
    assert kinds == {
        **{key: key for key in ("employees", "official", "paid", "newsletter", "intranet")},
        "messe": "external",
    }
    assert links == 2
    command.downgrade(settings, BEFORE)
    assert not {"source", "cost"} & set(inspect(engine).get_table_names())
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM tracking_link")).scalar() == 2
    engine.dispose()
