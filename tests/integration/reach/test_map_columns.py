"""A file that nobody knows is mapped once, and remembered by its header."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.reach.models import OfficialMapping
from tests.factories import exports
from tests.integration.reach.conftest import bring_in, official, upload

HEADER = ("Udgivet", "Skrevet af", "Forfatter", "Tekst", "Hvor", "Vist", "Klikket")
ROW = ("25-10-2026", "web", "Anna Dahl", "Ny havn", "https://bsky.app/profile/fjordby/post/3k1", "1.200", "40")


def _file(*rows: tuple[str, ...]) -> bytes:
    return exports.workbook([HEADER, *(rows or (ROW,))])


def _mapping(**changes: str) -> dict[str, Any]:
    names = [name for name in HEADER if name != "Forfatter"]
    chosen = {"day": "Udgivet", "title": "Tekst", "link": "Hvor", "impressions": "Vist", "clicks": "Klikket"}
    fields = {f"column-{field}": str(names.index(name)) for field, name in chosen.items()}
    header = {f"header-{place}": name for place, name in enumerate(names)}
    return {"network": "bluesky", **header, **fields, **changes}


def _map(browser: FlaskClient, content: bytes | None = None, **changes: str) -> Any:
    return upload(browser, content or _file(), "buffer.xlsx", "/desk/official/columns", **_mapping(**changes))


def test_an_unknown_file_asks_what_its_columns_mean_and_shows_no_names(editor: FlaskClient) -> None:
    answer = upload(editor, _file(), "buffer.xlsx")
    assert answer.status_code == 200
    assert "Hvad betyder kolonnerne?" in answer.text
    assert "Klikket" in answer.text
    assert "Anna Dahl" not in answer.text
    assert "Forfatter" not in answer.text


def test_a_mapped_file_is_read_and_the_next_one_needs_no_answer(editor: FlaskClient, session: Session) -> None:
    checked = _map(editor)
    assert checked.status_code == 303
    assert "Ny havn" in editor.get(checked.location).text
    later = ("26-10-2026", "web", "Anna Dahl", "Ny bro", "https://bsky.app/profile/fjordby/post/3k2", "900", "4")
    assert bring_in(editor, _file(ROW, later), "buffer.xlsx").status_code == 303
    assert [(found.day, found.impressions, found.clicks) for found in official(session)] == [
        (dt.date(2026, 10, 25), 1200, 40),
        (dt.date(2026, 10, 26), 900, 4),
    ]


def test_a_header_in_other_capitals_is_the_same_header(editor: FlaskClient, session: Session) -> None:
    _map(editor)
    content = exports.workbook([[name.upper() for name in HEADER], ROW])
    assert upload(editor, content, "buffer.xlsx").status_code == 303


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"column-day": ""}, "Vælg kolonnen med den dag"),
        ({"column-link": ""}, "Vælg kolonnen med linket"),
        ({"column-impressions": "", "column-clicks": ""}, "Vælg mindst én kolonne med tal"),
        ({"column-clicks": "4"}, "allerede valgt til noget andet"),
        ({"network": ""}, "Vælg mediet"),
        ({"column-clicks": "99"}, ""),
    ],
)
def test_a_mapping_that_says_too_little_is_refused_and_not_remembered(
    editor: FlaskClient, session: Session, changes: dict[str, str], said: str
) -> None:
    answer = _map(editor, **changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert session.scalars(select(OfficialMapping)).all() == []


def test_another_file_than_the_one_that_was_asked_about_is_refused(editor: FlaskClient, session: Session) -> None:
    answer = _map(editor, exports.workbook([("A", "B", "C"), ("1", "2", "3")]))
    assert answer.status_code == 422
    assert "Det er en anden fil" in answer.text


def test_the_order_of_dates_is_remembered_with_the_mapping(editor: FlaskClient, session: Session) -> None:
    from tests.factories.accounts import post

    two_ways = ("03-04-2026", *ROW[1:])
    checked = _map(editor, _file(two_ways))
    post(editor, f"{checked.location}/order", {"order": "dmy"})
    bring_in(editor, _file(two_ways), "buffer.xlsx")
    assert [found.day for found in official(session)] == [dt.date(2026, 4, 3)]
