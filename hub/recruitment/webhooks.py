"""Deliveries from a recruitment system: signed, of these minutes, once, and counts only.

The key is never stored. It is made from a random salt in the database and the secret of the installation, so that a
copy of the database signs nothing, and the program can still compute the signature that a hash would not let it check.
A new key is a new salt: the old one stops at once.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import re
import secrets
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.accounts.rules import Role
from hub.core import audit, clock
from hub.core.errors import Conflict, HubError, Invalid, NotAllowed
from hub.recruitment import personal, queries, rules, service
from hub.recruitment.models import Job, RecruitmentSetting, SeenDelivery
from hub.recruitment.rules import STAGES, Counts, Source

SALT = "webhook_salt"
WINDOW = dt.timedelta(minutes=5)
MOST_BYTES = 64 * 1024
MOST_SOURCES = 100
_SIGNATURE = re.compile(r"v1=([0-9a-f]{64})")
_TIMESTAMP = re.compile(r"[0-9]{9,11}")


class Refused(HubError):
    """A delivery that does not prove where it comes from."""

    status = 401


@dataclass(frozen=True)
class Taken:
    """What became of a delivery: sources whose counts were set, and those for which newer ones stood."""

    recorded: tuple[str, ...]
    older: tuple[str, ...]


def check_can_connect(actor: Person) -> None:
    """Raises NotAllowed unless the person works with recruitment or administers the hub."""
    if not actor.has_role(Role.HR, Role.ADMIN):
        raise NotAllowed(_l("Only HR and administrators can connect a recruitment system."))


def is_connected(session: Session) -> bool:
    """Whether there is a key at present."""
    return session.get(RecruitmentSetting, SALT) is not None


def new_key(session: Session, actor: Person, secret_key: str) -> str:
    """Make a key, to be shown this once; an older one stops.

    Raises:
        NotAllowed: the person is neither HR nor an administrator.
    """
    check_can_connect(actor)
    service.set_setting(session, SALT, secrets.token_hex(32))
    session.flush()
    audit.record(session, actor.id, "webhook_key_made", "recruitment", 0)
    return _key(session, secret_key) or ""


def disconnect(session: Session, actor: Person) -> None:
    """Take the key away: nothing more is taken in.

    Raises:
        NotAllowed: the person is neither HR nor an administrator.
    """
    check_can_connect(actor)
    session.execute(delete(RecruitmentSetting).where(RecruitmentSetting.name == SALT))
    audit.record(session, actor.id, "webhook_key_removed", "recruitment", 0)


def _key(session: Session, secret_key: str) -> str | None:
    row = session.get(RecruitmentSetting, SALT)
    if row is None:
        return None
    return hmac.new(secret_key.encode(), f"applications:{row.value}".encode(), hashlib.sha256).hexdigest()


def signature(key: str, timestamp: str, body: bytes) -> str:
    """The signature of a delivery: HMAC-SHA256 in hexadecimal over the timestamp, a full stop, and the body."""
    return hmac.new(key.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def take(session: Session, secret_key: str, timestamp: str, signed: str, body: bytes) -> Taken:
    """Check a delivery and set its counts, all of them or none.

    Raises:
        Refused: no key, a wrong signature, or a timestamp more than five minutes off.
        Conflict: it has been delivered before.
        Invalid: the content is not what is allowed, or looks like a person; `field` says where.
    """
    key = _key(session, secret_key)
    found = _SIGNATURE.fullmatch(signed)
    # Without a key the same work is done, so that time does not tell whether there is one.
    right = signature(key or secrets.token_hex(32), timestamp, body)
    if found is None or not hmac.compare_digest(found[1], right) or key is None:
        raise Refused("The signature is wrong.")
    sent = _moment_of(timestamp)
    now = clock.now()
    if sent is None or abs(now - sent) > WINDOW:
        raise Refused("The timestamp is more than five minutes from the time here.")
    _remember(session, right, sent, now)
    job, counts, as_of = _read(session, body, sent)
    newer = service.set_counts(session, job, counts, as_of)
    audit.record(session, None, "delivered", "job", job.id)
    return Taken(tuple(key for key in counts if key not in newer), tuple(sorted(newer)))


def _moment_of(timestamp: str) -> dt.datetime | None:
    return dt.datetime.fromtimestamp(int(timestamp), dt.UTC) if _TIMESTAMP.fullmatch(timestamp) else None


def _remember(session: Session, digest: str, sent: dt.datetime, now: dt.datetime) -> None:
    """Refuse what was taken before. A digest is kept until its timestamp would be refused anyway."""
    session.execute(delete(SeenDelivery).where(SeenDelivery.expires_at < now))
    try:
        with session.begin_nested():
            session.add(SeenDelivery(digest=digest, expires_at=sent + 2 * WINDOW))
    except IntegrityError:
        raise Conflict("This delivery has been taken before.") from None


def _read(session: Session, body: bytes, sent: dt.datetime) -> tuple[Job, dict[str, Counts], dt.datetime]:
    try:
        message = json.loads(body.decode("utf-8"), object_pairs_hook=_no_doubles)
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise Invalid("body", "The body is no JSON in UTF-8.") from None
    fields = _fields(message, "body", {"job", "counts"}, {"as_of"})
    job = session.scalar(select(Job).where(Job.slug == _text(fields["job"], "job")))
    if job is None:
        raise Invalid("job", "No job has this address.")
    lines = fields["counts"]
    if not isinstance(lines, list) or not 1 <= len(lines) <= MOST_SOURCES:
        raise Invalid("counts", "Send a list of counts, one for each source.")
    known = queries.source_labels(session, "en", retired=True)
    counts: dict[str, Counts] = {}
    for place, line in enumerate(lines):
        where = f"counts[{place}]"
        each = _fields(line, where, {"applications"}, {"source", *STAGES})
        source = _text(each.get("source", Source.OTHER.value), f"{where}.source")
        if source not in known:
            raise Invalid(f"{where}.source", "Delfrit does not know this source.")
        if source in counts:
            raise Invalid(f"{where}.source", "The same source stands twice.")
        before = next((row.numbers for row in job.counts if row.source == source), rules.NOTHING)
        counts[source] = before._replace(
            **{name: _count(each[name], f"{where}.{name}") for name in STAGES if name in each}
        )
    return job, counts, _as_of(fields.get("as_of"), sent)


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field stands twice")
    return found


def _fields(value: Any, where: str, needed: set[str], allowed: set[str]) -> dict[str, Any]:
    """The fields of an object. A field more could be about a person, so it is refused and not left out."""
    if not isinstance(value, dict):
        raise Invalid(where, "This must be an object.")
    for name in value:
        if name not in needed | allowed:
            raise Invalid(where, "There is a field that is not allowed. Send counts only, nothing about applicants.")
    if missing := needed - value.keys():
        raise Invalid(where, f"The field {min(missing)} is missing.")
    return value


def _text(value: Any, where: str) -> str:
    # Half a letter (a lone surrogate) is text for JSON, and none that a database can be asked about.
    if not isinstance(value, str) or not value or len(value) > 80 or not value.isprintable():
        raise Invalid(where, "This must be a short text.")
    if personal.content_issue(value, may_be_number=True):
        raise Invalid(where, "This looks like a person. Send counts only, nothing about applicants.")
    return value


def _count(value: Any, where: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise Invalid(where, "This must be a whole number.")
    return value


def _as_of(value: Any, sent: dt.datetime) -> dt.datetime:
    """The moment that the counts are of: the one in the body, or when it was sent. None lies in the future."""
    if value is None:
        return sent
    try:
        found = dt.datetime.fromisoformat(_text(value, "as_of"))
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or found > sent + WINDOW:
        raise Invalid(
            "as_of", "Write a moment with its time zone, such as 2026-11-22T09:30:00+01:00, not in the future."
        )
    return found
