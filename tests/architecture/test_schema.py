"""The tables themselves keep the promise: no row can put a person beside a kit they share, or a share beside a time."""

from __future__ import annotations

import re
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import DateTime, TypeDecorator

from hub.core.db import Base
from hub.models import load_all
from hub.ops import migrate

load_all()
TABLES = Base.metadata.tables
PERSON = re.compile(r"person|actor|author|approver|coordinator|owner")
THING = re.compile(r"\bkit_id|network|link_id|code|share|hits|clicks")
# Staff write kits and are named for it; an ambassador says which networks to offer first.
EDITORIAL = {"kit", "audit_entry", "used_network"}
COUNTS = {
    "click_day", "click_month", "filtered_day", "open_day", "rolled_up",
    "released_cell", "released_clicks", "headcount", "stream_position",
}  # fmt: skip


def test_no_table_holds_both_a_person_and_a_kit_a_network_or_a_count() -> None:
    both = {
        name
        for name, table in TABLES.items()
        if any(PERSON.search(column.name) for column in table.columns)
        and any(THING.search(column.name) for column in table.columns)
    }
    assert both - EDITORIAL == set() or both - EDITORIAL == {"pilot"}, "an invitation code of a pilot is no share"


def test_no_table_of_counts_holds_a_moment() -> None:
    moments = {
        f"{name}.{column.name}"
        for name in COUNTS
        for column in TABLES[name].columns
        if isinstance(column.type, DateTime)
        or (isinstance(column.type, TypeDecorator) and isinstance(column.type.impl_instance, DateTime))
    }
    assert not moments


def test_nothing_about_a_person_says_when() -> None:
    for name in ("person", "ambassador", "followed_theme", "used_network", "pilot_member", "role_grant"):
        assert not [column.name for column in TABLES[name].columns if "Date" in type(column.type).__name__], name


def test_migrations_are_numbered_and_have_one_head() -> None:
    script = ScriptDirectory.from_config(migrate.alembic_config("sqlite://"))
    assert len(script.get_heads()) == 1
    numbers = sorted(int(revision.revision) for revision in script.walk_revisions())
    assert numbers == list(range(1, len(numbers) + 1))
    for revision in script.walk_revisions():
        assert Path(revision.path).name.startswith(f"{revision.revision}_")


def test_models_and_migrations_agree() -> None:
    assert migrate.drift() == []
