"""The desk adds, renames, retires and deletes sources."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core.audit import AuditEntry
from hub.kits.models import Kit
from hub.links.models import TrackingLink
from hub.sources.models import Source
from tests.factories.accounts import post
from tests.factories.sources import make_cost, make_link, make_source
from tests.integration.sources.conftest import SignIn

VOICES = {"label_da": "Lokale stemmer, forår", "label_en": "Local voices, spring", "kind": "external"}


def named(session: Session) -> dict[str, str]:
    session.rollback()
    return {source.key: source.label_da for source in session.scalars(select(Source))}


def test_five_sources_are_always_there(editor: FlaskClient, session: Session) -> None:
    assert list(named(session)) == ["employees", "official", "paid", "newsletter", "intranet"]
    assert "Betalte annoncer" in editor.get("/desk/sources").text


def test_a_new_source_has_a_key_that_says_nothing_of_its_name(editor: FlaskClient, session: Session) -> None:
    assert post(editor, "/desk/sources", VOICES).location == "/desk/sources"
    post(editor, "/desk/sources", {**VOICES, "label_da": "Bureau Fjord", "label_en": "", "kind": "paid"})
    assert named(session)["external-1"] == "Lokale stemmer, forår"
    assert named(session)["paid-1"] == "Bureau Fjord"
    assert [entry.action for entry in session.scalars(select(AuditEntry))] == ["created", "created"]


def test_the_form_says_whom_one_may_name(editor: FlaskClient) -> None:
    page = editor.get("/desk/sources").text
    assert "må nævnes, hvis personen har sagt ja" in page
    assert "Nævn aldrig en kollega" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"label_da": ""},
        {"label_da": "   "},
        {"label_da": "x" * 81},
        {"label_da": "betalte ANNONCER"},
        {"label_en": "Newsletters"},
        {"kind": "employees"},
        {"kind": "fax"},
    ],
)
def test_a_missing_or_taken_name_or_kind_is_refused_and_what_was_typed_stays(
    editor: FlaskClient, session: Session, wrong: dict[str, str]
) -> None:
    answer = post(editor, "/desk/sources", {**VOICES, **wrong})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert (wrong.get("label_en") or "Local voices, spring") in answer.text
    assert len(named(session)) == 5


def test_sending_the_form_twice_adds_one_source(editor: FlaskClient, session: Session) -> None:
    post(editor, "/desk/sources", VOICES)
    assert post(editor, "/desk/sources", VOICES).status_code == 422
    assert len(named(session)) == 6


def test_a_renamed_source_keeps_its_key_its_links_and_where_they_lead(
    editor: FlaskClient, kit: Kit, session: Session
) -> None:
    make_source(session)
    link = make_link(session, kit, "external-1", "instagram")
    session.commit()
    code, location = link.code, link.location
    answer = post(editor, "/desk/sources/external-1", {"label_da": "Sommerens stemmer", "label_en": ""})
    assert answer.status_code == 303
    assert named(session)["external-1"] == "Sommerens stemmer"
    kept = session.scalars(select(TrackingLink).where(TrackingLink.source == "external-1")).one()
    assert (kept.code, kept.location) == (code, location)
    assert "Sommerens stemmer" in editor.get(f"/desk/kits/{kit.slug}/links").text
    assert "stemmer" not in location


def test_a_source_with_links_or_costs_can_be_retired_and_not_deleted(
    editor: FlaskClient, kit: Kit, session: Session
) -> None:
    make_source(session, "external-1", "Med link")
    make_source(session, "external-2", "Med udgift")
    make_link(session, kit, "external-1", "instagram")
    make_cost(session, kit, 100, "external-2")
    session.commit()
    for key in ("external-1", "external-2"):
        answer = post(editor, f"/desk/sources/{key}/delete")
        assert answer.status_code == 409
        assert "kan den kun" in answer.text or "kun tages ud af brug" in answer.text
        assert post(editor, f"/desk/sources/{key}/retire").status_code == 303
    assert {"external-1", "external-2"} <= named(session).keys()
    assert session.scalars(select(Source.key).where(Source.active.is_(False))).all() == ["external-1", "external-2"]
    assert post(editor, "/desk/sources/external-1/bring-back").status_code == 303
    session.rollback()
    assert session.scalars(select(Source.key).where(Source.active.is_(False))).all() == ["external-2"]


def test_a_source_that_was_never_used_is_deleted_and_asking_again_is_no_error(
    editor: FlaskClient, session: Session
) -> None:
    make_source(session)
    session.commit()
    for _ in range(2):
        assert post(editor, "/desk/sources/external-1/delete").status_code == 303
    assert "external-1" not in named(session)


def test_built_in_sources_stay_and_the_employees_cannot_be_retired(editor: FlaskClient, session: Session) -> None:
    assert post(editor, "/desk/sources/newsletter/delete").status_code == 409
    assert post(editor, "/desk/sources/newsletter/retire").status_code == 303
    assert post(editor, "/desk/sources/employees/retire").status_code == 409
    assert len(named(session)) == 5
    assert session.scalars(select(Source.key).where(Source.active.is_(False))).all() == ["newsletter"]


def test_hr_reads_the_sources_and_changes_none(hr: FlaskClient, sign_in: SignIn, session: Session) -> None:
    make_source(session)
    session.commit()
    assert hr.get("/desk/sources").status_code == 200
    assert hr.get("/desk/sources/external-1").status_code == 403
    assert post(hr, "/desk/sources", VOICES).status_code == 403
    assert post(hr, "/desk/sources", {**VOICES, "label_da": ""}).status_code == 403
    for action in ("", "/retire", "/bring-back", "/delete"):
        assert post(hr, f"/desk/sources/external-1{action}", VOICES).status_code == 403
    assert named(session)["external-1"] == "Lokale stemmer"


def test_hostile_names_are_shown_as_text(editor: FlaskClient, session: Session) -> None:
    post(editor, "/desk/sources", {**VOICES, "label_da": "<script>alert(1)</script>", "label_en": ""})
    page = editor.get("/desk/sources").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
