"""Writes of kits: content by the desk, and the moves of the workflow. Everything here joins the caller's
transaction.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from hub.accounts import queries as accounts
from hub.accounts.rules import Role
from hub.core import audit, clock, config, events, queue
from hub.core.errors import Conflict, Invalid
from hub.core.queue import JobName
from hub.kits import checks, permissions, queries, target_urls, workflow
from hub.kits.checks import Check, Picture
from hub.kits.events import KitEnded, KitPublished
from hub.kits.models import Kit, KitText, Suggestion
from hub.kits.permissions import Actor
from hub.kits.rules import KitData, SuggestionData, TextData, free_slug, same_page, site_root, slugify
from hub.kits.workflow import Action, KitState

_ATTEMPTS = 5
# As long as a tracking link's code, for the checks of texts that the link takes room in.
_SAMPLE_CODE = "x" * 8


class Stale(Conflict):
    """Somebody else changed the kit after this form was opened."""


class NotReady(Conflict):
    """The kit still has errors; `checks` lists them."""

    def __init__(self, found: list[Check]) -> None:
        super().__init__(_l("The kit is not ready yet. See what is missing."))
        self.checks = found


def approver_ids(session: Session) -> frozenset[int]:
    """Ids of the people who may publish."""
    return frozenset(person.id for person in accounts.people_with_role(session, Role.APPROVER))


def sample_link() -> str:
    """An address as long as a tracking link of this hub."""
    return f"{config.current().links_url}/r/{_SAMPLE_CODE}"


def own_host() -> str:
    """The hub's own host and port, where a kit must not lead."""
    return urlsplit(config.current().base_url).netloc


def data_of(kit: Kit) -> KitData:
    """The kit as the form and the checks see it."""
    return KitData(
        category=kit.category,
        purpose=kit.purpose,
        theme_id=kit.theme_id,
        target_url=kit.target_url,
        after_url=kit.after_url,
        commercial=kit.commercial,
        contact=kit.contact,
        contact_hours=kit.contact_hours,
        ends_on=kit.ends_on,
        asset_id=kit.asset_id,
        campaign_id=kit.campaign_id,
        texts={
            text.locale: TextData(text.title, text.why, text.dos, text.donts, text.facts, text.image_alt)
            for text in kit.texts
        },
        suggestions=tuple(
            SuggestionData(each.locale, each.network, each.position, each.body, each.subject)
            for each in kit.suggestions
        ),
    )


def checks_of(kit: Kit) -> list[Check]:
    """Everything there is to say about a kit before it goes out, errors first."""
    picture = Picture(kit.asset.width, kit.asset.height) if kit.asset is not None else None
    return checks.all_checks(data_of(kit), picture, sample_link(), own_host())


def create_draft(session: Session, actor: Actor, data: KitData, job_id: int | None = None) -> Kit:
    """Write a new draft. Its address is made from the Danish title and stays.

    Raises:
        NotAllowed: the person does not work at the desk.
        Invalid: for the first field that even a draft may not have so.
    """
    permissions.check_can_create(actor)
    _check_typing(data)
    title = data.texts["da"].title
    for _ in range(_ATTEMPTS):
        kit = Kit(
            slug=free_slug(title, queries.slugs_like(session, slugify(title)[:70])),
            state=workflow.KitState.DRAFT,
            author_id=actor.id,
            job_id=job_id,
        )
        _fill(session, kit, data)
        try:
            with session.begin_nested():
                session.add(kit)
                session.flush()
        except IntegrityError:
            # Somebody took the address between the look and the write.
            continue
        audit.record(session, actor.id, "kit.created", "kit", kit.id)
        return kit
    raise Conflict(_l("Somebody else just made a kit with this title. Try again."))


def update(session: Session, actor: Actor, kit: Kit, expected_version: int, data: KitData) -> None:
    """Write what was typed, if nobody else has written since `expected_version`.

    Raises:
        NotAllowed: with the reason.
        Stale: somebody else was faster; nothing is written.
        Invalid: for the first field that even a draft may not have so.
        NotReady: the kit is live and would no longer pass its checks.
    """
    permissions.check_can_edit(actor, kit, approver_ids(session))
    if kit.version != expected_version:
        raise Stale(_l("Somebody else has changed this kit since you opened it."))
    _check_typing(data)
    led_to = kit.target_url
    with session.no_autoflush:
        _fill(session, kit, data)
        if kit.state == KitState.LIVE:
            _check_ready(kit)
    # A changed text alone would leave the kit's own row, and with it the version, as it was.
    flag_modified(kit, "slug")
    _flush(session)
    audit.record(session, actor.id, "kit.edited", "kit", kit.id)
    if kit.state == KitState.LIVE and kit.target_url != led_to:
        events.emit(session, KitPublished(kit.id))


def follow_job(
    session: Session, kit: Kit, *, ends_on: dt.date | Literal[False] | None = False, target_url: str | None = None
) -> None:
    """Let an open kit of a vacancy follow it: to another last day (None: none), or to another address.

    It is called for a change that HR has made to the vacancy, and so asks for no permission at the desk.
    """
    if ends_on is not False:
        kit.ends_on = ends_on
    if target_url is not None:
        kit.target_url = target_url
    _flush(session)


def put_into_campaign(session: Session, actor: Actor, kit: Kit, campaign_id: int | None) -> None:
    """Let a kit be part of a campaign, and of no other; None takes it out. The same again changes nothing.

    Raises:
        NotAllowed: the person is neither editor nor approver.
        Stale: somebody else is changing the kit at this moment.
    """
    permissions.check_can_place(actor)
    if kit.campaign_id == campaign_id:
        return
    kit.campaign_id = campaign_id
    _flush(session)
    # Not an edit: nothing that an approver reads has changed.
    audit.record(session, actor.id, "kit.placed", "kit", kit.id)


def submit(session: Session, actor: Actor, kit: Kit) -> bool:
    """Send a draft for approval. False, and nothing written, when it already was.

    Raises:
        NotAllowed, Conflict: with the reason; NotReady when checks fail.
    """
    if not _move(session, actor, kit, Action.SUBMIT):
        return False
    kit.note = ""
    _flush(session)
    queue.enqueue_after_commit(session, JobName.SEND_NOTIFICATION, kit.id, "submitted")
    return True


def send_back(session: Session, actor: Actor, kit: Kit, note: str = "") -> bool:
    """Give a kit back to its author, with a note about what is missing.

    Raises:
        NotAllowed, Conflict: with the reason.
    """
    if not _move(session, actor, kit, Action.SEND_BACK):
        return False
    kit.note = note.strip()[:1000]
    _flush(session)
    return True


def publish(session: Session, actor: Actor, kit: Kit, expected_version: int | None = None) -> bool:
    """Let everybody see and share the kit. A second click changes nothing and returns False.

    Raises:
        NotAllowed, Conflict: with the reason; Stale when it was edited after the approver read
        `expected_version`; NotReady when checks fail.
    """
    if kit.state == KitState.IN_REVIEW and expected_version not in (None, kit.version):
        raise Stale(_l("The kit was changed while you read it. Read it again before you publish."))
    if not _move(session, actor, kit, Action.PUBLISH):
        return False
    kit.approver_id = actor.id
    kit.live_from = clock.now()
    kit.note = ""
    _flush(session)
    events.emit(session, KitPublished(kit.id))
    # The kit's cell is seeded as soon as it goes live, so that a cell's existence never proves a share.
    queue.enqueue_after_commit(session, JobName.OPEN_WINDOWS)
    queue.enqueue_after_commit(session, JobName.SEND_NOTIFICATION, kit.id, "published")
    return True


def end(session: Session, actor: Actor, kit: Kit) -> bool:
    """End the sharing of a kit now.

    Raises:
        NotAllowed, Conflict: with the reason.
    """
    if not _move(session, actor, kit, Action.END):
        return False
    _over(session, kit, kit.after_url or kit.target_url)
    return True


def withdraw(session: Session, actor: Actor, kit: Kit, after_url: str = "") -> bool:
    """Take a kit back: its content is shown nowhere, and its links lead to `after_url`, or to the target's
    front page.

    Raises:
        NotAllowed, Conflict: with the reason.
        Invalid: for "after_url", when links would still lead to what is withdrawn.
    """
    wanted = after_url.strip() or kit.after_url
    if kit.state != KitState.WITHDRAWN:
        if wanted and (problem := target_urls.problem(wanted, own_host())):
            raise Invalid("after_url", problem)
        wanted = wanted or site_root(kit.target_url)
        if same_page(wanted, kit.target_url):
            raise Invalid("after_url", _l("Choose another page: this one is what you are withdrawing."))
    if not _move(session, actor, kit, Action.WITHDRAW):
        return False
    kit.after_url = wanted
    _over(session, kit, wanted)
    return True


def end_due(session: Session, today: dt.date) -> list[int]:
    """End the live kits whose last day is before `today`; returns their ids. The clock acts, not a person."""
    ended = []
    for kit in queries.due_to_end(session, today):
        move = workflow.get(Action.END)
        kit.state = workflow.move(kit.state, Action.END)
        audit.record(session, None, move.audit, "kit", kit.id)
        _over(session, kit, kit.after_url or kit.target_url)
        ended.append(kit.id)
    return ended


def _over(session: Session, kit: Kit, location: str) -> None:
    kit.ended_at = kit.ended_at or clock.now()
    _flush(session)
    events.emit(session, KitEnded(kit.id, location))


def _move(session: Session, actor: Actor, kit: Kit, action: Action) -> bool:
    """Make the move and write the trail; False when the kit is already where the move leads."""
    move = workflow.get(action)
    permissions.check_can_move(actor, kit, action, approver_ids(session), queries.last_hand(session, kit.id))
    if kit.state == move.target:
        return False
    target = workflow.move(kit.state, action)
    if action in (Action.SUBMIT, Action.PUBLISH):
        _check_ready(kit)
    kit.state = target
    audit.record(session, actor.id, move.audit, "kit", kit.id)
    return True


def _check_ready(kit: Kit) -> None:
    errors = [check for check in checks_of(kit) if check.is_error]
    if errors:
        raise NotReady(errors)


def _check_typing(data: KitData) -> None:
    for check in checks.typing_errors(data, sample_link(), own_host()):
        raise Invalid(check.field, check.message)


def _flush(session: Session) -> None:
    try:
        session.flush()
    except StaleDataError:
        raise Stale(_l("Somebody else has changed this kit since you opened it.")) from None


def _fill(session: Session, kit: Kit, data: KitData) -> None:
    kit.category, kit.purpose, kit.theme_id = data.category, data.purpose, data.theme_id
    kit.target_url, kit.after_url, kit.commercial = data.target_url, data.after_url, data.commercial
    kit.contact, kit.contact_hours, kit.ends_on = data.contact, data.contact_hours, data.ends_on
    kit.asset = queries.find_asset(session, data.asset_id)
    kit.campaign_id = data.campaign_id
    texts = {text.locale: text for text in kit.texts}
    kit.texts = [_filled(texts.get(locale) or KitText(locale=locale), text) for locale, text in data.texts.items()]
    known = {(each.locale, each.network, each.position): each for each in kit.suggestions}
    kit.suggestions = [_suggestion(known, each) for each in data.suggestions]


def _filled(row: KitText, text: TextData) -> KitText:
    row.title, row.why, row.dos, row.donts = text.title, text.why, text.dos, text.donts
    row.facts, row.image_alt = text.facts, text.image_alt
    return row


def _suggestion(known: dict[tuple[str, str, int], Suggestion], wanted: SuggestionData) -> Suggestion:
    row = known.get((wanted.locale, wanted.network, wanted.position))
    if row is None:
        row = Suggestion(locale=wanted.locale, network=wanted.network, position=wanted.position)
    row.body, row.subject = wanted.body, wanted.subject
    return row
