"""What an import would do, kept between its dry run and the press on "Import".

A draft holds only the rows that were understood, of the columns that were chosen; never the file, and never a column
that nobody mapped. It belongs to whoever made it, goes with them, and after two days by itself.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Date, ForeignKey, String, Text, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from hub.core import clock
from hub.core.db import Base
from hub.core.errors import Invalid

DAYS = 2
"""A draft made late in the evening is still there the next day."""
MAX_CHARACTERS = 8_000_000
_TOKEN_BYTES = 24


class ImportDraft(Base):
    """Rows that wait for a yes."""

    __tablename__ = "import_draft"

    token: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), comment="which import, such as applications")
    payload: Mapped[str] = mapped_column(Text, comment="JSON of the mapped, normalised rows")
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    expires_on: Mapped[dt.date] = mapped_column(Date, index=True)


def keep(session: Session, kind: str, person_id: int, payload: Any) -> str:
    """Keep what a dry run understood, and return the token for the form. An older draft of the same kind goes.

    Raises:
        Invalid: the rows are more than can be kept; `field` is "file".
    """
    text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    if len(text) > MAX_CHARACTERS:
        raise Invalid("file", _l("The file is too big to check in one go. Split it into several."))
    session.execute(delete(ImportDraft).where(ImportDraft.kind == kind, ImportDraft.person_id == person_id))
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    expires = clock.local_today() + dt.timedelta(days=DAYS)
    session.add(ImportDraft(token=token, kind=kind, payload=text, person_id=person_id, expires_on=expires))
    session.flush()
    return token


def find(session: Session, kind: str, person_id: int, token: str) -> Any | None:
    """What the person's draft holds, to show it once more; None when it is used, expired or somebody else's."""
    draft = session.get(ImportDraft, token)
    if draft is None or (draft.kind, draft.person_id) != (kind, person_id) or draft.expires_on < clock.local_today():
        return None
    return json.loads(draft.payload)


def claim(session: Session, kind: str, person_id: int, token: str) -> Any | None:
    """Take the draft to import it: of two presses on the button, one gets it and the other gets None.

    The draft is gone when the transaction commits, and back when it does not.
    """
    taken = session.scalar(
        delete(ImportDraft)
        .where(
            ImportDraft.token == token,
            ImportDraft.kind == kind,
            ImportDraft.person_id == person_id,
            ImportDraft.expires_on >= clock.local_today(),
        )
        .returning(ImportDraft.payload)
    )
    return None if taken is None else json.loads(taken)


def forget_expired(session: Session) -> None:
    """Delete the drafts that nobody said yes to."""
    session.execute(delete(ImportDraft).where(ImportDraft.expires_on < clock.local_today()))
