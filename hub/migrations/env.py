"""Alembic's environment: the database of the settings, or the connection it was handed."""

from __future__ import annotations

from alembic import context

from hub.core.db import Base, make_engine
from hub.models import load_all

load_all()
config = context.config


def run() -> None:
    """Run the migrations in one transaction."""
    engine = make_engine(config.attributes["database_url"])
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
