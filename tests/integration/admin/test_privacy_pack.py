"""The pack for the works council and the data protection officer: from the values in force, in both languages."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest
import time_machine
from flask.testing import FlaskClient

from hub.admin import privacy_pack, privacy_pack_data
from hub.ambassadors import privacy_facts
from hub.core.db import Base
from hub.counting import cells

SignIn = Callable[[str], FlaskClient]
ROOT = Path(__file__).parents[3]
PERSON_KEYS = {("person", "id"), ("ambassador", "person_id")}
TITLES = {
    "works-council": ("Resumé til MED-udvalget", "Summary for the works council"),
    "information-notice": ("Oplysning til medarbejderne", "Information for employees"),
    "impact-assessment": ("Konsekvensanalyse (DPIA), udkast", "Impact assessment (DPIA), draft"),
    "record-of-processing": ("Fortegnelse over behandlingen", "Record of processing"),
    "retention": ("Opbevaring og sletning", "Retention and deletion"),
    "cookies": ("Cookies og lager i browseren", "Cookies and browser storage"),
}


@pytest.fixture
def admin(sign_in: SignIn) -> FlaskClient:
    return sign_in("admin")


@pytest.mark.parametrize("persona", ["employee", "editor", "hr", "pilot"])
def test_the_pack_is_for_administrators(sign_in: SignIn, persona: str) -> None:
    browser = sign_in(persona)
    for address in ("", "/cookies", "/cookies.docx"):
        assert browser.get(f"/admin/privacy-pack{address}").status_code == 403


def test_the_page_lists_every_document_in_both_languages(admin: FlaskClient) -> None:
    page = admin.get("/admin/privacy-pack").text
    for key in privacy_pack.KEYS:
        for language in ("da", "en"):
            assert f"/admin/privacy-pack/{key}?lang={language}" in page
            assert f"/admin/privacy-pack/{key}.docx?lang={language}" in page
    assert 'href="/admin/privacy-pack"' in admin.get("/admin").text


@time_machine.travel("2026-11-21 12:00 +00:00", tick=False)
@pytest.mark.parametrize("key", privacy_pack.KEYS)
def test_each_document_is_dated_and_says_which_version_of_the_program_it_describes(
    sign_in: SignIn, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = sign_in("admin")
    monkeypatch.setattr(privacy_facts, "software_version", lambda: "9.8.7")
    for language, title, date in zip(("da", "en"), TITLES[key], ("21. nov. 2026", "21 Nov 2026"), strict=True):
        page = admin.get(f"/admin/privacy-pack/{key}?lang={language}").text
        assert f'<html lang="{language}"' in page
        assert f"<h1>{title}</h1>" in page
        for said in (date, "9.8.7", "Fjordby Kommune"):
            assert said in page
        text = words(admin, key, language)
        for said in (title, date, "9.8.7", "Fjordby Kommune"):
            assert said in text


def words(admin: FlaskClient, key: str, language: str) -> str:
    """All text of the DOCX file, in order."""
    file = docx.Document(io.BytesIO(admin.get(f"/admin/privacy-pack/{key}.docx?lang={language}").data))
    return "\n".join(part.text or "" for part in file.element.body.iter() if part.tag.endswith("}t"))


@pytest.mark.parametrize("key", privacy_pack.KEYS)
def test_the_file_says_what_the_page_says(admin: FlaskClient, key: str) -> None:
    page = re.sub(r"\s+", " ", admin.get(f"/admin/privacy-pack/{key}?lang=da").text)
    for line in words(admin, key, "da").splitlines():
        if line and not set(line) <= set("_: "):
            escaped = line.replace("&", "&amp;").replace("'", "&#39;").replace('"', "&#34;")
            assert re.sub(r"\s+", " ", escaped).rstrip(": ") in page


@pytest.mark.parametrize("key", privacy_pack.KEYS)
def test_the_file_has_real_headings_header_rows_and_a_language(admin: FlaskClient, key: str) -> None:
    answer = admin.get(f"/admin/privacy-pack/{key}.docx?lang=da")
    assert answer.mimetype.endswith("wordprocessingml.document")
    assert re.search(rf'filename="delfrit-{key}-\d{{4}}-\d\d-\d\d-da\.docx"', answer.headers["Content-Disposition"])
    with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
        assert parts.testzip() is None
        for name in parts.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(parts.read(name))
    file = docx.Document(io.BytesIO(answer.data))
    styles = [paragraph.style.name for paragraph in file.paragraphs if paragraph.style]
    assert styles[0] == "Heading 1"
    assert styles.count("Heading 1") == 1
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in file.tables)
    assert 'w:lang w:val="da-DK"' in file.styles["Normal"].element.xml
    assert file.core_properties.language == "da-DK"
    assert file.core_properties.title == TITLES[key][0]
    assert "python-docx" not in answer.data.decode("latin-1") + (file.core_properties.comments or "")


def test_the_values_are_those_in_force(admin: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    weaker = replace(cells.KIT_WEEK, epsilon=Fraction(2))
    monkeypatch.setattr(cells, "FAMILIES", (weaker, *cells.FAMILIES[1:]))
    monkeypatch.setattr(cells, "THRESHOLD", 25)
    monkeypatch.setattr(cells, "MIN_UNIT", 77)
    summary = admin.get("/admin/privacy-pack/works-council?lang=en").text
    assert "hidden below 25" in summary
    assert "A unit needs 77 people" in summary
    assessment = admin.get("/admin/privacy-pack/impact-assessment?lang=en").text
    assert "88.1% of the time from one published figure, and 97.1%" in assessment
    assert "shown from 25 up" in assessment


def test_law_is_for_counsel_and_what_only_the_organisation_knows_is_left_open(admin: FlaskClient) -> None:
    for key in ("information-notice", "impact-assessment", "record-of-processing", "works-council", "cookies"):
        assert "Få en jurist til at se" in admin.get(f"/admin/privacy-pack/{key}?lang=da").text, key
    notice = admin.get("/admin/privacy-pack/information-notice?lang=da").text
    assert '<p class="fill-in"><strong>Databeskyttelsesrådgiver (DPO):</strong>' in notice


def test_a_document_that_is_not_in_the_pack_is_not_found(admin: FlaskClient) -> None:
    for address in ("secrets", "secrets.docx", "cookies.pdf"):
        assert admin.get(f"/admin/privacy-pack/{address}").status_code == 404


def test_every_table_has_a_purpose_and_an_end() -> None:
    assert set(privacy_pack_data.KEPT) == set(Base.metadata.tables), "declare the table in hub/admin/privacy_pack_data"


def test_every_table_that_points_at_a_person_is_declared_to_be_about_one() -> None:
    about = {
        name
        for name, table in Base.metadata.tables.items()
        if any((key.column.table.name, key.column.name) in PERSON_KEYS for key in table.foreign_keys)
        or name in ("person", "audit_entry")
    }
    assert about - {name for name, kept in privacy_pack_data.KEPT.items() if kept.personal} == set()


def test_every_table_with_all_its_fields_is_in_the_record(admin: FlaskClient) -> None:
    page = admin.get("/admin/privacy-pack/record-of-processing?lang=en").text
    for name, table in Base.metadata.tables.items():
        assert f'<th scope="row">{name}</th>' in page
        assert ", ".join(table.columns.keys()) in page


def test_the_security_document_names_every_table() -> None:
    told = (ROOT / "docs" / "security.md").read_text().split("## Every table")[1].split("\n## ")[0]
    assert {name for name in Base.metadata.tables if f"`{name}`" not in told} == set()


def test_the_cookies_that_are_set_are_the_cookies_that_are_named(admin: FlaskClient) -> None:
    page = admin.get("/admin/privacy-pack/cookies?lang=en").text
    for said in ("hub_session", "30 days", ">lang<", "365 days", "400 days", "no: the address has no HTTPS"):
        assert said in page
