"""The desk imports what the networks report about the organisation's own posts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.core.audit import AuditEntry
from hub.core.drafts import ImportDraft
from hub.reach.models import OfficialImport
from tests.factories import exports
from tests.factories.accounts import post
from tests.factories.sharing import table_dump
from tests.integration.reach.conftest import bring_in, official, upload
from tests.servers import both_databases

SignIn = Callable[[str], FlaskClient]


def _files() -> list[tuple[str, bytes, str]]:
    return [
        ("linkedin", exports.linkedin_page([exports.linkedin_row()]), "fjordby_content.xls"),
        ("linkedin", exports.linkedin_single(), "post.csv"),
        ("x", exports.x_posts([exports.x_row()]), "account_analytics_content.csv"),
        ("x", exports.x_posts([exports.x_row()], exports.X_COLUMNS_DA), "account_analytics_content.csv"),
        ("facebook", exports.meta_posts([exports.meta_row()]), "Oct-01-2026.csv"),
        ("facebook", exports.meta_posts([exports.meta_row()], "da", ";"), "okt.csv"),
        ("facebook", exports.meta_posts([exports.meta_row()], "sv"), "okt.csv"),
    ]


@pytest.mark.parametrize(("network", "content", "name"), _files())
def test_every_known_export_becomes_a_post_with_its_day_and_impressions(
    editor: FlaskClient, session: Session, network: str, content: bytes, name: str
) -> None:
    answer = bring_in(editor, content, name)
    assert (answer.status_code, answer.location) == (303, "/desk/official")
    [found] = official(session)
    assert found.network == network
    assert found.day == (dt.date(2026, 9, 13) if network == "x" else dt.date(2026, 10, 25))
    wanted = {"linkedin": {1234, 1300}, "x": {2345}, "facebook": {5678}}
    assert found.impressions in wanted[network]


def test_linkedins_figures_are_those_of_the_second_line_of_the_sheet_of_posts(
    editor: FlaskClient, session: Session
) -> None:
    bring_in(editor, exports.linkedin_page([exports.linkedin_row()]), "content.xls")
    [found] = official(session)
    assert (found.clicks, found.reactions, found.comments, found.reposts, found.followers) == (56, 12, 3, 4, 1)
    assert found.reach is None
    assert found.title == "Vi søger sygeplejersker 1"


def test_a_name_in_posted_by_is_kept_nowhere(editor: FlaskClient, session: Session) -> None:
    checked = upload(editor, exports.linkedin_page([exports.linkedin_row()]), "content.xls")
    assert "Anna Dahl" not in editor.get(checked.location).text
    assert "Anna Dahl" not in "".join(session.scalars(select(ImportDraft.payload)))
    post(editor, f"{checked.location}/import")
    kept = table_dump(session)
    assert kept["official_post"]
    assert not [name for name, rows in kept.items() if name != "person" and "Anna Dahl" in "".join(rows)]


def test_a_dry_run_says_what_would_happen_and_writes_nothing(editor: FlaskClient, session: Session) -> None:
    checked = upload(editor, exports.x_posts([exports.x_row(1), exports.x_row(2)]), "x.csv")
    page = editor.get(checked.location).text
    assert "Nye opslag" in page
    assert "2.345" in page
    assert "Åbent hus 2" in page
    assert official(session) == []


@both_databases
def test_importing_the_same_file_again_doubles_nothing(editor: FlaskClient, session: Session) -> None:
    content = exports.meta_posts([exports.meta_row(1), exports.meta_row(2)])
    bring_in(editor, content, "a.csv")
    checked = upload(editor, content, "b.csv")
    page = editor.get(checked.location).text
    assert "Alle tal i filen er her i forvejen" in page
    post(editor, f"{checked.location}/import")
    assert len(official(session)) == 2
    assert session.scalar(select(func.count()).select_from(OfficialImport)) == 1


@both_databases
def test_changed_figures_are_brought_up_to_date_and_name_the_newer_import(
    editor: FlaskClient, session: Session, travel: object
) -> None:
    bring_in(editor, exports.x_posts([exports.x_row(1), exports.x_row(2)]), "x.csv")
    travel.move_to("2026-11-23T12:00:00+01:00")  # type: ignore[attr-defined]
    later = exports.x_posts([exports.x_row(1, Impressions="3000"), exports.x_row(2)])
    checked = upload(editor, later, "x.csv")
    assert "fra 2.345 til 3.000" in editor.get(checked.location).text
    post(editor, f"{checked.location}/import")
    first, second = official(session)
    assert (first.impressions, second.impressions) == (3000, 2345)
    days = {row.id: row.imported_on for row in session.scalars(select(OfficialImport))}
    assert (days[first.import_id], days[second.import_id]) == (dt.date(2026, 11, 23), dt.date(2026, 11, 22))


def test_the_same_post_in_two_of_linkedins_exports_is_one_post_with_the_figures_of_both(
    editor: FlaskClient, session: Session
) -> None:
    bring_in(editor, exports.linkedin_page([exports.linkedin_row()]), "content.xls")
    bring_in(editor, exports.linkedin_single(), "post.csv")
    [found] = official(session)
    assert (found.impressions, found.reach, found.followers) == (1300, 900, 1)
    assert found.title == "Vi søger sygeplejersker 1"


def test_one_bad_line_holds_the_whole_file_back_and_is_named(editor: FlaskClient, session: Session) -> None:
    rows = [exports.x_row(1), exports.x_row(2, Impressions="-5"), exports.x_row(3)]
    checked = upload(editor, exports.x_posts(rows), "x.csv")
    page = editor.get(checked.location).text
    assert "Linje 3" in page
    assert "Impressions" in page
    assert "/import" not in page
    post(editor, f"{checked.location}/import")
    assert official(session) == []


@pytest.mark.parametrize("absurd", ["9999999999999", "1.2K", "12,5", "mange", "=1+1"])
def test_a_figure_that_cannot_be_is_refused(editor: FlaskClient, session: Session, absurd: str) -> None:
    checked = upload(editor, exports.x_posts([exports.x_row(1, Impressions=absurd)]), "x.csv")
    assert "Linje 2" in editor.get(checked.location).text
    assert official(session) == []


def test_a_second_press_on_import_changes_nothing(editor: FlaskClient, session: Session) -> None:
    checked = upload(editor, exports.x_posts([exports.x_row()]), "x.csv")
    for _ in range(2):
        assert post(editor, f"{checked.location}/import").status_code == 303
    assert len(official(session)) == 1
    assert "venter ikke længere" in editor.get("/desk/official").text


def test_a_file_that_is_not_imported_after_all_is_forgotten(editor: FlaskClient, session: Session) -> None:
    checked = upload(editor, exports.x_posts([exports.x_row()]), "x.csv")
    assert post(editor, f"{checked.location}/discard").status_code == 303
    assert editor.get(checked.location).status_code == 303
    assert session.scalar(select(func.count()).select_from(ImportDraft)) == 0


def test_a_dry_run_is_nobody_elses(editor: FlaskClient, session: Session, sign_in: SignIn) -> None:
    checked = upload(editor, exports.x_posts([exports.x_row()]), "x.csv")
    assert post(sign_in("approver"), f"{checked.location}/import").status_code == 303
    assert official(session) == []


@pytest.mark.parametrize("persona", ["employee", "contributor", "hr", "pilot", "admin"])
def test_official_figures_are_for_editors_and_approvers(sign_in: SignIn, session: Session, persona: str) -> None:
    browser = sign_in(persona)
    assert browser.get("/desk/official").status_code == 403
    assert upload(browser, exports.x_posts([exports.x_row()]), "x.csv").status_code == 403


def test_an_import_stands_in_the_trail_of_staff_actions(editor: FlaskClient, session: Session) -> None:
    bring_in(editor, exports.x_posts([exports.x_row()]), "x.csv")
    assert [(e.action, e.subject) for e in session.scalars(select(AuditEntry))] == [("imported", "official_import")]


def test_dates_that_can_be_read_in_two_ways_are_asked_about(editor: FlaskClient, session: Session) -> None:
    checked = upload(editor, exports.meta_posts([exports.meta_row(1, Publish_time="03/04/2026 09:00")]), "m.csv")
    page = editor.get(checked.location).text
    assert "03/04/2026" in page
    assert post(editor, f"{checked.location}/order", {}).status_code == 422
    again = post(editor, f"{checked.location}/order", {"order": "mdy"})
    post(editor, f"{again.location}/import")
    assert [found.day for found in official(session)] == [dt.date(2026, 3, 4)]


def test_one_date_that_tells_settles_the_others(editor: FlaskClient, session: Session) -> None:
    rows = [exports.meta_row(1, Publish_time="03/04/2026"), exports.meta_row(2, Publish_time="10/25/2026")]
    bring_in(editor, exports.meta_posts(rows), "m.csv")
    assert [found.day for found in official(session)] == [dt.date(2026, 3, 4), dt.date(2026, 10, 25)]


def test_dates_that_contradict_each_other_are_refused(editor: FlaskClient, session: Session) -> None:
    rows = [exports.meta_row(1, Publish_time="25/10/2026"), exports.meta_row(2, Publish_time="10/25/2026")]
    answer = upload(editor, exports.meta_posts(rows), "m.csv")
    assert answer.status_code == 422
    assert "Nogle datoer har dagen først" in answer.text


def test_an_import_that_breaks_off_in_the_middle_leaves_nothing_and_can_be_repeated(
    editor: FlaskClient, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the power went out")

    checked = upload(editor, exports.x_posts([exports.x_row(1), exports.x_row(2)]), "x.csv")
    with monkeypatch.context() as patched:
        patched.setattr("hub.core.audit.record", broken)
        with pytest.raises(RuntimeError):
            post(editor, f"{checked.location}/import")
    assert official(session) == []
    assert session.scalar(select(func.count()).select_from(OfficialImport)) == 0
    post(editor, f"{checked.location}/import")
    assert len(official(session)) == 2


def test_what_somebody_else_imported_in_the_meantime_is_not_doubled(
    editor: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    content = exports.x_posts([exports.x_row(1), exports.x_row(2)])
    checked = upload(editor, content, "x.csv")
    bring_in(sign_in("approver"), content, "x.csv")
    assert post(editor, f"{checked.location}/import").status_code == 303
    assert len(official(session)) == 2
    assert "Alle tal i filen var her i forvejen" in editor.get("/desk/official").text


def test_a_file_with_more_posts_than_a_page_ever_had_is_refused(
    editor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.reach.posts.MOST_POSTS", 3)
    assert upload(editor, exports.x_posts([exports.x_row(n) for n in range(1, 4)]), "x.csv").status_code == 303
    answer = upload(editor, exports.x_posts([exports.x_row(n) for n in range(1, 5)]), "x.csv")
    assert answer.status_code == 422
    assert "mere end 20.000 opslag" in answer.text
