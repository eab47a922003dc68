"""Who opted in, and what they asked for. Nothing about what they shared: that is written nowhere."""

from __future__ import annotations

from sqlalchemy import Boolean, ForeignKey, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core.db import Base


class Theme(Base):
    """A subject that kits carry and ambassadors follow."""

    __tablename__ = "theme"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name_da: Mapped[str] = mapped_column(String(80))
    name_en: Mapped[str] = mapped_column(String(80), default="")
    retired: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="no longer offered; kits that carry it keep it"
    )

    def name(self, locale: str) -> str:
        """The theme's name in the reader's language."""
        return (self.name_en or self.name_da) if locale == "en" else self.name_da


class Ambassador(Base):
    """An employee who opted in. The row is deleted, with all it owns, the moment they leave. It carries no time."""

    __tablename__ = "ambassador"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    policy_version_id: Mapped[int] = mapped_column(ForeignKey("policy_version.id"))
    # 0 is a number that no promise has: whoever was added without one must say yes before they share.
    promise_number: Mapped[int] = mapped_column(default=0)
    monthly_letter: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="asked for the results by mail"
    )

    themes: Mapped[list[FollowedTheme]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    networks: Mapped[list[UsedNetwork]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class FollowedTheme(Base):
    """A theme that an ambassador wants to see first."""

    __tablename__ = "followed_theme"
    __table_args__ = (UniqueConstraint("person_id", "theme_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ambassador.person_id", ondelete="CASCADE"))
    theme_id: Mapped[int] = mapped_column(ForeignKey("theme.id", ondelete="CASCADE"))


class UsedNetwork(Base):
    """A network that an ambassador says they use, so that the page offers it first."""

    __tablename__ = "used_network"
    __table_args__ = (UniqueConstraint("person_id", "network"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ambassador.person_id", ondelete="CASCADE"))
    network: Mapped[str] = mapped_column(String(20))


class PilotMember(Base):
    """Membership of a pilot. It belongs to the person, and leaves with them."""

    __tablename__ = "pilot_member"
    __table_args__ = (UniqueConstraint("person_id", "pilot_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("ambassador.person_id", ondelete="CASCADE"))
    pilot_id: Mapped[int] = mapped_column(ForeignKey("pilot.id", ondelete="CASCADE"))
    shown: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
