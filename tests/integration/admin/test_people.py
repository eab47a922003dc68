from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.accounts.models import Person, SignInToken
from hub.accounts.queries import PAGE_SIZE
from hub.accounts.rules import Role
from hub.ambassadors.models import Ambassador
from hub.core import audit, clock
from hub.guidelines.models import PolicyVersion
from tests.factories.accounts import make_person, make_persona, make_unit, post, without_tokens
from tests.integration.admin.conftest import BrowserFor, people, trail


@pytest.mark.parametrize("persona", ["employee", "contributor", "editor", "approver", "hr", "pilot"])
@pytest.mark.parametrize("page", ["", "/people", "/people/new", "/people/codes", "/domains", "/units", "/settings"])
def test_only_administrators_come_in(sign_in: BrowserFor, persona: str, page: str) -> None:
    assert sign_in(persona).get(f"/admin{page}").status_code == 403


def test_a_visitor_is_sent_to_the_door_and_back(client: FlaskClient) -> None:
    answer = client.get("/admin/people")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/admin/people"


def test_an_administrator_invites_a_person_with_roles(admin: FlaskClient, session: Session) -> None:
    unit = make_unit(session)
    session.commit()
    answer = post(
        admin,
        "/admin/people/new",
        {
            "name": " Eva  Krag ",
            "email": "Eva.Krag@Fjordby.example",
            "unit_id": unit.id,
            "roles": ["editor", "hr"],
        },
    )
    assert answer.status_code == 303
    eva = people(session)["Eva Krag"]
    assert (eva.email, eva.unit_id, eva.roles) == (
        "eva.krag@fjordby.example",
        unit.id,
        {Role.EDITOR, Role.HR},
    )


def test_inviting_the_same_person_twice_changes_nothing(admin: FlaskClient, session: Session) -> None:
    for data in ({"name": "Eva", "email": "eva@fjordby.example"}, {"name": "Ole", "email": ""}):
        assert post(admin, "/admin/people/new", data).status_code == 303
        again = post(admin, "/admin/people/new", data)
        assert again.status_code == 400
        assert f'value="{data["name"]}"' in again.text
    assert session.scalar(select(func.count(Person.id))) == 3


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"name": "", "email": "a@fjordby.example"}, "name"),
        ({"name": "x" * 121, "email": ""}, "name"),
        ({"name": "Eva\u202e", "email": ""}, "name"),
        ({"name": "Eva", "email": "eva at fjordby"}, "email"),
        ({"name": "Eva", "email": "eva@fjordby.example\r\nBcc: x@evil.example"}, "email"),
        ({"name": "Eva", "email": "", "unit_id": "999"}, "unit_id"),
        ({"name": "Eva", "email": "", "roles": ["owner"]}, "roles"),
    ],
)
def test_what_cannot_be_used_is_told_beside_its_field(
    admin: FlaskClient, session: Session, data: dict[str, str], field: str
) -> None:
    answer = post(admin, "/admin/people/new", data)
    assert answer.status_code == 400
    assert f'id="{field}-error"' in answer.text
    assert session.scalar(select(func.count(Person.id))) == 1


def test_a_hostile_name_is_only_text(admin: FlaskClient, session: Session) -> None:
    post(admin, "/admin/people/new", {"name": "<script>alert(1)</script>", "email": ""})
    page = admin.get("/admin/people").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_an_administrator_corrects_a_person_and_their_roles(admin: FlaskClient, session: Session) -> None:
    person = make_person(session, roles=[Role.EDITOR, Role.HR])
    session.commit()
    data = {
        "name": "Anna Dahl Holm",
        "email": "anna@fjordby.example",
        "unit_id": "",
        "roles": ["hr", "pilot"],
    }
    assert post(admin, f"/admin/people/{person.id}", data).status_code == 303
    found = people(session)["Anna Dahl Holm"]
    assert (found.email, found.roles) == ("anna@fjordby.example", {Role.HR, Role.PILOT})


def test_the_last_administrator_cannot_give_the_role_away(admin: FlaskClient, session: Session) -> None:
    me = make_persona(session, "admin")
    address = f"/admin/people/{me.id}"
    data = {"name": "Another Name", "email": me.email, "roles": ["editor"]}
    answer = post(admin, address, data)
    assert answer.status_code == 400
    assert 'id="roles-error"' in answer.text
    assert [person.roles for person in people(session).values()] == [{Role.ADMIN}]
    assert "Another Name" not in people(session)
    for action in ("deactivate", "delete"):
        assert post(admin, f"{address}/{action}").status_code == 409
    assert session.scalars(select(Person.active)).all() == [True]


def test_with_a_second_administrator_the_first_may_step_down(admin: FlaskClient, session: Session) -> None:
    make_person(session, roles=[Role.ADMIN])
    me = make_persona(session, "admin")
    session.commit()
    assert post(admin, f"/admin/people/{me.id}", {"name": me.name, "email": me.email}).status_code == 303
    assert admin.get("/admin").status_code == 403


def test_a_deactivated_administrator_does_not_count_as_one(admin: FlaskClient, session: Session) -> None:
    make_person(session, roles=[Role.ADMIN], active=False)
    me = make_persona(session, "admin")
    session.commit()
    assert post(admin, f"/admin/people/{me.id}/delete").status_code == 409


def test_what_an_administrator_changes_about_an_account_is_in_the_trail(admin: FlaskClient, session: Session) -> None:
    person, unit = make_person(session), make_unit(session)
    session.commit()
    same = {"name": person.name, "email": person.email}
    post(admin, f"/admin/people/{person.id}", same)
    assert trail(session) == set()
    post(admin, f"/admin/people/{person.id}", {**same, "roles": ["hr"]})
    assert trail(session) == {("person.roles_changed", "person", person.id)}
    changed = {"name": person.name, "email": "other@fjordby.example", "unit_id": unit.id, "roles": ["hr"]}
    post(admin, f"/admin/people/{person.id}", changed)
    assert {action for action, _, _ in trail(session)} == {
        "person.roles_changed",
        "person.address_changed",
        "person.moved",
    }


def test_roles_given_by_invitation_are_in_the_trail(admin: FlaskClient, session: Session) -> None:
    post(admin, "/admin/people/new", {"name": "Eva", "email": "eva@fjordby.example", "roles": ["approver"]})
    assert trail(session) == {("person.roles_changed", "person", people(session)["Eva"].id)}


def test_deactivating_voids_links_and_codes_and_can_be_undone(admin: FlaskClient, session: Session) -> None:
    person = make_person(session, email=None)
    session.commit()
    post(admin, "/admin/people/codes", {"person": person.id})
    assert session.scalar(select(func.count(SignInToken.id))) == 1
    assert post(admin, f"/admin/people/{person.id}/deactivate").status_code == 303
    assert session.scalar(select(func.count(SignInToken.id))) == 0
    assert post(admin, f"/admin/people/{person.id}/reactivate").status_code == 303
    assert people(session)["Anna Dahl"].active


def test_deleting_a_person_takes_their_trail_and_leaves_the_content(admin: FlaskClient, session: Session) -> None:
    person = make_person(session, roles=[Role.EDITOR])
    audit.record(session, person.id, "kit.submitted", "kit", 1)
    session.commit()
    assert post(admin, f"/admin/people/{person.id}/delete").status_code == 303
    assert "Anna Dahl" not in people(session)
    assert session.scalars(select(audit.AuditEntry.actor_id)).all() == [None]


def test_a_get_deletes_nobody(admin: FlaskClient, session: Session) -> None:
    person = make_person(session)
    session.commit()
    assert admin.get(f"/admin/people/{person.id}/delete").status_code == 405
    assert "Anna Dahl" in people(session)


def test_people_are_found_by_a_part_of_name_or_address(admin: FlaskClient, session: Session) -> None:
    make_person(session, "Anna Dahl", "x@fjordby.example")
    make_person(session, "Ole Riis", "100%@fjordby.example")
    session.commit()
    assert "Ole Riis" not in admin.get("/admin/people?q=dahl").text
    assert "Anna Dahl" not in admin.get("/admin/people?q=%25").text
    assert "Ole Riis" in admin.get("/admin/people?q=%25").text
    assert "Anna Dahl" not in admin.get("/admin/people?q=_nna").text


def test_a_long_list_is_paged_by_name(admin: FlaskClient, session: Session) -> None:
    for number in range(PAGE_SIZE + 5):
        make_person(session, f"Kollega {number:03}", None)
    session.commit()
    first, second = (admin.get(f"/admin/people?q=Kollega&page={page}").text for page in (1, 2))
    assert first.count("Kollega ") == PAGE_SIZE
    assert second.count("Kollega ") == 5
    assert "page=2" in first
    assert admin.get("/admin/people?page=999").status_code == 200
    assert admin.get("/admin/people?page=abc").status_code == 200


def test_no_page_tells_who_opted_in(admin: FlaskClient, session: Session) -> None:
    person = make_person(session)
    version = PolicyVersion(number=1000, in_effect_from=clock.now(), body_da="Retningslinjer")
    session.add(version)
    session.commit()
    pages = (
        "/admin/people",
        f"/admin/people/{person.id}",
        "/admin",
        "/admin/settings",
        "/admin/people/codes",
    )
    before = [without_tokens(admin.get(page).text) for page in pages]
    session.add(Ambassador(person_id=person.id, policy_version_id=version.id))
    session.commit()
    assert [without_tokens(admin.get(page).text) for page in pages] == before


def test_a_refusal_is_told_on_the_persons_own_page(admin: FlaskClient, session: Session) -> None:
    me = make_persona(session, "admin")
    answer = post(admin, f"/admin/people/{me.id}/deactivate")
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert f'action="/admin/people/{me.id}"' in answer.text
    assert "genindlæs" not in answer.text


def test_deactivating_says_what_was_done_and_is_asked_about_first(admin: FlaskClient, session: Session) -> None:
    person = make_person(session)
    session.commit()
    address = f"/admin/people/{person.id}"
    assert "Vil du deaktivere Anna Dahl?" in admin.get(address).text
    post(admin, f"{address}/deactivate")
    assert "Anna Dahl er deaktiveret" in admin.get(address).text
