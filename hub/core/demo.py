"""The permanent mark of a demonstration database. Once set it cannot be unset: its figures are not real."""

from __future__ import annotations

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hub.core.db import Base


class Marker(Base):
    """What this database was made for."""

    __tablename__ = "marker"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)


def is_demo(session: Session) -> bool:
    """Whether this database was created with `--demo`."""
    return session.scalar(select(Marker.name).where(Marker.name == "demo")) is not None


def mark(session: Session) -> None:
    """Mark a fresh database as a demonstration, for good."""
    if not is_demo(session):
        session.add(Marker(name="demo"))
