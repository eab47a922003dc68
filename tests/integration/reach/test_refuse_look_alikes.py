"""Files that only look like official figures are refused, and the desk is told what to choose instead."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.factories import exports
from tests.integration.reach.conftest import official, upload

PER_DAY = "Filen har en linje for hver dag"


@pytest.mark.parametrize("locale", ["en", "da", "sv"])
def test_metas_file_with_a_line_for_each_day_is_refused_with_the_reason(
    editor: FlaskClient, session: Session, locale: str
) -> None:
    rows = [exports.meta_row(1, Date="11/01/2026"), exports.meta_row(1, Date="11/02/2026")]
    answer = upload(editor, exports.meta_posts(rows, locale), "daily.csv")
    assert answer.status_code == 422
    assert PER_DAY in answer.text
    assert official(session) == []


@pytest.mark.parametrize(
    "header",
    [
        ("Date", "Impressions", "Likes", "Engagements", "Profile visits", "New follows"),
        ("Date", "Impressions (organic)", "Impressions (sponsored)", "Clicks (organic)"),
        ("Date", "Sponsored followers", "Organic followers", "Total followers"),
        ("Dato", "Rækkevidde", "Interaktioner"),
    ],
)
def test_an_accounts_overview_by_day_is_refused_with_the_reason(
    editor: FlaskClient, session: Session, header: tuple[str, ...]
) -> None:
    answer = upload(editor, exports.text([header, ["2026-11-01", *["5"] * (len(header) - 1)]]), "overview.csv")
    assert answer.status_code == 422
    assert PER_DAY in answer.text


def test_an_export_of_advertisements_is_refused_with_the_reason(editor: FlaskClient) -> None:
    header = ("Campaign name", "Ad set name", "Reporting starts", "Amount spent (DKK)", "Impressions", "Link clicks")
    answer = upload(editor, exports.text([header, ("a", "b", "2026-11-01", "100", "5", "1")]), "ads.csv")
    assert answer.status_code == 422
    assert "eksport af annoncer" in answer.text


def test_the_same_post_on_two_lines_is_refused_by_line(editor: FlaskClient, session: Session) -> None:
    checked = upload(editor, exports.x_posts([exports.x_row(1), exports.x_row(1)]), "x.csv")
    page = editor.get(checked.location).text
    assert "Det samme opslag står i linje 2" in page
    assert "/import" not in page


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("javascript:alert(1)", "ikke adressen på et opslag"),
        ("https://www.linkedin.com/feed/update/urn:li:activity:7300000000000000001", "et andet medie"),
        ("https://x.com.evil.example/fjordby/status/1", "fører ikke til et opslag på det medie"),
        ("https://x.com/" + "a" * 500, "længere end 500 tegn"),
    ],
)
def test_a_link_that_does_not_belong_to_the_network_is_refused(
    editor: FlaskClient, session: Session, link: str, said: str
) -> None:
    checked = upload(editor, exports.x_posts([exports.x_row(1, Post_Link=link)]), "x.csv")
    assert said in editor.get(checked.location).text


def test_a_number_that_a_spreadsheet_has_rounded_is_not_taken_for_a_posts(
    editor: FlaskClient, session: Session
) -> None:
    whole = upload(editor, exports.x_posts([exports.x_row(1, Post_id="2.0E+18")]), "x.csv")
    assert "/import" in editor.get(whole.location).text
    lost = upload(editor, exports.x_posts([exports.x_row(1, Post_id="2.0E+18", Post_Link="")]), "x.csv")
    assert "afrundet opslagets nummer" in editor.get(lost.location).text


@pytest.mark.parametrize("day", ["2026-12-24", "31/02/2026", "1999-01-01", "i går", ""])
def test_a_day_that_cannot_be_is_refused(editor: FlaskClient, session: Session, day: str) -> None:
    checked = upload(editor, exports.x_posts([exports.x_row(1, Date=day)]), "x.csv")
    page = editor.get(checked.location).text
    assert 'class="error-summary"' in page
    assert "/import" not in page


def test_nothing_chosen_and_nothing_inside_is_said_beside_the_field(editor: FlaskClient) -> None:
    for content, name in (
        (b"", ""),
        (b"", "empty.csv"),
        (b"%PDF-1.7", "x.csv"),
        (b"PK\x03\x04", "x.xlsx"),
        (b"a", "x.exe"),
    ):
        answer = upload(editor, content, name)
        assert answer.status_code == 422, name
        assert 'class="error-summary"' in answer.text


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_danish_letters_arrive_whole_in_every_encoding(editor: FlaskClient, session: Session, encoding: str) -> None:
    from tests.integration.reach.conftest import bring_in

    content = exports.x_posts([exports.x_row(1, Post_text="Grød på Åsen")]).decode().replace(",", ",").encode(encoding)
    bring_in(editor, content, "x.csv")
    assert [found.title for found in official(session)] == ["Grød på Åsen"]


def test_a_file_that_was_cut_off_imports_nothing(editor: FlaskClient, session: Session) -> None:
    whole = exports.x_posts([exports.x_row(1), exports.x_row(2)])
    answer = upload(editor, whole[: len(whole) - 60], "x.csv")
    assert answer.status_code == 422
    assert official(session) == []
