"""Counts of an installation that is older than the table by day are kept, both ways."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from hub.core import db
from hub.ops import migrate

ROWS = [(1, "2026-11-20", 5, 3), (2, "2026-11-20", 1, 0), (1, "2026-11-21", 7, 7)]


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_clicks_and_visitors_become_one_row_and_two_again(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgres_url") if kind == "postgres" else f"sqlite:///{tmp_path / 'old.db'}"
    config = migrate.alembic_config(url)
    command.upgrade(config, "0006")
    engine = db.make_engine(url)
    with engine.begin() as connection:
        off = "SET session_replication_role = replica" if kind == "postgres" else "PRAGMA foreign_keys = OFF"
        connection.execute(text(off))
        for link in (1, 2):
            connection.execute(
                text(
                    "INSERT INTO tracking_link (id, code, kit_id, network, source, location, changed_in) "
                    "VALUES (:link, :code, 1, 'x', :code, 'https://x.example/', 1)"
                ),
                {"link": link, "code": f"code{link}"},
            )
        for link, day, hits, visitors in ROWS:
            values = {
                "link": link,
                "day": day,
                "hits": hits,
                "visitors": visitors,
                "sketch": b"\2x" if link == 2 else None,
            }
            connection.execute(
                text("INSERT INTO click_day (link_id, day, kind, hits) VALUES (:link, :day, 'click', :hits)"), values
            )
            if visitors or link == 2:
                connection.execute(
                    text(
                        "INSERT INTO visitor_day (link_id, day, sketch, visitors) "
                        "VALUES (:link, :day, :sketch, :visitors)"
                    ),
                    values,
                )
    command.upgrade(config, "0007")
    with engine.begin() as connection:
        found = connection.execute(text("SELECT link_id, CAST(day AS text), hits, visitors FROM click_day")).all()
        assert sorted(map(tuple, found)) == sorted(ROWS)
        assert connection.scalar(text("SELECT sketch FROM click_day WHERE link_id = 2")) == b"\2x"
        assert connection.scalars(text("SELECT CAST(day AS text) FROM open_day")).all() == ["2026-11-20"]
    command.downgrade(config, "0006")
    with engine.begin() as connection:
        hits = connection.execute(text("SELECT link_id, CAST(day AS text), hits FROM click_day")).all()
        assert sorted(map(tuple, hits)) == sorted((link, day, each) for link, day, each, _ in ROWS)
        assert connection.scalar(text("SELECT SUM(visitors) FROM visitor_day")) == 10
    engine.dispose()
