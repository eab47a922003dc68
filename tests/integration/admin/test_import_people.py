from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.accounts.models import Unit
from hub.accounts.rules import Role
from tests.factories.accounts import make_person, make_persona, make_unit, post
from tests.integration.admin.conftest import people, trail, upload

LIST = "navn;e-mail;enhed;roller\nAnna Dahl;anna@fjordby.example;Vej og Park;redaktør hr\nOle Riis;;Roads and Parks;\n"


def test_a_list_is_tried_first_and_changes_nothing(admin: FlaskClient, session: Session) -> None:
    make_unit(session, name_en="Roads and Parks")
    session.commit()
    status, page = upload(admin, LIST)
    assert status == 200
    assert 'name="confirm" value="1"' in page
    assert set(people(session)) == {"Peter Vang"}


def test_a_confirmed_list_is_imported_and_a_second_time_changes_nothing(admin: FlaskClient, session: Session) -> None:
    unit = make_unit(session, name_en="Roads and Parks")
    session.commit()
    for _ in range(2):
        assert upload(admin, LIST, confirm="1")[0] == 303
        found = people(session)
        assert set(found) == {"Peter Vang", "Anna Dahl", "Ole Riis"}
        assert found["Anna Dahl"].roles == {Role.EDITOR, Role.HR}
        assert (found["Ole Riis"].email, found["Ole Riis"].unit_id) == (None, unit.id)


def test_the_trial_carries_the_list_to_the_real_import(admin: FlaskClient, session: Session) -> None:
    make_unit(session, name_en="Roads and Parks")
    session.commit()
    text = re.search(r'name="text" value="([^"]*)"', upload(admin, LIST)[1])
    assert text is not None
    assert post(admin, "/admin/people/import", {"text": text[1], "confirm": "1"}).status_code == 303
    assert "Ole Riis" in people(session)


def test_one_bad_line_stops_the_whole_list_and_every_bad_line_is_named(admin: FlaskClient, session: Session) -> None:
    make_unit(session)
    make_person(session, "Anna Before", "anna@fjordby.example")
    session.commit()
    status, page = upload(
        admin,
        "name,email,unit,roles\n"
        "Anna After,anna@fjordby.example,,\n"
        "Good Person,good@fjordby.example,,\n"
        ",no.name@fjordby.example,,\n"
        "Bad Address,bad address,,\n"
        "\n"
        "No Unit,u@fjordby.example,Nowhere,\n"
        "No Role,r@fjordby.example,,owner\n"
        "Good Again,good@fjordby.example,,\n",
        confirm="1",
    )
    assert status == 400
    for line in (4, 5, 7, 8, 9):
        assert re.search(rf"(Linje|Line) {line}:", page), line
    assert not re.search(r"(Linje|Line) [236]:", page)
    assert set(people(session)) == {"Peter Vang", "Anna Before"}


def test_an_import_cannot_take_the_last_administrators_role(admin: FlaskClient, session: Session) -> None:
    me = make_persona(session, "admin")
    status, _page = upload(admin, f"name;email;roles\n{me.name};{me.email};editor\n", confirm="1")
    assert status == 400
    assert people(session)[me.name].roles == {Role.ADMIN}


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\0\0", b"just;some;words\n1;2;3\n"])
def test_a_file_that_is_no_list_is_told_beside_the_field(admin: FlaskClient, content: bytes) -> None:
    status, page = upload(admin, content, confirm="1")
    assert status == 400
    assert 'id="file-error"' in page


def test_units_in_lists_may_be_named_in_either_language_but_not_ambiguously(
    admin: FlaskClient, session: Session
) -> None:
    top = make_unit(session, "Kommunen")
    make_unit(session, "Administration", parent=top)
    make_unit(session, "Administration", parent=top)
    session.commit()
    assert upload(admin, "name;unit\nOle;Administration\n", confirm="1")[0] == 400
    assert session.scalar(select(func.count(Unit.id))) == 3


def test_roles_given_by_a_list_are_in_the_trail(admin: FlaskClient, session: Session) -> None:
    upload(admin, "navn;e-mail;roller\nBo;bo@fjordby.example;administrator\nIda;ida@fjordby.example;\n", confirm="1")
    assert trail(session) == {("person.roles_changed", "person", people(session)["Bo"].id)}
