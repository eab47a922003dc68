"""Reads of the guidelines and of the pages beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core import clock
from hub.core.errors import NotFound
from hub.guidelines.models import GuidePage, PolicyVersion
from hub.guidelines.rules import channel_kind, split_title
from hub.networks.rules import NETWORKS, NetworkRules


@dataclass(frozen=True)
class Page:
    """A page of guidance in the language in which it exists: the reader's, else Danish."""

    kind: str
    locale: str
    title: str
    body: str


@dataclass(frozen=True)
class PolicyText:
    """A version of the policy in the language in which it exists: the reader's, else Danish."""

    number: int
    locale: str
    title: str
    body: str


def find_current_policy(session: Session) -> PolicyVersion | None:
    """The newest version in effect; None before the first one is installed."""
    return session.scalar(
        select(PolicyVersion)
        .where(PolicyVersion.in_effect_from <= clock.now())
        .order_by(PolicyVersion.number.desc())
        .limit(1)
    )


def current_policy(session: Session) -> PolicyVersion:
    """The newest version in effect: what somebody who joins accepts.

    Raises:
        NotFound: no version has been published.
    """
    found = find_current_policy(session)
    if found is None:
        raise NotFound(_l("No guidelines have been published yet."))
    return found


def policy_by_number(session: Session, number: int) -> PolicyVersion:
    """The version with this number.

    Raises:
        NotFound: there is none.
    """
    found = session.scalar(select(PolicyVersion).where(PolicyVersion.number == number))
    if found is None:
        raise NotFound()
    return found


def policy_versions(session: Session) -> Sequence[PolicyVersion]:
    """Every version, the newest first."""
    return session.scalars(select(PolicyVersion).order_by(PolicyVersion.number.desc())).all()


def policy_text(version: PolicyVersion, locale: str) -> PolicyText:
    """What a version says in the reader's language, Danish when there is no other."""
    own = version.body_en if locale == "en" else version.body_da
    title, body = split_title(own or version.body_da)
    return PolicyText(version.number, locale if own else "da", title, body)


def find_page(session: Session, kind: str, locale: str) -> Page | None:
    """A page of guidance in the reader's language, Danish when there is no other."""
    rows = session.scalars(select(GuidePage).where(GuidePage.kind == kind)).all()
    by_locale = {row.locale: row for row in rows}
    found = by_locale.get(locale) or by_locale.get("da")
    return None if found is None else Page(kind, found.locale, *split_title(found.body))


def get_page(session: Session, kind: str, locale: str) -> Page:
    """As `find_page`.

    Raises:
        NotFound: nobody has written the page.
    """
    found = find_page(session, kind, locale)
    if found is None:
        raise NotFound()
    return found


def page_bodies(session: Session, kind: str) -> dict[str, str]:
    """The Markdown of a page of guidance by language; empty when nobody has written it."""
    return {row.locale: row.body for row in session.scalars(select(GuidePage).where(GuidePage.kind == kind))}


def networks_with_guide(session: Session) -> list[NetworkRules]:
    """The networks for which there is a channel guide, in the order in which pages list networks."""
    kinds = set(session.scalars(select(GuidePage.kind).distinct()))
    return [rules for rules in NETWORKS if channel_kind(rules.name.value) in kinds]
