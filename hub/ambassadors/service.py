"""Writes of taking part. Nothing is on before a person turns it on, and leaving takes everything along at once."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hub.accounts import queries as accounts
from hub.accounts.models import Person
from hub.ambassadors import permissions, queries, rules
from hub.ambassadors import promise as promises
from hub.ambassadors.events import PilotLeft
from hub.ambassadors.models import Ambassador, FollowedTheme, PilotMember, Theme, UsedNetwork
from hub.core import audit, events
from hub.core.audit import AuditEntry
from hub.core.errors import Conflict, Invalid, NotAllowed
from hub.guidelines import queries as guidelines
from hub.networks import rules as networks


def install_default_themes(session: Session) -> None:
    """Give a new installation themes to begin with; one that has any keeps its own. Safe to repeat."""
    if session.scalar(select(Theme.id).limit(1)) is None:
        session.add_all(
            Theme(slug=theme.slug, name_da=theme.name_da, name_en=theme.name_en) for theme in rules.DEFAULT_THEMES
        )
        session.flush()


def add_theme(session: Session, actor: Person, name_da: str, name_en: str = "") -> Theme:
    """Add a theme that kits can carry and ambassadors follow. The same again, by a second click, finds the first.

    Raises:
        NotAllowed: the person is neither editor nor approver.
        Invalid: a name cannot be used, or another theme has it.
    """
    permissions.check_can_edit_themes(actor)
    names = _theme_names(name_da, name_en)
    found = session.scalar(select(Theme).where(Theme.name_da == names[0]))
    if found is not None and found.name_en == names[1] and not found.retired:
        return found
    _check_free(found)
    theme = Theme(slug=rules.theme_slug(names[0], set(session.scalars(select(Theme.slug)))), retired=False)
    theme.name_da, theme.name_en = names
    session.add(theme)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(_l("Somebody else just added a theme. Try again.")) from error
    audit.record(session, actor.id, "theme.created", "theme", theme.id)
    return theme


def rename_theme(session: Session, actor: Person, theme: Theme, name_da: str, name_en: str = "") -> None:
    """Give a theme other names; kits that carry it and people who follow it keep it. Refuses like `add_theme`."""
    permissions.check_can_edit_themes(actor)
    names = _theme_names(name_da, name_en)
    if names == (theme.name_da, theme.name_en):
        return
    _check_free(session.scalar(select(Theme).where(Theme.name_da == names[0], Theme.id != theme.id)))
    theme.name_da, theme.name_en = names
    audit.record(session, actor.id, "theme.renamed", "theme", theme.id)


def retire_theme(session: Session, actor: Person, theme: Theme) -> None:
    """Offer a theme no longer. Kits that carry it keep it. Safe to repeat.

    Raises:
        NotAllowed: the person is neither editor nor approver.
        Conflict: it is the last one, and every kit needs a theme.
    """
    permissions.check_can_edit_themes(actor)
    if theme.retired:
        return
    if len(queries.themes(session)) == 1:
        raise Conflict(_l("This is the last theme, and every kit needs one. Add another first."))
    theme.retired = True
    audit.record(session, actor.id, "theme.retired", "theme", theme.id)


def reopen_theme(session: Session, actor: Person, theme: Theme) -> None:
    """Offer a retired theme again. Safe to repeat.

    Raises:
        NotAllowed: the person is neither editor nor approver.
    """
    permissions.check_can_edit_themes(actor)
    if theme.retired:
        theme.retired = False
        audit.record(session, actor.id, "theme.reopened", "theme", theme.id)


def opt_in(
    session: Session,
    person: Person,
    *,
    policy_number: int,
    promise_number: int | None = None,
    theme_ids: Iterable[int] = (),
    networks: Iterable[str] = (),
    unit_id: int | None = None,
) -> Ambassador:
    """Take part, having accepted the version of the guidelines with this number. Twice is once.

    Whoever is in already accepts a newer version this way, and says yes again to a promise that was loosened. For
    that, `promise_number` must be the one that stood on the page. `unit_id` is used only when the person has no unit.

    Raises:
        Conflict: another version, or a looser promise, came into effect while the person was reading.
        Invalid: an unknown theme, network or unit.
    """
    policy = guidelines.current_policy(session)
    if policy.number != policy_number:
        raise Conflict(_l("The guidelines have changed while you were reading. Please read the new version."))
    promised = promises.number(session)
    if promise_number != promised and (promise_number is not None or queries.is_paused(session, person.id)):
        raise Conflict(_l("The rules for figures were loosened while you were reading. Please read what has changed."))
    promises.keep(session)
    found = queries.ambassador(session, person.id) or _insert(session, person.id, policy.id, promised)
    found.policy_version_id = policy.id
    found.promise_number = promised
    if person.unit_id is None and unit_id is not None:
        person.unit_id = _open_unit(session, unit_id)
    _prefer(session, found, theme_ids, networks)
    return found


def update_preferences(
    session: Session,
    person: Person,
    *,
    theme_ids: Iterable[int],
    networks: Iterable[str],
    monthly_letter: bool | None = None,
) -> Ambassador:
    """Change which themes and networks come first, and whether the monthly letter comes by mail (None: as it was).

    Raises:
        NotAllowed: the person has not opted in.
        Invalid: an unknown theme or network.
    """
    found = _required(session, person)
    _prefer(session, found, theme_ids, networks)
    if monthly_letter is not None:
        found.monthly_letter = monthly_letter
    return found


def leave(session: Session, person: Person) -> None:
    """Stop taking part: the opt-in goes with all it owns, pilots included. Safe to repeat."""
    session.execute(delete(PilotMember).where(PilotMember.person_id == person.id))
    found = queries.ambassador(session, person.id)
    if found is not None:
        session.delete(found)
        session.flush()


def join_pilot(session: Session, person: Person, pilot_id: int) -> None:
    """Join a pilot. Twice is once.

    Raises:
        NotAllowed: the person has not opted in.
    """
    _required(session, person)
    if pilot_id in queries.pilot_ids_of(session, person.id):
        return
    try:
        with session.begin_nested():
            session.add(PilotMember(person_id=person.id, pilot_id=pilot_id))
    except IntegrityError:
        if pilot_id not in queries.pilot_ids_of(session, person.id):
            raise


def leave_pilot(session: Session, person: Person, pilot_id: int) -> None:
    """Leave a pilot. Safe to repeat."""
    session.execute(delete(PilotMember).where(PilotMember.person_id == person.id, PilotMember.pilot_id == pilot_id))
    events.emit(session, PilotLeft(person.id, pilot_id))


def delete_account(session: Session, person: Person) -> None:
    """Delete the person with everything they own. What they did as staff stays, without a name.

    Raises:
        Conflict: this is the only administrator.
    """
    if accounts.is_last_admin(session, person):
        raise Conflict(
            _l("You are the only administrator. Give somebody else the role before you delete your account.")
        )
    leave(session, person)
    session.execute(update(AuditEntry).where(AuditEntry.actor_id == person.id).values(actor_id=None))
    session.delete(person)
    session.flush()


def _theme_names(name_da: str, name_en: str) -> tuple[str, str]:
    danish = rules.clean_name(name_da)
    if danish is None:
        raise Invalid("name_da", _l("Write a name of at most 80 characters."))
    english = rules.clean_name(name_en) if name_en.strip() else ""
    if english is None:
        raise Invalid("name_en", _l("Write a name of at most 80 characters."))
    return danish, english


def _check_free(other: Theme | None) -> None:
    if other is None:
        return
    if other.retired:
        raise Invalid("name_da", _l("A retired theme has this name. Bring it back instead."))
    raise Invalid("name_da", _l("There is already a theme with this name."))


def _required(session: Session, person: Person) -> Ambassador:
    found = queries.ambassador(session, person.id)
    if found is None:
        raise NotAllowed(_l("Only ambassadors can do this. Read what it means to become one first."))
    return found


def _insert(session: Session, person_id: int, policy_id: int, promise_number: int) -> Ambassador:
    """Add the opt-in, or find the one that a second click has just added."""
    made = Ambassador(person_id=person_id, policy_version_id=policy_id, promise_number=promise_number)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:
        found = session.get(Ambassador, person_id)
        if found is None:
            raise
        return found
    return made


def _open_unit(session: Session, unit_id: int) -> int:
    if unit_id not in {unit.id for unit in accounts.units(session)}:
        raise Invalid("unit", _l("Choose a unit from the list."))
    return unit_id


def _prefer(session: Session, found: Ambassador, theme_ids: Iterable[int], names: Iterable[str]) -> None:
    """Keep the rows that stay: replacing all would show in the row ids who was here last."""
    wanted_themes, wanted_names = set(theme_ids), set(names)
    if not wanted_themes <= {theme.id for theme in queries.themes(session)}:
        raise Invalid("themes", _l("Choose themes from the list."))
    if not wanted_names <= {each.name.value for each in networks.NETWORKS}:
        raise Invalid("networks", _l("Choose networks from the list."))
    had_themes = {row.theme_id for row in found.themes}
    had_names = {row.network for row in found.networks}
    found.themes = [row for row in found.themes if row.theme_id in wanted_themes] + [
        FollowedTheme(theme_id=theme_id) for theme_id in sorted(wanted_themes - had_themes)
    ]
    found.networks = [row for row in found.networks if row.network in wanted_names] + [
        UsedNetwork(network=name) for name in sorted(wanted_names - had_names)
    ]
    session.flush()
