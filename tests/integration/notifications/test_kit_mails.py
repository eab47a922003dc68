from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.accounts.rules import Role
from hub.ambassadors.models import Theme
from hub.core.config import Settings
from hub.kits.models import Kit, KitText
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
def kit_id(session: Session, author: Person) -> int:
    theme = Theme(slug="natur", name_da="Natur")
    session.add(theme)
    session.flush()
    kit = Kit(
        slug="vinterferie",
        state="in_review",
        category="information",
        theme_id=theme.id,
        target_url="https://fjordby.example/",
        author_id=author.id,
        texts=[KitText(locale="da", title="Vinterferie"), KitText(locale="en", title="Winter holidays")],
    )
    session.add(kit)
    session.commit()
    return kit.id


def test_approvers_but_not_the_author_hear_that_a_kit_waits(ctx: Context, sent: list[mail.Mail], kit_id: int) -> None:
    make_person(ctx.session, "One", "one@fjordby.example", roles=[Role.APPROVER])
    make_person(ctx.session, "Two", "two@fjordby.example", roles=[Role.APPROVER], locale="en")
    make_person(ctx.session, "Gone", "gone@fjordby.example", roles=[Role.APPROVER], active=False)
    make_person(ctx.session, "Paper", None, roles=[Role.APPROVER])
    make_person(ctx.session, "Editor", "editor@fjordby.example", roles=[Role.EDITOR])
    service.notify_kit(ctx, kit_id, "submitted")
    assert [message.to for message in sent] == ["one@fjordby.example", "two@fjordby.example"]
    assert "Vinterferie" in sent[0].subject
    assert "Winter holidays" in sent[1].subject
    assert "http://localhost/desk/kits/vinterferie" in sent[0].text


def test_the_author_hears_that_the_kit_is_live(ctx: Context, sent: list[mail.Mail], kit_id: int) -> None:
    service.notify_kit(ctx, kit_id, "published")
    (message,) = sent
    assert message.to == "author@fjordby.example"
    assert "http://localhost/kits/vinterferie" in message.text


def test_an_author_who_left_hears_nothing(ctx: Context, sent: list[mail.Mail], author: Person, kit_id: int) -> None:
    author.active = False
    ctx.session.flush()
    service.notify_kit(ctx, kit_id, "published")
    assert sent == []


def test_a_kit_that_is_gone_and_an_unknown_event_send_nothing(ctx: Context, sent: list[mail.Mail], kit_id: int) -> None:
    service.notify_kit(ctx, kit_id + 1, "submitted")
    with pytest.raises(ValueError, match="unknown event"):
        service.notify_kit(ctx, kit_id, "shared")
    assert sent == []
