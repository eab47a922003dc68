"""The trail of staff actions on content: publish, approve, end. Sharing leaves no trail, and never writes here."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from hub.core import clock
from hub.core.db import Base, UtcDateTime


class AuditEntry(Base):
    """One staff action on one piece of content."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(UtcDateTime)
    actor_id: Mapped[int | None] = mapped_column(comment="person who acted; empty when the clock did")
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(40), comment="kind of thing, such as kit")
    subject_id: Mapped[int] = mapped_column(index=True)


def record(session: Session, actor_id: int | None, action: str, subject: str, subject_id: int) -> None:
    """Write one line of the trail, in the same transaction as the action."""
    session.add(AuditEntry(at=clock.now(), actor_id=actor_id, action=action, subject=subject, subject_id=subject_id))
