"""The monthly letters as they were written, and the screens that may show figures without a person."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base


class ResultLetter(Base):
    """One month's letter, in both languages. Written once, never changed, and mailed at most once."""

    __tablename__ = "result_letter"

    month: Mapped[str] = mapped_column(String(7), primary_key=True, comment="2026-10")
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    written_on: Mapped[dt.date] = mapped_column(Date)
    content: Mapped[str] = mapped_column(Text, comment="JSON: the words by language, made of released figures")
    mailed: Mapped[bool] = mapped_column(default=False, comment="whether it was handed to the mail server, once")


class WallScreen(Base):
    """A screen on a wall: whoever has its secret address sees released figures, without signing in."""

    __tablename__ = "wall_screen"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True, comment="SHA-256 of the secret in the address")
    locale: Mapped[str] = mapped_column(String(2))
    dark: Mapped[bool]
