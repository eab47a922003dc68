from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.accounts import queries
from hub.accounts.models import Unit
from hub.core.audit import AuditEntry
from tests.factories.accounts import make_person, make_unit, post
from tests.integration.admin.conftest import upload


def units(session: Session) -> dict[str, Unit]:
    session.expire_all()
    return {unit.name_da: unit for unit in session.scalars(select(Unit))}


def form(name: str, headcount: object, parent: Unit | None = None) -> dict[str, object]:
    return {"name_da": name, "name_en": "", "headcount": headcount, "parent_id": parent.id if parent else ""}


def test_an_administrator_builds_a_tree(admin: FlaskClient, session: Session) -> None:
    assert post(admin, "/admin/units", form("Fjordby Kommune", 0)).status_code == 303
    top = units(session)["Fjordby Kommune"]
    assert post(admin, "/admin/units", form("Skolerne", 812, top)).status_code == 303
    assert (units(session)["Skolerne"].parent_id, units(session)["Skolerne"].headcount) == (top.id, 812)
    assert queries.organisation_headcount(session) == 812


def test_every_change_of_the_tree_is_in_the_trail(admin: FlaskClient, session: Session) -> None:
    post(admin, "/admin/units", form("Havnen", 18))
    havnen = units(session)["Havnen"]
    post(admin, f"/admin/units/{havnen.id}", form("Havnen", 18))
    assert [entry.action for entry in session.scalars(select(AuditEntry))] == ["unit.created"]
    post(admin, f"/admin/units/{havnen.id}", form("Havnen", 31))
    for action in ("close", "reopen"):
        post(admin, f"/admin/units/{havnen.id}/{action}")
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == ["unit.created", "unit.edited", "unit.closed", "unit.reopened"]
    assert {(entry.subject, entry.subject_id) for entry in entries} == {("unit", havnen.id)}


def test_the_page_warns_that_figures_follow_the_headcounts(admin: FlaskClient) -> None:
    assert "næste kvartal" in admin.get("/admin/units").text


def test_the_page_explains_which_unit_reports_where(admin: FlaskClient, session: Session) -> None:
    top = make_unit(session, "Teknik", headcount=100)
    make_unit(session, "Havnen", headcount=18, parent=top)
    session.commit()
    page = admin.get("/admin/units").text
    havnen = re.search(r"Havnen</a>.*?</tr>", page, re.DOTALL)
    assert havnen is not None
    assert "Teknik" in havnen[0]
    assert "118" in page


def test_a_persons_figures_are_those_of_the_unit_that_reports_for_theirs(session: Session) -> None:
    top = make_unit(session, "Teknik", headcount=100, name_en="Technical")
    small = make_unit(session, "Havnen", headcount=18, parent=top)
    assert queries.reporting_unit_of(session, make_person(session, unit=small)) == top.id
    assert queries.reporting_unit_of(session, make_person(session, "Ole", None)) is None
    (unit,) = queries.reporting_units(session)
    assert (unit.id, unit.name("da"), unit.name("en"), unit.people) == (top.id, "Teknik", "Technical", 118)


@pytest.mark.parametrize(
    ("name", "headcount", "field"),
    [
        ("", 5, "name_da"),
        ("Havnen", "", "headcount"),
        ("Havnen", -1, "headcount"),
        ("Havnen", "many", "headcount"),
    ],
)
def test_what_cannot_be_used_is_told_beside_its_field(
    admin: FlaskClient, session: Session, name: str, headcount: object, field: str
) -> None:
    answer = post(admin, "/admin/units", form(name, headcount))
    assert answer.status_code == 400
    assert f'id="{field}-error"' in answer.text
    assert units(session) == {}


def test_a_unit_is_renamed_moved_and_recounted(admin: FlaskClient, session: Session) -> None:
    top, other = make_unit(session, "Top"), make_unit(session, "Andet")
    unit = make_unit(session, "Havnen", headcount=18, parent=top)
    session.commit()
    assert post(admin, f"/admin/units/{unit.id}", form("Fjordby Havn", 35, other)).status_code == 303
    found = units(session)["Fjordby Havn"]
    assert (found.headcount, found.parent_id) == (35, other.id)


def test_a_unit_cannot_be_moved_below_itself(admin: FlaskClient, session: Session) -> None:
    top = make_unit(session, "Top")
    below = make_unit(session, "Under", parent=top)
    session.commit()
    for parent in (top, below):
        answer = post(admin, f"/admin/units/{top.id}", form("Top", 10, parent))
        assert answer.status_code == 400
        assert 'id="parent_id-error"' in answer.text
    assert units(session)["Top"].parent_id is None


def test_a_unit_is_closed_when_nothing_lies_below_it_and_opened_again(admin: FlaskClient, session: Session) -> None:
    top = make_unit(session, "Top")
    below = make_unit(session, "Under", parent=top)
    session.commit()
    assert post(admin, f"/admin/units/{top.id}/close").status_code == 409
    assert post(admin, f"/admin/units/{below.id}/close").status_code == 303
    assert units(session)["Under"].closed
    assert post(admin, f"/admin/units/{below.id}/reopen").status_code == 303
    assert not units(session)["Under"].closed


def test_the_demonstrations_units_are_imported_and_a_second_time_changes_nothing(
    admin: FlaskClient, session: Session
) -> None:
    content = (Path(__file__).parents[3] / "hub" / "demo" / "content" / "units.csv").read_bytes()
    assert upload(admin, content, "units")[0] == 200
    assert units(session) == {}
    for _ in range(2):
        assert upload(admin, content, "units", confirm="1")[0] == 303
        found = units(session)
        assert len(found) == len(content.splitlines()) - 1
        assert found["Vej og Park"].parent_id == found["Teknik og Miljø"].id


@pytest.mark.parametrize("line", ["Skolerne;;Nowhere;10", "Skolerne;;;ten", ";;;10", "Skolerne;;;-5", "Top;;;1"])
def test_one_bad_line_imports_nothing(admin: FlaskClient, session: Session, line: str) -> None:
    content = f"name_da;name_en;parent;headcount\nTop;;;50\n{line}\n".encode()
    assert upload(admin, content, "units", confirm="1")[0] == 400
    assert units(session) == {}


def test_a_large_tree_is_read_a_page_at_a_time_each_unit_in_its_place(admin: FlaskClient, session: Session) -> None:
    top = make_unit(session, "Kommunen", headcount=100)
    for letter in "AB":
        branch = make_unit(session, f"Gren {letter}", headcount=40, parent=top)
        for number in range(80):
            make_unit(session, f"Kontor {letter}{number:02}", headcount=5, parent=branch)
    session.commit()
    first, second = (
        re.findall(r"/admin/units/\d+\">([^<]+)</a>", admin.get(f"/admin/units?page={n}").text) for n in (1, 2)
    )
    assert len(first) == queries.UNITS_ON_A_PAGE
    # Above the first unit of the second page stand those that it belongs to, once more.
    assert second[:3] == ["Kommunen", "Gren B", "Kontor B17"]
    assert {*first, *second} == {unit.name_da for unit in queries.units(session)}
    for beyond in ("0", "99", "x"):
        assert admin.get(f"/admin/units?page={beyond}").status_code == 200


def test_closed_units_are_read_a_page_at_a_time(admin: FlaskClient, session: Session) -> None:
    for number in range(60):
        make_unit(session, f"Nedlagt {number:02}", headcount=5).closed = True
    session.commit()
    first, second = (set(re.findall(r">(Nedlagt \d\d)<", admin.get(f"/admin/units?closed={n}").text)) for n in (1, 2))
    assert (len(first), len(second), first & second) == (50, 10, set())
