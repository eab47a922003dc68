"""Guidelines for tests."""

from __future__ import annotations

from sqlalchemy.orm import Session

from hub.core import clock
from hub.guidelines import queries
from hub.guidelines.models import GuidePage, PolicyVersion


def make_policy(
    session: Session, body_da: str = "# Retningslinjer\n\nVær dig selv.", body_en: str = ""
) -> PolicyVersion:
    """The next version of the policy, in effect at once."""
    current = queries.find_current_policy(session)
    version = PolicyVersion(
        number=current.number + 1 if current else 1, in_effect_from=clock.now(), body_da=body_da, body_en=body_en
    )
    session.add(version)
    session.flush()
    return version


def make_page(session: Session, kind: str, body: str, locale: str = "da") -> GuidePage:
    """A page of guidance."""
    page = GuidePage(kind=kind, locale=locale, body=body)
    session.add(page)
    session.flush()
    return page
