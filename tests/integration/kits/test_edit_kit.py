"""Editing: two people at once, and a kit that is already live."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.accounts.rules import Role
from hub.core import events
from hub.kits.events import KitPublished
from hub.kits.models import Kit
from hub.kits.workflow import KitState
from tests.factories.accounts import make_person, make_persona, post
from tests.factories.kits import make_kit

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def heard() -> Iterator[list[KitPublished]]:
    found: list[KitPublished] = []

    def listener(_session: Session, event: KitPublished) -> None:
        found.append(event)

    events.subscribe(KitPublished, listener)
    yield found
    events.unsubscribe(KitPublished, listener)


def opened(browser: FlaskClient, kit: Kit) -> dict[str, Any]:
    """The fields of the edit form as the browser would send them back."""
    page = browser.get(f"/desk/kits/{kit.slug}/edit").text
    form = page.split('id="kit-form"')[1].split("</form>")[0]
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        unchecked = 'type="checkbox"' in tag and " checked" not in tag
        if name and 'type="file"' not in tag and not unchecked:
            fields[name[1]] = html.unescape(value[1]) if value else ""
    for name, value in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        fields[name] = html.unescape(value).lstrip("\r\n")
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"|<option value="([^"]*)" selected', options)
        fields[name] = (chosen[1] or chosen[2] or "") if chosen else ""
    return fields


def test_an_unchanged_form_changes_nothing_but_the_version(sign_in: SignIn, session: Session) -> None:
    kit = make_kit(session, "Frost", state=KitState.DRAFT, title_en="Frost")
    session.commit()
    browser = sign_in("editor")
    form = opened(browser, kit)
    assert post(browser, f"/desk/kits/{kit.slug}/edit", form).status_code == 303
    again = opened(browser, kit)
    assert again.pop("version") != form.pop("version")
    assert again | {"csrf_token": ""} == form | {"csrf_token": ""}


def test_a_changed_text_alone_counts_as_a_change(sign_in: SignIn, session: Session) -> None:
    kit = make_kit(session, state=KitState.DRAFT)
    session.commit()
    before = kit.version
    browser = sign_in("editor")
    post(browser, f"/desk/kits/{kit.slug}/edit", {**opened(browser, kit), "why_da": "En ny grund."})
    session.expire_all()
    assert kit.version > before
    assert kit.text("da").why == "En ny grund."
    assert kit.slug == "en-dag-med-vejfolkene"


def test_a_stale_form_shows_what_the_other_changed_and_keeps_everything_typed(
    sign_in: SignIn, session: Session
) -> None:
    kit = make_kit(session, state=KitState.DRAFT)
    session.commit()
    slow, fast = sign_in("editor"), sign_in("approver")
    mine = {**opened(slow, kit), "why_da": "Min grund.", "dos_da": "Mit råd"}
    theirs = {**opened(fast, kit), "why_da": "Deres grund.", "contact": "Borgerservice"}
    post(fast, f"/desk/kits/{kit.slug}/edit", theirs)

    answer = post(slow, f"/desk/kits/{kit.slug}/edit", mine)
    assert answer.status_code == 409
    notice = answer.text.split('id="stale-title"')[1].split("</dl>")[0]
    assert "Deres grund." in notice
    assert "Borgerservice" in notice
    assert "Fortæl" not in notice, "what only I changed is no news to me"
    assert "Min grund." in answer.text
    assert "Mit råd" in answer.text
    session.expire_all()
    assert kit.text("da").why == "Deres grund."

    version = re.search(r'name="version"[^>]*value="(\d+)"', answer.text)
    assert version is not None
    assert post(slow, f"/desk/kits/{kit.slug}/edit", {**mine, "version": version[1]}).status_code == 303
    session.expire_all()
    assert kit.text("da").why == "Min grund."


def test_removing_english_removes_its_row(sign_in: SignIn, session: Session) -> None:
    kit = make_kit(session, state=KitState.DRAFT, title_en="Frost")
    session.commit()
    browser = sign_in("editor")
    form = {name: "" if name.endswith("_en") else value for name, value in opened(browser, kit).items()}
    assert post(browser, f"/desk/kits/{kit.slug}/edit", form).status_code == 303
    session.expire_all()
    assert [text.locale for text in kit.texts] == ["da"]


def test_a_live_kit_is_edited_by_an_approver_and_its_links_are_told(
    sign_in: SignIn, session: Session, heard: list[KitPublished]
) -> None:
    kit = make_kit(session, author=make_persona(session, "contributor"))
    session.commit()
    assert sign_in("editor").get(f"/desk/kits/{kit.slug}/edit").status_code == 403
    browser = sign_in("approver")
    form = opened(browser, kit)
    post(browser, f"/desk/kits/{kit.slug}/edit", {**form, "why_da": "Ny grund."})
    assert heard == []
    form = opened(browser, kit)
    post(browser, f"/desk/kits/{kit.slug}/edit", {**form, "target_url": "https://www.fjordby.example/ny"})
    assert heard == [KitPublished(kit.id)]


def test_a_live_kit_cannot_lose_what_it_must_have(sign_in: SignIn, session: Session) -> None:
    kit = make_kit(session)
    session.commit()
    browser = sign_in("approver")
    answer = post(browser, f"/desk/kits/{kit.slug}/edit", {**opened(browser, kit), "image_alt_da": ""})
    assert answer.status_code == 422
    assert 'id="image_alt_da-error"' in answer.text
    session.expire_all()
    assert kit.text("da").image_alt


@pytest.mark.parametrize("state", [KitState.ENDED, KitState.WITHDRAWN])
def test_a_kit_that_is_over_is_not_edited(sign_in: SignIn, session: Session, state: KitState) -> None:
    kit = make_kit(session, state=state)
    session.commit()
    for persona in ("contributor", "editor", "approver"):
        assert sign_in(persona).get(f"/desk/kits/{kit.slug}/edit").status_code == 403


def test_an_approver_does_not_edit_their_own_live_kit_when_another_can(sign_in: SignIn, session: Session) -> None:
    kit = make_kit(session, author=make_persona(session, "approver"))
    session.commit()
    browser = sign_in("approver")
    assert browser.get(f"/desk/kits/{kit.slug}/edit").status_code == 200
    fields = opened(browser, kit)
    make_person(session, email="anden@fjordby.example", roles=[Role.APPROVER])
    session.commit()
    assert post(browser, f"/desk/kits/{kit.slug}/edit", {**fields, "title_da": "Alene"}).status_code == 403
    page = browser.get(f"/desk/kits/{kit.slug}").text
    assert "En anden godkender skal rette den" in page
    assert f"/desk/kits/{kit.slug}/edit" not in page
    session.expire_all()
    assert kit.text("da").title != "Alene"
