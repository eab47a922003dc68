from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace

import pytest
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.accounts.rules import Role
from hub.core.config import Settings
from hub.core.errors import NotFound
from hub.notifications import mail, service
from tests.factories.accounts import make_person


@dataclass(frozen=True)
class Context:
    session: Session
    settings: Settings


@pytest.fixture
def ctx(session: Session, settings: Settings) -> Context:
    return Context(session, replace(settings, smtp_url="smtp://mail.invalid"))


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[mail.Mail]:
    box: list[mail.Mail] = []

    def keep(_settings: Settings, mails: Sequence[mail.Mail]) -> int:
        box.extend(mails)
        return len(mails)

    monkeypatch.setattr(mail, "send", keep)
    return box


@pytest.fixture
def author(session: Session) -> Person:
    return make_person(session, "Author", "author@fjordby.example", roles=[Role.EDITOR, Role.APPROVER])


@pytest.fixture
def _kit(author: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = SimpleNamespace(
        id=7,
        slug="vinterferie",
        author_id=author.id,
        text=lambda locale: SimpleNamespace(title=f"Vinter ({locale})"),
    )
    monkeypatch.setattr(service.kits, "get_kit", lambda _session, kit_id: kit if kit_id == 7 else _none())


def _none() -> None:
    raise NotFound()


@pytest.mark.usefixtures("_kit")
def test_approvers_but_not_the_author_hear_that_a_kit_waits(ctx: Context, sent: list[mail.Mail]) -> None:
    make_person(ctx.session, "One", "one@fjordby.example", roles=[Role.APPROVER])
    make_person(ctx.session, "Two", "two@fjordby.example", roles=[Role.APPROVER], locale="en")
    make_person(ctx.session, "Gone", "gone@fjordby.example", roles=[Role.APPROVER], active=False)
    make_person(ctx.session, "Paper", None, roles=[Role.APPROVER])
    make_person(ctx.session, "Editor", "editor@fjordby.example", roles=[Role.EDITOR])
    service.notify_kit(ctx, 7, "submitted")
    assert [message.to for message in sent] == ["one@fjordby.example", "two@fjordby.example"]
    assert "Vinter (da)" in sent[0].subject
    assert "Vinter (en)" in sent[1].subject
    assert "http://localhost/desk/kits/vinterferie" in sent[0].text


@pytest.mark.usefixtures("_kit")
def test_the_author_hears_that_the_kit_is_live(ctx: Context, sent: list[mail.Mail]) -> None:
    service.notify_kit(ctx, 7, "published")
    (message,) = sent
    assert message.to == "author@fjordby.example"
    assert "http://localhost/kits/vinterferie" in message.text


@pytest.mark.usefixtures("_kit")
def test_an_author_who_left_hears_nothing(ctx: Context, sent: list[mail.Mail], author: Person) -> None:
    author.active = False
    ctx.session.flush()
    service.notify_kit(ctx, 7, "published")
    assert sent == []


@pytest.mark.usefixtures("_kit")
def test_a_kit_that_is_gone_and_an_unknown_event_send_nothing(ctx: Context, sent: list[mail.Mail]) -> None:
    service.notify_kit(ctx, 8, "submitted")
    with pytest.raises(ValueError, match="unknown event"):
        service.notify_kit(ctx, 7, "shared")
    assert sent == []
