"""Sign-in: one-time links and codes, and who is let in. `people` and `units` hold the changes to those.

Nothing here remembers when somebody signed in, and no log line is written about it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import ColumnElement, CursorResult, select
from sqlalchemy import delete as sql_delete
from sqlalchemy.orm import Session

from hub.accounts import queries
from hub.accounts.imports import ImportReport, import_people, import_units
from hub.accounts.models import Person, RoleGrant, SignInToken
from hub.accounts.people import (
    add_domain,
    deactivate,
    delete,
    edit,
    invite,
    reactivate,
    remove_domain,
    set_roles,
)
from hub.accounts.permissions import check_can_manage
from hub.accounts.rules import (
    CODE_LIFETIME,
    LINK_LIFETIME,
    PERSONAS,
    Role,
    code_hash,
    ends_at,
    is_email,
    name_from_address,
    new_code,
    new_session_key,
    normal_email,
    without_tag,
)
from hub.accounts.units import close_unit, create_unit, edit_unit, reopen_unit
from hub.core import audit, clock
from hub.core.config import Settings
from hub.core.errors import NotFound
from hub.core.queue import JobName, enqueue_after_commit

__all__ = [
    "ImportReport",
    "OutgoingLink",
    "OutgoingNotice",
    "add_domain",
    "close_unit",
    "create_unit",
    "deactivate",
    "delete",
    "demo_person",
    "edit",
    "edit_unit",
    "end_sessions",
    "ensure_admin",
    "forget_notice",
    "forget_tokens",
    "import_people",
    "import_units",
    "invite",
    "link_path",
    "make_codes",
    "outgoing_link",
    "outgoing_notice",
    "reactivate",
    "read_link",
    "redeem_code",
    "redeem_link",
    "remove_domain",
    "reopen_unit",
    "request_link",
    "set_locale",
    "set_roles",
]


@dataclass(frozen=True)
class OutgoingLink:
    """A sign-in link with the address and language of whoever asked for it."""

    address: str
    locale: str
    url: str


@dataclass(frozen=True)
class OutgoingNotice:
    """An earlier address of somebody, with their name and language (empty when they never chose one)."""

    address: str
    locale: str
    name: str


_SALT = "sign-in-link"


def request_link(session: Session, email: str) -> None:
    """Ask for a sign-in link. Does the same work for an unknown address, which gets a decoy."""
    address = normal_email(email)
    # One row of two columns, found or not: loading the person would ask for their roles too, and take longer.
    found = session.execute(select(Person.id, Person.active).where(Person.email == address)).one_or_none()
    may_come = queries.is_allowed_domain(session, address)
    token = SignInToken(
        person_id=found.id if found is not None and found.active else None,
        email=without_tag(address) if found is None and may_come and is_email(address) else None,
        kind="link",
        nonce=secrets.token_urlsafe(32),
        expires_at=ends_at(clock.now(), LINK_LIFETIME),
    )
    session.add(token)
    session.flush()
    enqueue_after_commit(session, JobName.SEND_SIGN_IN, token.id)


def link_path(token: SignInToken, secret_key: str) -> str:
    """The path that signs in with this token, for 15 minutes from now. The row alone, without the key, cannot make it.

    The end to the second stands in the link and nowhere else: in the row it would say when somebody asked. The row's
    number stays out of the link: it would say how many others have asked.
    """
    end = int((clock.now() + LINK_LIFETIME).timestamp())
    return f"/sign-in/{URLSafeSerializer(secret_key, salt=_SALT).dumps([token.nonce, end])}"


def read_link(session: Session, signed: str, secret_key: str) -> SignInToken | None:
    """The unused, unexpired token that a link's signed part names, if it names one."""
    try:
        nonce, end = URLSafeSerializer(secret_key, salt=_SALT).loads(signed)
    except (BadData, TypeError, ValueError):
        return None
    if clock.now().timestamp() >= end:
        return None
    return queries.find_token(session, nonce, clock.now())


def redeem_link(session: Session, signed: str, secret_key: str) -> Person | None:
    """Use a link up. Returns who comes in; None when it was used or has expired.

    Of two that use it at once, the one whose DELETE finds the row comes in.
    """
    token = read_link(session, signed, secret_key)
    if token is None:
        return None
    person_id, email = token.person_id, token.email
    if not _use_up(session, SignInToken.id == token.id):
        return None
    person = session.get(Person, person_id) if person_id is not None else _newcomer(session, email)
    return person if person is not None and person.active else None


def redeem_code(session: Session, typed: str, secret_key: str) -> Person | None:
    """Use a printed code up. None when it is unknown, used or expired, or its holder is deactivated."""
    same_code = SignInToken.nonce == code_hash(typed, secret_key)
    token = session.query(SignInToken).filter(same_code, SignInToken.kind == "code").one_or_none()
    if token is None or token.person_id is None:
        return None
    person = session.get(Person, token.person_id)
    if not _use_up(session, SignInToken.id == token.id):
        return None
    return person if person is not None and person.active else None


def make_codes(session: Session, actor: Person, people: Iterable[Person], secret_key: str) -> list[tuple[Person, str]]:
    """New one-time codes to print, one a person; earlier ones of theirs stop working. Only hashes are kept.

    Whoever has a mailbox gets none: with a code, whoever printed it could sign in as them, and they would not know.

    Raises:
        NotAllowed: the actor is no administrator.
    """
    check_can_manage(actor)
    made = [(person, new_code()) for person in people if person.active and person.email is None]
    session.execute(
        sql_delete(SignInToken).where(
            SignInToken.kind == "code", SignInToken.person_id.in_([person.id for person, _code in made])
        )
    )
    expires_at = ends_at(clock.now(), CODE_LIFETIME)
    session.add_all(
        SignInToken(person_id=person.id, kind="code", nonce=code_hash(code, secret_key), expires_at=expires_at)
        for person, code in made
    )
    for person, _code in made:
        audit.record(session, actor.id, "person.code_printed", "person", person.id)
    return made


def forget_tokens(session: Session) -> int:
    """Delete expired tokens; returns how many."""
    return _delete(session, SignInToken.expires_at <= clock.now())


def outgoing_link(session: Session, token_id: int, settings: Settings) -> OutgoingLink | None:
    """The link to send for a token; None when it was used meanwhile, or was a decoy, which is deleted."""
    token = session.get(SignInToken, token_id)
    if token is None or token.kind != "link":
        return None
    person = session.get(Person, token.person_id) if token.person_id is not None else None
    address = person.email if person is not None else token.email
    if address is None:
        session.delete(token)
        return None
    locale = (person.locale if person is not None else "") or settings.locale
    return OutgoingLink(address, locale, settings.base_url + link_path(token, settings.secret_key))


def outgoing_notice(session: Session, token_id: int) -> OutgoingNotice | None:
    """What an earlier address is to be told; None when it has been told. The caller forgets it once it is sent."""
    token = session.get(SignInToken, token_id)
    if token is None or token.kind != "notice" or token.email is None or token.person_id is None:
        return None
    person = queries.get_person(session, token.person_id)
    return OutgoingNotice(token.email, person.locale, person.name)


def forget_notice(session: Session, token_id: int) -> None:
    """Delete an earlier address that has been told. Safe to repeat."""
    _delete(session, SignInToken.id == token_id, SignInToken.kind == "notice")


def end_sessions(person: Person) -> None:
    """End every open session of a person, in all browsers and in every copy of a cookie."""
    person.session_key = new_session_key()


def ensure_admin(session: Session, email: str) -> Person | None:
    """Make the configured address an administrator while nobody is one. Returns them if something changed.

    Raises:
        ValueError: it is no e-mail address.
    """
    address = normal_email(email)
    if not address or queries.people_with_role(session, Role.ADMIN):
        return None
    if not is_email(address):
        raise ValueError(f"{email!r} is not an e-mail address")
    person = queries.find_person_by_email(session, address)
    if person is None:
        person = Person(name=name_from_address(address), email=address)
        session.add(person)
    person.active = True
    if Role.ADMIN not in person.roles:
        person.grants.append(RoleGrant(role=Role.ADMIN.value))
    session.flush()
    return person


def demo_person(session: Session, key: str) -> Person:
    """The person behind a persona, made at the first visit. The caller checks that this is a demonstration.

    Raises:
        NotFound: there is no such persona.
    """
    persona = PERSONAS.get(key)
    if persona is None:
        raise NotFound()
    person = queries.find_person_by_email(session, persona.email)
    if person is None:
        person = Person(name=persona.name, email=persona.email)
        person.grants = [RoleGrant(role=role.value) for role in sorted(persona.roles)]
        session.add(person)
        session.flush()
    return person


def set_locale(person: Person, locale: str) -> None:
    """Remember the language that a person reads."""
    person.locale = locale


def _newcomer(session: Session, email: str | None) -> Person | None:
    """The person for an address at an allowed domain, made now that they have shown to read its mail."""
    if email is None or not queries.is_allowed_domain(session, email):
        return None
    person = queries.find_person_by_email(session, email)
    if person is None:
        person = Person(name=name_from_address(email), email=email)
        session.add(person)
        session.flush()
    return person


def _use_up(session: Session, which: ColumnElement[bool]) -> bool:
    """Delete one unexpired token; whether this very call deleted it."""
    return _delete(session, which, SignInToken.expires_at > clock.now()) == 1


def _delete(session: Session, *which: ColumnElement[bool]) -> int:
    result = session.execute(sql_delete(SignInToken).where(*which))
    assert isinstance(result, CursorResult)
    return result.rowcount
