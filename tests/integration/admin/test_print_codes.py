from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.accounts.models import SignInToken
from tests.factories.accounts import make_person, make_unit, post


def test_no_code_is_printed_for_somebody_with_a_mailbox(admin: FlaskClient, session: Session) -> None:
    person = make_person(session)
    session.commit()
    assert "/admin/people/codes" not in admin.get(f"/admin/people/{person.id}").text
    assert post(admin, "/admin/people/codes", {"person": person.id}).status_code == 303
    assert session.scalar(select(func.count(SignInToken.id))) == 0


def test_codes_are_printed_for_everybody_without_a_mailbox(admin: FlaskClient, session: Session) -> None:
    ole = make_person(session, "Ole Riis", None)
    make_person(session, "Bo Gone", None, active=False)
    make_person(session, "Anna Dahl")
    session.commit()
    page = post(admin, "/admin/people/codes", {"all": "1"}).text
    rows = re.findall(r'<tr data-person-id="(\d+)"><td class="name">([^<]+)</td><td><code>([^<]+)</code>', page)
    ((person_id, name, code),) = rows
    assert (int(person_id), name) == (ole.id, "Ole Riis")
    assert re.fullmatch(r"[2-9A-Z]{5}-[2-9A-Z]{5}", code)
    assert code not in admin.get("/admin/people/codes").text


def test_codes_for_a_unit_leave_the_others_alone(admin: FlaskClient, session: Session) -> None:
    unit = make_unit(session)
    make_person(session, "Ole Riis", None, unit=unit)
    make_person(session, "Bo Elsewhere", None)
    session.commit()
    page = post(admin, "/admin/people/codes", {"unit": unit.id}).text
    assert "Ole Riis" in page
    assert "Bo Elsewhere" not in page


def test_choosing_nobody_makes_no_codes(admin: FlaskClient, session: Session) -> None:
    make_person(session, "Ole Riis", None)
    session.commit()
    assert post(admin, "/admin/people/codes").status_code == 303
    assert session.scalar(select(func.count(SignInToken.id))) == 0


def test_a_strip_says_all_that_its_reader_needs_and_strips_lie_by_unit(admin: FlaskClient, session: Session) -> None:
    unit = make_unit(session, "Vej og Park")
    for name, place in (("Åse Uden", None), ("Ole Riis", unit), ("Bo Bang", unit)):
        make_person(session, name, None, unit=place)
    session.commit()
    page = post(admin, "/admin/people/codes", {"all": "1"}).text
    strips = re.findall(r"<tr data-person-id=.*?</tr>", page)
    assert [re.search(r'class="name">([^<]+)', strip)[1] for strip in strips] == [  # type: ignore[index]
        "Bo Bang", "Ole Riis", "Åse Uden",
    ]  # fmt: skip
    assert "Vej og Park" in strips[0]
    assert all("/sign-in" in strip and "Virker til" in strip for strip in strips)
