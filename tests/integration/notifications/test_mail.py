from __future__ import annotations

import datetime as dt
import smtplib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.accounts import service as accounts
from hub.accounts.models import AllowedDomain, SignInToken
from hub.core.config import Settings
from hub.notifications import mail, service
from tests import servers
from tests.factories.accounts import make_person, make_persona
from tests.servers import MailServer

ADDRESS = "anna.dahl@fjordby.example"
# A link holds the second in which it ends.
MORNING = dt.datetime(2026, 11, 18, 9, 0, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Context:
    session: Session
    settings: Settings


@pytest.fixture(scope="module")
def mail_server() -> Iterator[MailServer]:
    """A real SMTP server, started once."""
    with servers.smtp() as server:
        yield server


@pytest.fixture
def mailbox(mail_server: MailServer) -> Iterator[MailServer]:
    """The server, with nothing received yet."""
    yield mail_server
    mail_server.forget()


@pytest.fixture
def ctx(session: Session, settings: Settings, mailbox: MailServer) -> Context:
    return Context(session, replace(settings, smtp_url=mailbox.url))  # type: ignore[attr-defined]


def token_for(session: Session, address: str) -> SignInToken:
    accounts.request_link(session, address)
    session.commit()
    return session.scalars(select(SignInToken).order_by(SignInToken.id.desc())).first()  # type: ignore[return-value]


@time_machine.travel(MORNING, tick=False)
@pytest.mark.parametrize(("locale", "subject"), [("da", "Log ind på Delfrit"), ("en", "Sign in to Delfrit")])
def test_a_link_arrives_in_the_recipients_language(
    ctx: Context, mailbox: MailServer, locale: str, subject: str
) -> None:
    make_person(ctx.session, email=ADDRESS, locale=locale)
    token = token_for(ctx.session, ADDRESS)
    service.send_sign_in_link(ctx, token.id)
    ((to, message),) = mailbox.received
    assert (to, message["To"], message["Subject"]) == (ADDRESS, ADDRESS, subject)
    link = ctx.settings.base_url + accounts.link_path(token, ctx.settings.secret_key)
    for kind in ("plain", "html"):
        part = message.get_body((kind,))
        assert part is not None
        assert link in part.get_content()


def test_a_mail_carries_nothing_that_tracks(ctx: Context, mailbox: MailServer) -> None:
    make_person(ctx.session, email=ADDRESS)
    service.send_sign_in_link(ctx, token_for(ctx.session, ADDRESS).id)
    html = mailbox.received[0][1].get_body(("html",))
    assert html is not None
    assert "<img" not in html.get_content()
    assert html.get_content().count("http") == 1


def test_a_newcomer_at_an_allowed_domain_gets_a_link(ctx: Context, mailbox: MailServer) -> None:
    ctx.session.add(AllowedDomain(domain="fjordby.example"))
    service.send_sign_in_link(ctx, token_for(ctx.session, "new@fjordby.example").id)
    assert [to for to, _message in mailbox.received] == ["new@fjordby.example"]


def test_a_decoy_is_deleted_and_sends_nothing(ctx: Context, mailbox: MailServer) -> None:
    service.send_sign_in_link(ctx, token_for(ctx.session, "nobody@elsewhere.example").id)
    ctx.session.commit()
    assert mailbox.received == []
    assert ctx.session.scalars(select(SignInToken)).all() == []


def test_an_earlier_address_is_told_once_and_is_then_forgotten(ctx: Context, mailbox: MailServer) -> None:
    person, admin = make_person(ctx.session, email=ADDRESS), make_persona(ctx.session, "admin")
    link = accounts.link_path(token_for(ctx.session, ADDRESS), ctx.settings.secret_key)
    accounts.edit(ctx.session, admin, person, person.name, "it@fjordby.example", None)
    ctx.session.commit()
    (notice,) = ctx.session.scalars(select(SignInToken)).all()
    for path in (link, accounts.link_path(notice, ctx.settings.secret_key)):
        assert accounts.read_link(ctx.session, path.removeprefix("/sign-in/"), ctx.settings.secret_key) is None
    for _ in range(2):
        service.send_sign_in_link(ctx, notice.id)
        ctx.session.commit()
    ((to, message),) = mailbox.received
    assert (to, message["Subject"]) == (ADDRESS, "Din e-mailadresse i Delfrit er ændret")
    body = message.get_body(("plain",))
    assert body is not None
    assert "it@fjordby.example" not in body.get_content()
    assert ctx.session.scalars(select(SignInToken)).all() == []


def test_a_notice_waits_for_a_mail_server_that_is_away(
    session: Session, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object) -> int:
        raise mail.MailUnavailable

    person, admin = make_person(session, email=ADDRESS), make_persona(session, "admin")
    accounts.edit(session, admin, person, person.name, "", None)
    session.commit()
    (notice,) = session.scalars(select(SignInToken)).all()
    monkeypatch.setattr(mail, "send", away)
    with pytest.raises(mail.MailUnavailable):
        service.send_sign_in_link(Context(session, replace(settings, smtp_url="smtp://127.0.0.1:1")), notice.id)
    assert session.scalars(select(SignInToken.email)).all() == [ADDRESS]


def test_a_used_up_token_sends_nothing(ctx: Context, mailbox: MailServer) -> None:
    service.send_sign_in_link(ctx, 4711)
    assert mailbox.received == []


@time_machine.travel(MORNING, tick=False)
def test_without_a_mail_server_the_link_is_printed(
    session: Session, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    make_person(session, email=ADDRESS)
    token = token_for(session, ADDRESS)
    service.send_sign_in_link(Context(session, settings), token.id)
    assert settings.base_url + accounts.link_path(token, settings.secret_key) in capsys.readouterr().out


def test_a_server_that_is_away_fails_without_naming_anybody(
    session: Session, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    away = replace(settings, smtp_url=f"smtp://127.0.0.1:{servers.free_port()}")
    with pytest.raises(mail.MailUnavailable) as failure:
        mail.send(away, [mail.Mail(ADDRESS, "s", "t", "h")], waits=(0, 0))
    told = f"{failure.value!r} {failure.value.__cause__!r} {failure.value.__context__!r} {caplog.text}"
    assert ADDRESS not in told


def test_one_full_mailbox_does_not_keep_the_mail_from_the_others(
    ctx: Context, mailbox: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    mails = [mail.Mail(f"{name}@fjordby.example", "s", "t", "h") for name in ("full", "anna", "ole")]
    assert mail.send(ctx.settings, mails, waits=(0, 0)) == 2
    assert [to for to, _message in mailbox.received] == ["anna@fjordby.example", "ole@fjordby.example"]
    assert "fjordby" not in caplog.text
    assert "refused" in caplog.text


def test_a_server_that_hangs_up_after_every_second_mail_still_gets_them_all(
    ctx: Context, mailbox: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = smtplib.SMTP.send_message
    taken: Counter[smtplib.SMTP] = Counter()

    def impatient(connection: smtplib.SMTP, *given: Any) -> Any:
        if taken[connection] == 2:
            raise smtplib.SMTPServerDisconnected
        taken[connection] += 1
        return send(connection, *given)

    monkeypatch.setattr(smtplib.SMTP, "send_message", impatient)
    everybody = [f"nr{number}@fjordby.example" for number in range(9)]
    assert mail.send(ctx.settings, [mail.Mail(to, "s", "t", "h") for to in everybody], waits=(0, 0)) == 9
    assert [to for to, _message in mailbox.received] == everybody
    assert len(taken) > 4


def test_a_line_break_in_a_title_makes_no_header(ctx: Context, mailbox: MailServer) -> None:
    message = mail.compose(
        "kit_submitted",
        ADDRESS,
        "da",
        name="A",
        title="Hej\r\nBcc: all@fjordby.example",
        link="x",
        org_name="F",
    )
    mail.send(ctx.settings, [message])
    ((_to, received),) = mailbox.received
    assert received["Bcc"] is None
    assert "Bcc: all@fjordby.example" in received["Subject"]


def test_a_hostile_title_is_only_text_in_html(settings: Settings) -> None:
    message = mail.compose(
        "kit_published",
        ADDRESS,
        "en",
        name="<b>",
        title="<script>x</script>",
        link="https://x.example",
        org_name="&",
    )
    assert "<script>" not in message.html
    assert "<script>x</script>" in message.text


def test_nobody_to_mail_needs_no_server(settings: Settings) -> None:
    assert mail.send(replace(settings, smtp_url=f"smtp://127.0.0.1:{servers.free_port()}"), []) == 0


def test_a_password_does_not_cross_the_network_in_clear_text(
    ctx: Context, mailbox: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "LOOPBACK", ())
    url = ctx.settings.smtp_url.replace("smtp://", "smtp://user:geheim@")
    with pytest.raises(mail.MailUnavailable):
        mail.send(replace(ctx.settings, smtp_url=url), [mail.Mail(ADDRESS, "s", "t", "h")], waits=(0,))
    assert mailbox.received == []
