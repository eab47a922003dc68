"""Bringing a database to the present schema."""

from __future__ import annotations

import tempfile
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from hub.core.db import Base, make_engine
from hub.models import load_all

FOLDER = Path(__file__).parent.parent / "migrations"


def alembic_config(database_url: str) -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["database_url"] = database_url
    return config


def upgrade(database_url: str) -> None:
    """Run the migrations that are missing."""
    command.upgrade(alembic_config(database_url), "head")


def newest() -> str | None:
    """The schema that this program works with, as `alembic_version` names it."""
    return ScriptDirectory.from_config(alembic_config("sqlite://")).get_current_head()


def new(message: str) -> None:
    """Write the next numbered migration from the difference between the models and a migrated database."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/fresh.db"
        upgrade(url)
        config = alembic_config(url)
        numbers = [int(script.revision) for script in ScriptDirectory.from_config(config).walk_revisions()]
        command.revision(config, message, autogenerate=True, rev_id=f"{max(numbers, default=0) + 1:04d}")


def drift() -> list[str]:
    """What the models say and the migrations do not: empty when they agree."""
    load_all()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/fresh.db"
        upgrade(url)
        engine = make_engine(url)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            found = compare_metadata(context, Base.metadata)
        engine.dispose()
    return [str(change) for change in found]
