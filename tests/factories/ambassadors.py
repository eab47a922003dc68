"""Themes and ambassadors for tests."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.ambassadors import service
from hub.ambassadors.models import Ambassador, Theme
from hub.guidelines import queries as guidelines
from tests.factories.guidelines import make_policy


def make_theme(session: Session, slug: str = "job-hos-os", name_da: str = "Job hos os", name_en: str = "") -> Theme:
    """A theme."""
    theme = Theme(slug=slug, name_da=name_da, name_en=name_en)
    session.add(theme)
    session.flush()
    return theme


def make_ambassador(
    session: Session, person: Person, *, theme_ids: Collection[int] = (), networks: Collection[str] = ()
) -> Ambassador:
    """The person, opted in to the policy in effect; one is made when there is none."""
    policy = guidelines.find_current_policy(session) or make_policy(session)
    return service.opt_in(session, person, policy_number=policy.number, theme_ids=theme_ids, networks=networks)
