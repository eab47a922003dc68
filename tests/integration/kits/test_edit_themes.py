"""Themes are added, renamed and taken out of use at the desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.ambassadors import queries
from hub.ambassadors.models import Theme
from hub.core.audit import AuditEntry
from hub.kits.workflow import KitState
from tests.factories.accounts import make_persona, post
from tests.factories.ambassadors import make_theme
from tests.factories.kits import make_kit

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def editor(sign_in: SignIn) -> FlaskClient:
    return sign_in("editor")


def theme(session: Session, slug: str) -> Theme:
    session.expire_all()
    return session.scalars(select(Theme).where(Theme.slug == slug)).one()


def offered(browser: FlaskClient, path: str, name: str) -> bool:
    return f">{name}</option>" in browser.get(path).text


def test_an_editor_adds_a_theme_and_kits_can_have_it(editor: FlaskClient, session: Session) -> None:
    answer = post(editor, "/desk/themes", {"name_da": "  Børn  og unge ", "name_en": "Children"})
    assert answer.status_code == 303
    made = theme(session, "boern-og-unge")
    assert (made.name_da, made.name_en) == ("Børn og unge", "Children")
    assert offered(editor, "/desk/kits/new", "Børn og unge")


def test_a_second_click_adds_no_second_theme(editor: FlaskClient, session: Session) -> None:
    for _ in range(2):
        assert post(editor, "/desk/themes", {"name_da": "Klima"}).status_code == 303
    assert len(session.scalars(select(Theme)).all()) == 1


def test_two_themes_cannot_have_one_name(editor: FlaskClient, session: Session) -> None:
    make_theme(session, "klima", "Klima", "Climate")
    other = make_theme(session, "natur", "Natur")
    session.commit()
    for path in ("/desk/themes", f"/desk/themes/{other.id}"):
        answer = post(editor, path, {"name_da": "Klima", "name_en": "The weather"})
        assert answer.status_code == 422
        assert "allerede et emne" in answer.text
        assert "The weather" in answer.text, "what was typed is kept"


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\x07b"])
def test_a_name_that_cannot_be_used_is_refused_beside_its_field(
    editor: FlaskClient, session: Session, name: str
) -> None:
    answer = post(editor, "/desk/themes", {"name_da": name, "name_en": "Kept"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert 'value="Kept"' in answer.text
    assert session.scalars(select(Theme)).all() == []


def test_a_renamed_theme_stays_the_same_theme(editor: FlaskClient, session: Session) -> None:
    found = make_theme(session)
    kit = make_kit(session, theme=found)
    session.commit()
    assert post(editor, f"/desk/themes/{found.id}", {"name_da": "Bliv kollega", "name_en": ""}).status_code == 303
    session.expire_all()
    assert (kit.theme.slug, kit.theme.name_da) == ("job-hos-os", "Bliv kollega")


def test_a_retired_theme_is_offered_no_more_but_its_kits_keep_it(editor: FlaskClient, session: Session) -> None:
    old, _other = make_theme(session, "gammelt", "Gammelt"), make_theme(session, "nyt", "Nyt")
    kit = make_kit(session, theme=old, state=KitState.DRAFT)
    session.commit()
    assert post(editor, f"/desk/themes/{old.id}/retire").status_code == 303
    assert not offered(editor, "/desk/kits/new", "Gammelt")
    assert offered(editor, f"/desk/kits/{kit.slug}/edit", "Gammelt"), "else saving would lose it"
    assert [found.slug for found in queries.themes(session)] == ["nyt"]
    assert "Gammelt" not in editor.get("/join").text
    assert post(editor, f"/desk/themes/{old.id}/reopen").status_code == 303
    assert offered(editor, "/desk/kits/new", "Gammelt")


def test_the_last_theme_cannot_be_retired(editor: FlaskClient, session: Session) -> None:
    found = make_theme(session)
    session.commit()
    answer = post(editor, f"/desk/themes/{found.id}/retire")
    assert answer.status_code == 409
    assert "sidste emne" in answer.text
    assert not theme(session, "job-hos-os").retired


def test_only_editors_and_approvers_change_themes(sign_in: SignIn, session: Session) -> None:
    found = make_theme(session)
    make_persona(session, "contributor")
    session.commit()
    browser = sign_in("contributor")
    assert browser.get("/desk/themes").status_code == 403
    assert "/desk/themes" not in browser.get("/desk").text
    for path in ("/desk/themes", f"/desk/themes/{found.id}", f"/desk/themes/{found.id}/retire"):
        assert post(browser, path, {"name_da": "Mit eget"}).status_code == 403
    assert sign_in("approver").get("/desk/themes").status_code == 200


def test_every_change_of_themes_is_in_the_trail(editor: FlaskClient, session: Session) -> None:
    make_theme(session, "andet", "Andet")
    session.commit()
    post(editor, "/desk/themes", {"name_da": "Klima"})
    made = theme(session, "klima")
    for _ in range(2):
        post(editor, f"/desk/themes/{made.id}", {"name_da": "Klima og natur"})
        post(editor, f"/desk/themes/{made.id}/retire")
    post(editor, f"/desk/themes/{made.id}/reopen")
    assert [entry.action for entry in session.scalars(select(AuditEntry).order_by(AuditEntry.id))] == [
        "theme.created", "theme.renamed", "theme.retired", "theme.reopened",
    ]  # fmt: skip
