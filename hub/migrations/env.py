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
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            # SQLite changes a table by building it anew and dropping the old one: with its foreign keys on, everything
            # that points to the table, such as the texts of each kit, would be deleted with it.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=sqlite,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
