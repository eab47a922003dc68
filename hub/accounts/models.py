"""People, their roles, the units they belong to, and the tokens that sign them in."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.accounts.rules import Role, new_session_key
from hub.core.db import Base, UtcDateTime


class Unit(Base):
    """A node of the organisation tree. Headcounts come from HR: the denominators of the share rate."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    name_da: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str] = mapped_column(String(120), default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    headcount: Mapped[int] = mapped_column(comment="people employed here, without sub-units")
    closed: Mapped[bool] = mapped_column(default=False)

    parent: Mapped[Unit | None] = relationship(remote_side=[id])

    def name(self, locale: str) -> str:
        """The unit's name in the reader's language, Danish when there is no other."""
        return (self.name_en or self.name_da) if locale == "en" else self.name_da


class Person(Base):
    """Somebody who can sign in. Nothing here says when they did, or what they shared."""

    __tablename__ = "person"
    # A session cookie names a person by id. SQLite would give a deleted person's id to the next one, and with
    # it whatever session was still open.
    __table_args__ = (Index("ix_person_name", "name", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254), unique=True, comment="empty: staff without a mailbox")
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    # Empty until the person chooses: pages then follow the browser, and e-mails the organisation.
    locale: Mapped[str] = mapped_column(String(2), default="")
    active: Mapped[bool] = mapped_column(default=True)
    session_key: Mapped[str] = mapped_column(
        String(16), default=new_session_key, comment="random; a session with an earlier one has ended"
    )

    unit: Mapped[Unit | None] = relationship()
    grants: Mapped[list[RoleGrant]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    # Flask-Login asks these four questions of whoever is signed in.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """Whether this person may be signed in."""
        return self.active

    def get_id(self) -> str:
        """What the session cookie carries: `<id>.<key>`. A new key ends every copy of the cookie."""
        return f"{self.id}.{self.session_key}"

    @property
    def roles(self) -> frozenset[Role]:
        """Roles held."""
        return frozenset(Role(grant.role) for grant in self.grants)

    def has_role(self, *wanted: Role) -> bool:
        """Whether any of the wanted roles is held; an admin does not thereby hold the others."""
        return not self.roles.isdisjoint(wanted)


class RoleGrant(Base):
    """A role that a person holds."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(20))


class SignInToken(Base):
    """A one-time way in: a link sent by e-mail, or a printed code. Deleted when used or expired.

    With neither person nor address it is a decoy: asking for a link costs the same for an unknown address.
    A notice lets nobody in: it keeps an earlier address until that has been told of the new one.
    What somebody wanted to see stays in their own browser: here it would stand beside their number and a time.
    """

    __tablename__ = "sign_in_token"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    email: Mapped[str | None] = mapped_column(
        String(254), comment="links: address whose person is made on redemption; notices: the earlier address"
    )
    kind: Mapped[str] = mapped_column(String(10), comment="link, code or notice")
    nonce: Mapped[str] = mapped_column(
        String(64), unique=True, comment="links: random, signed into the link; codes: hash of the code"
    )
    expires_at: Mapped[dt.datetime] = mapped_column(UtcDateTime, comment="rounded up to full five minutes")


class AllowedDomain(Base):
    """An e-mail domain whose holders may sign in without an invitation."""

    __tablename__ = "allowed_domain"

    id: Mapped[int] = mapped_column(primary_key=True)
    domain: Mapped[str] = mapped_column(String(120), unique=True)
