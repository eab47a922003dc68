"""Keys of the programming interface. No row says who made or used one: the trail has the first, nothing the second."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from hub.api.rules import NAME_LIMIT
from hub.core.db import Base


class ApiToken(Base):
    """A key. What is kept cannot be used as one."""

    __tablename__ = "api_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_LIMIT), comment="the program that uses it, never a person")
    digest: Mapped[str] = mapped_column(String(64), unique=True, comment="SHA-256 of the key")
    scopes: Mapped[str] = mapped_column(String(200), comment="groups of data sets, with commas")
    made_on: Mapped[dt.date] = mapped_column(Date)
    expires_on: Mapped[dt.date] = mapped_column(Date, comment="the last day it works")
    revoked_on: Mapped[dt.date | None] = mapped_column(Date)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of data sets that it opens."""
        return tuple(self.scopes.split(","))

    def works_on(self, day: dt.date) -> bool:
        """Whether it opens anything on this day."""
        return self.revoked_on is None and day <= self.expires_on
