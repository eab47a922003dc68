"""Writes of the guidelines. A version, once published, is never changed: people have accepted it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.core import audit, clock
from hub.core.errors import Conflict, Invalid
from hub.guidelines import permissions, queries, rules
from hub.guidelines.models import GuidePage, PolicyVersion

_STALE = _l("Somebody has published a newer version in the meantime. Compare it with yours before you publish.")

_PAGE_STALE = _l(
    "Somebody has changed the page in the meantime. Look at theirs in a new window: if you save now, yours replaces it."
)


def install_defaults(session: Session) -> None:
    """Install the first version of the policy and each page of guidance that is missing. Safe to repeat.

    What the organisation has published or written itself is left alone.
    """
    if not queries.policy_versions(session):
        bodies = {locale: _read("policy", locale) for locale in rules.LOCALES}
        if bodies["da"]:
            session.add(PolicyVersion(number=1, in_effect_from=clock.now(), body_da=bodies["da"], body_en=bodies["en"]))
    known = set(session.scalars(select(GuidePage.kind).distinct()))
    for kind in rules.page_kinds():
        bodies = {locale: _read(kind, locale) for locale in rules.LOCALES}
        if kind not in known:
            session.add_all(GuidePage(kind=kind, locale=locale, body=body) for locale, body in bodies.items() if body)
    session.flush()


def publish_version(session: Session, actor: Person, *, after: int, body_da: str, body_en: str = "") -> PolicyVersion:
    """Publish a new version, in effect at once. `after` is the number of the version that was edited (0 for none).

    Pressing the button twice publishes once. Those who have opted in stay in, and are asked to read and accept
    the new version before they next share.

    Raises:
        NotAllowed: the person is neither editor nor approver.
        Invalid: the Danish text is missing, or a text is too long.
        Conflict: somebody else has published in the meantime.
    """
    permissions.check_can_publish(actor)
    if not body_da.strip():
        raise Invalid("body_da", _l("Write the guidelines in Danish."))
    for field, body in (("body_da", body_da), ("body_en", body_en)):
        if len(body) > rules.MAX_BODY:
            raise Invalid(field, _l("The text is too long."))
    current = queries.find_current_policy(session)
    number = current.number if current else 0
    if current is not None and number == after + 1 and _says(current, body_da, body_en):
        return current
    if number != after:
        raise Conflict(_STALE)
    version = PolicyVersion(number=after + 1, in_effect_from=clock.now(), body_da=body_da, body_en=body_en)
    try:
        with session.begin_nested():
            session.add(version)
            session.flush()
    except IntegrityError as error:
        raise Conflict(_STALE) from error
    audit.record(session, actor.id, "publish", "policy_version", version.id)
    return version


def edit_page(session: Session, actor: Person, kind: str, *, seen: str, body_da: str, body_en: str = "") -> None:
    """Change a page of guidance, at once and for everybody. `seen` is the mark of the texts that were edited.

    Nobody has accepted these pages, so they carry no versions. Pressing the button twice changes it once.

    Raises:
        NotAllowed: the person is neither editor nor approver.
        Invalid: the Danish text is missing, or a text is too long.
        Conflict: somebody else has changed the page in the meantime.
    """
    permissions.check_can_publish(actor)
    _check_bodies(body_da, body_en)
    rows = session.scalars(select(GuidePage).where(GuidePage.kind == kind).with_for_update()).all()
    known, wanted = {row.locale: row for row in rows}, {"da": body_da, "en": body_en}
    current = rules.mark({row.locale: row.body for row in rows})
    if current == rules.mark(wanted):
        return
    if seen != current:
        raise Conflict(_PAGE_STALE)
    for locale, body in wanted.items():
        row = known.get(locale) or GuidePage(kind=kind, locale=locale)
        row.body = body
        if body.strip():
            session.add(row)
        elif locale in known:
            session.delete(row)
    session.flush()
    audit.record(session, actor.id, "guide.edited", "guide_page", _page_id(session, kind))


def _page_id(session: Session, kind: str) -> int:
    return session.scalars(select(GuidePage.id).where(GuidePage.kind == kind, GuidePage.locale == "da")).one()


def _check_bodies(body_da: str, body_en: str) -> None:
    if not body_da.strip():
        raise Invalid("body_da", _l("Write the text in Danish."))
    for field, body in (("body_da", body_da), ("body_en", body_en)):
        if len(body) > rules.MAX_BODY:
            raise Invalid(field, _l("The text is too long."))


def _says(version: PolicyVersion, body_da: str, body_en: str) -> bool:
    return rules.same_text(version.body_da, body_da) and rules.same_text(version.body_en, body_en)


def _read(kind: str, locale: str) -> str:
    file = rules.default_file(kind, locale)
    return file.read_text(encoding="utf-8").strip() if file.is_file() else ""
