"""Seeing, taking and deleting everything about me."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from hub.accounts.models import Person, RoleGrant
from hub.ambassadors import about_me
from hub.core import audit
from hub.core.audit import AuditEntry
from hub.core.db import Base
from hub.kits.models import Kit, KitText
from tests.factories.accounts import PERSONAS, make_person, make_persona, make_unit, post
from tests.factories.ambassadors import make_ambassador
from tests.factories.pilots import add_member, make_pilot
from tests.integration.ambassadors.conftest import Rows

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def kit(session: Session) -> Kit:
    """A live kit, written by the editor and approved by the approver."""
    editor, approver = make_persona(session, "editor"), make_persona(session, "approver")
    made = Kit(
        slug="fjordens-dag", state="live", category="topical", theme_id=1, target_url="https://fjordby.example/",
        author_id=editor.id, approver_id=approver.id,
        texts=[KitText(locale="da", title="Fjordens dag"), KitText(locale="en", title="The day of the fjord")],
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(session, editor.id, "publish", "kit", made.id)
    session.commit()
    return made


def test_the_file_holds_my_rows_and_no_kit_for_sharing(sign_in: SignIn, session: Session, kit: Kit) -> None:
    person = make_persona(session, "employee", unit=make_unit(session))
    make_ambassador(session, person, theme_ids=[1], networks=["linkedin"])
    session.commit()
    answer = sign_in("employee").get("/me/data.json")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    data = answer.json
    assert data is not None
    assert set(data) == {"person", "ambassador", "followed_theme", "used_network"}
    assert data["person"][0]["name"] == person.name
    assert data["person"][0]["unit_id"] == "Vej og Park"
    assert data["ambassador"][0]["policy_version_id"] == "1"
    assert [row["theme_id"] for row in data["followed_theme"]] == ["Job hos os"]
    assert "fjordens-dag" not in answer.text
    assert "Fjordens dag" not in answer.text


def test_the_file_does_not_say_how_many_have_joined_before_me(sign_in: SignIn, session: Session) -> None:
    pilot = make_pilot(session)

    def join(person: Person) -> None:
        add_member(session, pilot, person)
        make_ambassador(session, person, theme_ids=[1], networks=["linkedin"])

    join(make_persona(session, "employee2"))
    for number in range(7):
        join(make_person(session, f"Kollega {number}", f"k{number}@fjordby.example"))
    join(make_persona(session, "employee"))
    session.commit()
    files = [sign_in(persona).get("/me/data.json").json or {} for persona in ("employee2", "employee")]
    for data in files:
        own = {data.pop("person")[0]["id"]}
        assert {row.pop("person_id") for rows in data.values() for row in rows} == own
    assert set(files[0]) == {"ambassador", "followed_theme", "used_network", "pilot_member"}
    assert files[0] == files[1]


def test_staff_see_what_they_wrote_by_title_and_how_often_they_acted(sign_in: SignIn, kit: Kit) -> None:
    data = sign_in("editor").get("/me/data.json").json
    assert data is not None
    assert [row["title"] for row in data["kit.author_id"]] == ["Fjordens dag"]
    assert data["audit_entry"] == 1
    page = sign_in("approver").get("/me").text
    assert "Delepakker, du har godkendt" in page
    assert "Fjordens dag" in page


def test_a_sign_in_token_is_told_but_not_shown(sign_in: SignIn, session: Session) -> None:
    from hub.accounts.models import SignInToken
    from hub.core import clock

    person = make_persona(session, "employee")
    session.add(SignInToken(person_id=person.id, kind="code", nonce="a-very-secret-nonce", expires_at=clock.now()))
    session.commit()
    answer = sign_in("employee").get("/me/data.json")
    assert answer.json is not None
    assert answer.json["sign_in_token"] == 1
    assert "a-very-secret-nonce" not in answer.text


def test_i_see_that_administrators_changed_my_account(sign_in: SignIn, session: Session) -> None:
    person = make_persona(session, "employee")
    audit.record(session, None, "person.roles_changed", "person", person.id)
    audit.record(session, None, "kit.created", "kit", person.id)
    session.commit()
    data = sign_in("employee").get("/me/data.json").json
    assert data is not None
    assert data["audit_entry.subject_id"] == 1


def test_every_table_that_names_a_person_is_among_the_sections(session: Session) -> None:
    """Found again here without the code under test: foreign keys to a person, whatever they are called."""
    named = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        for key in column.foreign_keys
        if key.target_fullname in ("person.id", "ambassador.person_id")
    }
    assert {f"{table.name}.{column.name}" for table, column in about_me._columns_about_people()} == named
    assert {"role_grant.person_id", "pilot_member.person_id", "kit.author_id", "pilot.coordinator_id"} <= named


def test_my_data_shows_nobody_elses(sign_in: SignIn, session: Session) -> None:
    make_ambassador(session, make_persona(session, "employee2"), networks=["x"])
    session.commit()
    data = sign_in("employee").get("/me/data.json").json
    assert data is not None
    assert set(data) == {"person"}


def test_deleting_the_account_takes_all_rows_and_leaves_the_work_without_a_name(
    sign_in: SignIn, sessions: sessionmaker[Session], session: Session, rows: Rows, kit: Kit
) -> None:
    editor = make_persona(session, "editor")
    make_ambassador(session, editor, theme_ids=[1], networks=["x"])
    session.commit()
    browser = sign_in("editor")
    answer = post(browser, "/me/delete", {"sure": "y"})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert rows() == (0, 0, 0, 0)
    with sessions() as active:
        assert active.get(Person, editor.id) is None
        assert active.scalars(select(RoleGrant).where(RoleGrant.person_id == editor.id)).all() == []
        left = active.get(Kit, kit.id)
        assert left is not None
        assert left.author_id is None
        assert left.approver_id is not None
        assert active.scalars(select(AuditEntry.actor_id)).all() == [None]
    assert browser.get("/me").status_code == 303


def test_deleting_without_the_tick_deletes_nothing(
    sign_in: SignIn, sessions: sessionmaker[Session], session: Session
) -> None:
    person_id = make_persona(session, "employee").id
    session.commit()
    answer = post(sign_in("employee"), "/me/delete")
    assert answer.status_code == 422
    assert "Sæt kryds for at bekræfte" in answer.text
    with sessions() as active:
        assert active.get(Person, person_id) is not None


def test_the_only_administrator_cannot_vanish(sign_in: SignIn, sessions: sessionmaker[Session]) -> None:
    answer = post(sign_in("admin"), "/me/delete", {"sure": "y"})
    assert answer.status_code == 409
    assert "den eneste administrator" in answer.text
    with sessions() as active:
        assert active.scalar(select(Person).where(Person.email == PERSONAS["admin"].email)) is not None


def test_the_history_has_every_part_that_its_script_looks_for(sign_in: SignIn) -> None:
    page = sign_in("employee").get("/me").text
    for part in ("on", "off", "erase", "empty", "list", "status"):
        assert f"data-history-{part}" in page
    assert "data-account-key=" in page
    assert re.search(r'data-account-key="d[0-9a-f]{12}"', page)
