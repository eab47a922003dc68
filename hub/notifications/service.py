"""Who is told what by e-mail. Jobs carry ids only; who gets the mail is found here, and written nowhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from sqlalchemy.orm import Session

from hub.accounts import queries as accounts
from hub.accounts import service as accounts_service
from hub.accounts.rules import LINK_LIFETIME, Role
from hub.core.config import Settings
from hub.core.errors import NotFound
from hub.kits import queries as kits
from hub.notifications import mail

if TYPE_CHECKING:
    from hub.accounts.models import Person
    from hub.kits.models import Kit

SUBMITTED = "submitted"
PUBLISHED = "published"


class Context(Protocol):
    """What a worker's job hands in."""

    @property
    def session(self) -> Session: ...

    @property
    def settings(self) -> Settings: ...


def send_sign_in_link(ctx: Context, token_id: int) -> None:
    """Mail a sign-in link, or print it where no mail server is configured. Decoys and used ones are dropped.

    A token that is a notice tells an earlier address that it signs nobody in any more.

    Raises:
        MailUnavailable: the mail server is away; nothing was sent.
    """
    notice = accounts_service.outgoing_notice(ctx.session, token_id)
    if notice is not None:
        _tell_earlier_address(ctx, token_id, notice)
        return
    outgoing = accounts_service.outgoing_link(ctx.session, token_id, ctx.settings)
    if outgoing is None:
        return
    if not ctx.settings.smtp_url:
        _print_link(outgoing)
        return
    message = mail.compose(
        "sign_in",
        outgoing.address,
        outgoing.locale,
        link=outgoing.url,
        minutes=int(LINK_LIFETIME.total_seconds()) // 60,
        org_name=ctx.settings.org_name,
    )
    mail.send(ctx.settings, [message])


def notify_kit(ctx: Context, kit_id: int, event: str) -> None:
    """Tell approvers that a kit waits (`submitted`), or its author that it is live (`published`).

    Raises:
        MailUnavailable: the mail server is away; nothing was sent.
        ValueError: there is no such event.
    """
    if event not in (SUBMITTED, PUBLISHED):
        raise ValueError("unknown event")
    if not ctx.settings.smtp_url:
        return
    try:
        kit = kits.get_by_id(ctx.session, kit_id)
    except NotFound:
        return
    mails = [_kit_mail(ctx.settings, kit, event, person) for person in _recipients(ctx.session, kit, event)]
    mail.send(ctx.settings, mails)


def send_to_readers(
    ctx: Context,
    template: str,
    readers: Iterable[tuple[str, str | None]],
    values: Callable[[str], Mapping[str, object]],
) -> int:
    """Mail the same to many, each alone and in their language; how many the server took. `readers` are addresses with
    the language chosen, `values` what the template needs in one of the languages.

    Raises:
        MailUnavailable: the mail server is away; nothing was sent.
    """
    made: dict[str, mail.Mail] = {}
    mails = []
    for address, chosen in readers:
        locale = chosen or ctx.settings.locale
        if locale not in made:
            made[locale] = mail.compose(template, "", locale, org_name=ctx.settings.org_name, **values(locale))
        mails.append(replace(made[locale], to=address))
    return mail.send(ctx.settings, mails)


def _recipients(session: Session, kit: Kit, event: str) -> list[Person]:
    if event == SUBMITTED:
        found = [person for person in accounts.people_with_role(session, Role.APPROVER) if person.id != kit.author_id]
    else:
        author = accounts.find_active_person(session, kit.author_id) if kit.author_id is not None else None
        found = [author] if author is not None else []
    return [person for person in found if person.email]


def _kit_mail(settings: Settings, kit: Kit, event: str, person: Person) -> mail.Mail:
    place = "desk/kits" if event == SUBMITTED else "kits"
    return mail.compose(
        f"kit_{event}",
        person.email or "",
        person.locale or settings.locale,
        name=person.name,
        title=kit.text(person.locale or settings.locale).title,
        link=f"{settings.base_url}/{place}/{kit.slug}",
        org_name=settings.org_name,
    )


def _tell_earlier_address(ctx: Context, token_id: int, notice: accounts_service.OutgoingNotice) -> None:
    if ctx.settings.smtp_url:
        message = mail.compose(
            "address_changed",
            notice.address,
            notice.locale or ctx.settings.locale,
            name=notice.name,
            org_name=ctx.settings.org_name,
        )
        mail.send(ctx.settings, [message])
    accounts_service.forget_notice(ctx.session, token_id)


def _print_link(outgoing: accounts_service.OutgoingLink) -> None:
    line = "─" * 72
    text = f"\n{line}\n  {outgoing.address}\n  {outgoing.url}\n{line}\n"
    print(text, flush=True)
