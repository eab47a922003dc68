"""The permanent marks of databases whose figures are not real: a demonstration's, and a benchmark's. Once set, a mark
cannot be unset, and neither becomes the other.
"""

from __future__ import annotations

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from hub.core.db import Base

DEMO = "demo"
BENCHMARK = "benchmark"


class Marker(Base):
    """What this database was made for."""

    __tablename__ = "marker"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)


def marks(session: Session) -> frozenset[str]:
    """What this database was made for: nothing for a real installation."""
    return frozenset(session.scalars(select(Marker.name)))


def is_demo(session: Session) -> bool:
    """Whether this database was created with `--demo`."""
    return DEMO in marks(session)


def is_benchmark(session: Session) -> bool:
    """Whether a program has inserted what this database holds, to measure on it."""
    return BENCHMARK in marks(session)


def mark(session: Session) -> None:
    """Mark a fresh database as a demonstration, for good."""
    if not is_demo(session):
        session.add(Marker(name=DEMO))


def mark_benchmark(session: Session) -> None:
    """Mark an empty database as a benchmark, for good."""
    if not is_benchmark(session):
        session.add(Marker(name=BENCHMARK))
