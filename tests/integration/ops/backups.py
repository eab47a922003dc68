"""Backups for tests: looking into them, and making damaged ones."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import Result
from sqlalchemy import MetaData, select
from sqlalchemy.orm import Session

from hub.core import db
from hub.core.config import Settings

Tables = dict[str, list[tuple[Any, ...]]]
Manifest = dict[str, Any]
Members = dict[str, bytes]
Hub = Callable[..., Result]


def leave(session: Session) -> None:
    """Close every connection of the test's own."""
    session.close()
    session.get_bind().dispose()  # type: ignore[union-attr]


def tables(url: str) -> Tables:
    """Every row of every table, but for the marks of sessions."""
    engine = db.make_engine(url)
    with engine.connect() as connection:
        found = MetaData()
        found.reflect(connection)
        columns = {
            name: [column for column in table.c if column.name != "session_key"] for name, table in found.tables.items()
        }
        rows = {name: connection.execute(select(*each)).all() for name, each in columns.items()}
    engine.dispose()
    return {name: sorted((tuple(row) for row in each), key=repr) for name, each in rows.items()}


def state(settings: Settings) -> tuple[Tables, dict[str, bytes]]:
    """All that a restore may change."""
    kept = {str(file): file.read_bytes() for file in settings.data_dir.rglob("*.jpg")}
    return tables(settings.database_url), kept


def names(folder: Path) -> set[str]:
    """What lies in a folder."""
    return {file.name for file in folder.iterdir()}


def members_of(file: Path) -> dict[str, bytes]:
    """What is in a backup, by name."""
    with tarfile.open(file) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}  # type: ignore[union-attr]


def rewrite(file: Path, change: Callable[[Manifest, Members], None], *special: tarfile.TarInfo) -> None:
    """Make another backup of it: the members as changed, with the manifest as changed, and special ones at the end."""
    members = members_of(file)
    manifest = json.loads(members.pop("manifest.json"))
    change(manifest, members)
    with tarfile.open(file, "w:gz") as tar:
        for name, content in {"manifest.json": json.dumps(manifest).encode(), **members}.items():
            header = tarfile.TarInfo(name)
            header.size = len(content)
            tar.addfile(header, io.BytesIO(content))
        for header in special:
            tar.addfile(header)


def declare(manifest: Manifest, members: Members, name: str, content: bytes) -> None:
    """Put a member in, and say so in the manifest."""
    members[name] = content
    manifest["files"][name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
