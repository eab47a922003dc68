"""Changes to people, their roles, and the domains whose holders may come uninvited."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete as sql_delete
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.accounts import queries
from hub.accounts.models import AllowedDomain, Person, RoleGrant, SignInToken, Unit
from hub.accounts.permissions import check_can_manage
from hub.accounts.rules import Role, ends_at, is_email, new_session_key, normal_domain, normal_email
from hub.core import audit, clock
from hub.core.audit import AuditEntry
from hub.core.errors import Conflict, Invalid
from hub.core.queue import JobName, enqueue_after_commit

NAME_LIMIT = 120
# A mail server that is away for a weekend must not keep an earlier address from being told.
NOTICE_LIFETIME = dt.timedelta(days=3)


def invite(
    session: Session, actor: Person, name: str, email: str, unit_id: int | None, roles: Collection[Role]
) -> Person:
    """Add a person. `email` is empty for staff without a mailbox, who sign in with a printed code.

    Raises:
        NotAllowed: the actor is no administrator.
        Invalid: the name, address or unit cannot be used, or somebody has the address.
    """
    check_can_manage(actor)
    if not email.strip() and queries.find_without_mailbox(session, " ".join(name.split()), unit_id) is not None:
        raise Invalid("name", _l("Somebody of this name without e-mail is already in the unit."))
    person = new_person(session, name, email, queries.find_person_by_email(session, email), unit_id, roles)
    try:
        session.flush()
    except IntegrityError as error:
        session.rollback()
        raise Invalid("email", _l("Somebody already has this e-mail address.")) from error
    if roles:
        note(session, actor, "person.roles_changed", person)
    return person


def new_person(
    session: Session,
    name: str,
    email: str,
    holder: Person | None,
    unit_id: int | None,
    roles: Collection[Role],
) -> Person:
    """Add a person when the caller knows who, if anybody, holds the address; refuses like `invite`."""
    person = Person(
        name=_checked_name(name),
        email=_checked_email(email, holder, None),
        unit_id=_checked_unit(session, unit_id),
    )
    person.grants = [RoleGrant(role=role.value) for role in sorted(roles)]
    session.add(person)
    return person


def edit(session: Session, actor: Person, person: Person, name: str, email: str, unit_id: int | None) -> None:
    """Correct a person's name, address or unit; refuses like `invite`.

    Another address is another key to the account: the earlier one is told, and links and codes on their way end.
    """
    check_can_manage(actor)
    person.name = _checked_name(name)
    address = _checked_email(email, queries.find_person_by_email(session, email), person)
    if address != person.email:
        _change_address(session, actor, person, address)
    if unit_id != person.unit_id:
        person.unit_id = _checked_unit(session, unit_id)
        note(session, actor, "person.moved", person)


def note(session: Session, actor: Person, action: str, person: Person) -> None:
    """Write into the trail what an administrator changed about a person, who must have a number already."""
    audit.record(session, actor.id, action, "person", person.id)


def _void_ways_in(session: Session, person: Person) -> None:
    ways = SignInToken.kind.in_(("link", "code"))
    session.execute(sql_delete(SignInToken).where(SignInToken.person_id == person.id, ways))


def _change_address(session: Session, actor: Person, person: Person, address: str | None) -> None:
    _void_ways_in(session, person)
    if person.email is not None:
        notice = SignInToken(
            person_id=person.id,
            email=person.email,
            kind="notice",
            nonce=secrets.token_urlsafe(32),
            expires_at=ends_at(clock.now(), NOTICE_LIFETIME),
        )
        session.add(notice)
        session.flush()
        enqueue_after_commit(session, JobName.SEND_SIGN_IN, notice.id)
    person.email = address
    note(session, actor, "person.address_changed", person)


def set_roles(session: Session, actor: Person, person: Person, roles: Collection[Role]) -> None:
    """Give a person exactly these roles.

    Raises:
        NotAllowed: the actor is no administrator.
        Conflict: nobody would be left who can administer.
    """
    check_can_manage(actor)
    if person.roles == set(roles):
        return
    if Role.ADMIN in person.roles and Role.ADMIN not in roles:
        check_not_last_admin(session, person)
    person.grants = [grant for grant in person.grants if Role(grant.role) in roles]
    person.grants += [RoleGrant(role=role.value) for role in sorted(set(roles) - person.roles)]
    note(session, actor, "person.roles_changed", person)


def deactivate(session: Session, actor: Person, person: Person) -> None:
    """Shut a person out, open sessions and unused links and codes included; refuses like `set_roles`."""
    check_can_manage(actor)
    check_not_last_admin(session, person)
    person.active = False
    person.session_key = new_session_key()
    _void_ways_in(session, person)


def reactivate(session: Session, actor: Person, person: Person) -> None:
    """Let a deactivated person in again."""
    check_can_manage(actor)
    person.active = True


def delete(session: Session, actor: Person, person: Person) -> None:
    """Delete a person with everything that is theirs; what they wrote for the desk stays, without a name.

    Raises:
        NotAllowed: the actor is no administrator.
        Conflict: nobody would be left who can administer.
    """
    check_can_manage(actor)
    check_not_last_admin(session, person)
    session.execute(update(AuditEntry).where(AuditEntry.actor_id == person.id).values(actor_id=None))
    session.delete(person)


def check_not_last_admin(session: Session, person: Person) -> None:
    """Refuse what would leave nobody to administer.

    Raises:
        Conflict: this is the only active administrator.
    """
    if queries.is_last_admin(session, person):
        raise Conflict(_l("This is the only administrator. Make somebody else administrator first."))


def add_domain(session: Session, actor: Person, domain: str) -> None:
    """Let holders of addresses at a domain sign in uninvited. A second time changes nothing.

    Raises:
        Invalid: it is no domain.
    """
    check_can_manage(actor)
    clean = normal_domain(domain)
    if not clean:
        raise Invalid("domain", _l("Write a domain such as fjordby.example."))
    if not queries.is_allowed_domain(session, f"@{clean}"):
        session.add(AllowedDomain(domain=clean))


def remove_domain(session: Session, actor: Person, domain_id: int) -> None:
    """Take a domain away again. People who already signed in stay."""
    check_can_manage(actor)
    session.execute(sql_delete(AllowedDomain).where(AllowedDomain.id == domain_id))


def _checked_name(name: str) -> str:
    clean = " ".join(name.split())
    if not clean or len(clean) > NAME_LIMIT or not clean.isprintable():
        raise Invalid("name", _l("Write a name of at most 120 characters."))
    return clean


def _checked_email(email: str, holder: Person | None, owner: Person | None) -> str | None:
    clean = normal_email(email)
    if not clean:
        return None
    if not is_email(clean):
        raise Invalid("email", _l("This is not an e-mail address."))
    if holder is not None and holder is not owner:
        raise Invalid("email", _l("Somebody already has this e-mail address."))
    return clean


def _checked_unit(session: Session, unit_id: int | None) -> int | None:
    if unit_id is None:
        return None
    unit = session.get(Unit, unit_id)
    if unit is None or unit.closed:
        raise Invalid("unit_id", _l("Choose a unit from the list."))
    return unit_id
