"""Roles, and the pure rules of sign-in and of addresses. The rule of which unit reports is in `reporting`."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l

from hub.accounts.reporting import Reporting, UnitFacts, merge_units, reporting_unit

__all__ = [
    "CODE_LIFETIME",
    "LANGUAGE_LIFETIME",
    "LINK_LIFETIME",
    "PERSONAS",
    "ROLE_LABELS",
    "SIGN_IN_WINDOW",
    "Persona",
    "Reporting",
    "Role",
    "UnitFacts",
    "clean_code",
    "code_hash",
    "domain_of",
    "ends_at",
    "is_email",
    "merge_units",
    "name_from_address",
    "new_code",
    "new_session_key",
    "normal_domain",
    "normal_email",
    "reporting_unit",
    "without_tag",
]


class Role(StrEnum):
    """What somebody may do besides being an employee."""

    CONTRIBUTOR = "contributor"
    EDITOR = "editor"
    APPROVER = "approver"
    HR = "hr"
    PILOT = "pilot"
    ADMIN = "admin"


ROLE_LABELS = {
    Role.CONTRIBUTOR: _l("Contributor"),
    Role.EDITOR: _l("Editor"),
    Role.APPROVER: _l("Approver"),
    Role.HR: _l("HR"),
    Role.PILOT: _l("Pilot coordinator"),
    Role.ADMIN: _l("Administrator"),
}

EMPLOYEE_LABEL = _l("Employee")

LINK_LIFETIME = dt.timedelta(minutes=15)
# A token ends at a full five minutes: its end would otherwise say to the microsecond when somebody asked for it.
END_STEP = dt.timedelta(minutes=5)
SIGN_IN_WINDOW = dt.timedelta(minutes=15)
"""How long attempts to sign in are counted together."""
CODE_LIFETIME = dt.timedelta(days=14)
LANGUAGE_LIFETIME = dt.timedelta(days=365)
# Without 0/O, 1/I/L and U/V, which are misread on paper; ten of these are 48 bits.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
CODE_LENGTH = 10

_DOMAIN = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+"
_EMAIL = re.compile(rf"[a-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_DOMAIN}")


@dataclass(frozen=True)
class Persona:
    """Somebody whom visitors of a demonstration can be."""

    key: str
    name: str
    email: str
    roles: frozenset[Role]

    @property
    def title(self) -> str:
        """What the persona is in the organisation, in the reader's language."""
        return ", ".join(str(ROLE_LABELS[role]) for role in sorted(self.roles)) or str(EMPLOYEE_LABEL)


PERSONAS = {
    persona.key: persona
    for persona in (
        Persona("employee", "Mette Lind", "mette.lind@fjordby.example", frozenset()),
        Persona("employee2", "Oliver Grant", "oliver.grant@fjordby.example", frozenset()),
        Persona("contributor", "Jonas Bech", "jonas.bech@fjordby.example", frozenset({Role.CONTRIBUTOR})),
        Persona("editor", "Sara Holm", "sara.holm@fjordby.example", frozenset({Role.EDITOR})),
        Persona("approver", "Henrik Skov", "henrik.skov@fjordby.example", frozenset({Role.APPROVER})),
        Persona("hr", "Amina Yusuf", "amina.yusuf@fjordby.example", frozenset({Role.HR})),
        Persona("pilot", "Lone Kirk", "lone.kirk@fjordby.example", frozenset({Role.PILOT})),
        Persona("admin", "Peter Vang", "peter.vang@fjordby.example", frozenset({Role.ADMIN})),
    )
}


def normal_email(address: str) -> str:
    """The form in which an address is compared and kept: trimmed, lower case."""
    return address.strip().lower()


def without_tag(address: str) -> str:
    """The mailbox behind `anna+news@…`: one mailbox must not become as many people as it has tags."""
    local, _at, domain = normal_email(address).rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def is_email(address: str) -> bool:
    """Whether this is one plain mailbox address. Line breaks, names and lists of addresses are not."""
    return len(address) <= 254 and _EMAIL.fullmatch(address) is not None


def domain_of(address: str) -> str:
    """What follows the last @, lower case; empty when there is none."""
    return normal_email(address).rpartition("@")[2] if "@" in address else ""


def normal_domain(domain: str) -> str:
    """A domain as it is kept: lower case, without a leading @. Empty when it is none."""
    candidate = domain.strip().lower().removeprefix("@")
    return candidate if len(candidate) <= 120 and re.fullmatch(_DOMAIN, candidate) else ""


def name_from_address(address: str) -> str:
    """A first guess at a name: `anne-marie.holm@…` is Anne-Marie Holm."""
    local = normal_email(address).partition("@")[0].partition("+")[0]
    words = [word for word in re.split(r"[._\s]+", local) if word]
    return " ".join("-".join(part.capitalize() for part in word.split("-")) for word in words)[:120] or address[:120]


def ends_at(now: dt.datetime, lifetime: dt.timedelta) -> dt.datetime:
    """When a token made now ends: after its lifetime, rounded up to the next full five minutes."""
    end = now + lifetime
    over = dt.timedelta(minutes=end.minute % 5, seconds=end.second, microseconds=end.microsecond)
    return end + (END_STEP - over if over else over)


def new_session_key() -> str:
    """A mark that all open sessions of a person carry: 16 random hex digits, and no time."""
    return secrets.token_hex(8)


def new_code() -> str:
    """A fresh one-time code for paper, in two groups: `7KQ2M-XP4ZD`."""
    signs = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    return f"{signs[:5]}-{signs[5:]}"


def clean_code(typed: str) -> str:
    """What was typed, as the code's signs alone: spaces, hyphens and small letters are forgiven."""
    return re.sub(r"[^A-Z0-9]", "", typed[:40].upper())


def code_hash(code: str, secret_key: str) -> str:
    """The keyed hash under which a code is kept (64 hex digits): the database alone cannot guess it back."""
    return hmac.new(secret_key.encode(), b"sign-in-code:" + clean_code(code).encode(), hashlib.sha256).hexdigest()
