"""The desk writes a kit: what is saved, what is refused, and that nothing typed is ever lost."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from hub.ambassadors.models import Theme
from hub.core.audit import AuditEntry
from hub.kits import assets, desk
from hub.kits.models import Asset, Kit
from hub.kits.workflow import KitState
from tests.factories.accounts import csrf_token, make_persona, post
from tests.factories.kits import filled_form, make_kit, make_theme, picture

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def theme(session: Session) -> Theme:
    made = make_theme(session)
    session.commit()
    return made


def sent(browser: FlaskClient, address: str, data: dict[str, Any]) -> TestResponse:
    """Post as a browser posts a form with a file. The test client's own temporary files are never closed."""
    boundary, body = encode_multipart({**data, "csrf_token": csrf_token(browser)})
    return browser.post(address, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def error_of(answer: TestResponse, field: str) -> str:
    found = re.search(rf'id="{re.escape(field)}-error">(.*?)</p>', answer.text, re.DOTALL)
    return re.sub(r"<[^>]+>", "", unescape(found[1])) if found else ""


def upload(data: bytes, name: str = "billede.jpg") -> FileStorage:
    return FileStorage(io.BytesIO(data), name)


@pytest.mark.parametrize("persona", ["contributor", "editor", "approver"])
def test_the_desk_writes_a_draft_with_everything_in_it(
    sign_in: SignIn, session: Session, theme: Theme, persona: str
) -> None:
    form = filled_form(
        theme, title_en="We need three nurses", why_en="Good team.", commercial="y", image=upload(picture())
    )
    form["s-da-linkedin-2"] = "Tredje"
    answer = sent(sign_in(persona), "/desk/kits/new", form)
    assert answer.status_code == 303
    kit = session.scalars(select(Kit)).one()
    assert answer.location == f"/desk/kits/{kit.slug}" == "/desk/kits/vi-soeger-tre-sygeplejersker"
    assert kit.state == KitState.DRAFT
    assert (kit.category, kit.purpose, kit.theme_id, kit.commercial) == ("recruitment", "staff", theme.id, True)
    assert kit.ends_on == dt.date(2099, 12, 4)
    assert {text.locale: text.title for text in kit.texts} == {
        "da": "Vi søger tre sygeplejersker", "en": "We need three nurses",
    }  # fmt: skip
    assert [each.body for each in kit.suggestions if each.network == "linkedin"] == [
        "Kom og arbejd her.", "Vil du være min kollega?", "Tredje",
    ]  # fmt: skip
    assert [(each.subject, each.body) for each in kit.suggestions if each.network == "email"] == [
        ("Et godt job", "Se her.")
    ]
    assert kit.asset is not None
    assert kit.author_id == make_persona(session, persona).id
    trail = session.scalars(select(AuditEntry)).one()
    assert (trail.action, trail.subject_id) == ("kit.created", kit.id)


@pytest.mark.parametrize("persona", ["employee", "hr", "pilot", "admin"])
def test_nobody_else_gets_in(sign_in: SignIn, session: Session, theme: Theme, persona: str) -> None:
    browser = sign_in(persona)
    for address in ("/desk", "/desk/kits/new"):
        assert browser.get(address).status_code == 403
    assert sent(browser, "/desk/kits/new", filled_form(theme)).status_code == 403
    assert not session.scalars(select(Kit)).all()


def test_a_post_without_a_token_is_refused(sign_in: SignIn, session: Session, theme: Theme) -> None:
    answer = sign_in("editor").post("/desk/kits/new", data=filled_form(theme))
    assert answer.status_code == 400
    assert not session.scalars(select(Kit)).all()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("title_da", "   ", "titel"),
        ("title_da", "x" * 121, "120"),
        ("target_url", "javascript:alert(1)", "https://"),
        ("target_url", "file:///etc/passwd", "https://"),
        ("target_url", "http://10.0.0.1/", "lukket netværk"),
        ("target_url", "http://localhost/", "Delfrit"),
        ("after_url", "http://[::1]/", "lukket netværk"),
        ("category", "gossip", "kategori"),
        ("purpose", "fame", "formål"),
        ("theme", "999", "emne"),
        ("theme", "", "emne"),
        ("ends_on", "i morgen", "år-måned-dag"),
        ("ends_on", "2001-01-01", "gået"),
        ("s-da-x-0", "å" * 300, "For lang til X"),
        ("s-da-bluesky-1", "å" * 301, "For lang til Bluesky"),
        ("s-da-instagram-0", "#a1 #b1 #c1 #d1 #e1 #f1", "hashtags"),
    ],
)  # fmt: skip
def test_bad_input_gets_an_error_beside_its_field_and_nothing_typed_is_lost(
    sign_in: SignIn, session: Session, theme: Theme, field: str, value: str, says: str
) -> None:
    answer = sent(sign_in("editor"), "/desk/kits/new", filled_form(theme, **{field: value}))
    assert answer.status_code == 422
    assert says in error_of(answer, field)
    assert 'class="error-summary"' in answer.text
    page = unescape(answer.text)
    for kept in ("Teamet fortæller selv", "Vil du være min kollega?", "Nævn ikke borgere"):
        assert kept in page
    if field not in ("category", "purpose", "theme"):
        assert value.strip() in page
    assert not session.scalars(select(Kit)).all()


def test_an_unknown_network_is_named(sign_in: SignIn, session: Session, theme: Theme) -> None:
    answer = sent(sign_in("editor"), "/desk/kits/new", filled_form(theme, **{"s-da-myspace-0": "Hej"}))
    assert answer.status_code == 422
    assert "myspace" in answer.text
    assert not session.scalars(select(Kit)).all()


def test_english_texts_need_an_english_title(sign_in: SignIn, theme: Theme) -> None:
    answer = sent(sign_in("editor"), "/desk/kits/new", filled_form(theme, why_en="Good team."))
    assert "engelske udgave" in error_of(answer, "title_en")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"no image at all", "ikke et billede"),
        (b"GIF89a" + b"\0" * 200, "ikke et billede"),
        (picture() + b"\0" * assets.MAX_FILE_BYTES, "10 MB"),
        (picture() + b"\0" * 20_000_000, "10 MB"),
    ],
)
def test_a_bad_picture_is_an_error_beside_the_field_and_nothing_typed_is_lost(
    sign_in: SignIn, session: Session, theme: Theme, data: bytes, says: str
) -> None:
    answer = sent(sign_in("editor"), "/desk/kits/new", filled_form(theme, image=upload(data)))
    assert answer.status_code == 422
    assert says in error_of(answer, "image")
    assert "Vil du være min kollega?" in answer.text
    assert not session.scalars(select(Asset)).all()


def test_a_form_that_is_too_large_to_be_read_gets_a_friendly_page(sign_in: SignIn, theme: Theme) -> None:
    browser = sign_in("editor")
    headers = {"X-CSRFToken": csrf_token(browser)}
    kind = "multipart/form-data; boundary=line"
    answer = browser.post(
        "/desk/kits/new", data=b"\xff" * (desk.MAX_FORM_BYTES + 1), content_type=kind, headers=headers
    )
    assert answer.status_code == 413
    assert "<h1" in answer.text
    assert "Traceback" not in answer.text


def test_a_good_picture_survives_a_mistake_elsewhere(sign_in: SignIn, session: Session, theme: Theme) -> None:
    browser = sign_in("editor")
    answer = sent(browser, "/desk/kits/new", filled_form(theme, title_da="", image=upload(picture())))
    asset = session.scalars(select(Asset)).one()
    assert f'value="{asset.id}"' in answer.text
    assert f"/assets/{asset.name}-feed.jpg" in answer.text
    assert sent(browser, "/desk/kits/new", filled_form(theme, asset_id=str(asset.id))).status_code == 303
    assert session.scalars(select(Kit)).one().asset_id == asset.id


def test_another_suggestion_is_added_without_javascript_and_without_saving(
    sign_in: SignIn, session: Session, theme: Theme
) -> None:
    answer = sent(sign_in("editor"), "/desk/kits/new", filled_form(theme, add="da-linkedin"))
    assert answer.status_code == 200
    assert 'name="s-da-linkedin-2"' in answer.text
    assert "Vil du være min kollega?" in answer.text
    assert not session.scalars(select(Kit)).all()


def test_the_preview_shows_what_is_typed_and_saves_nothing(sign_in: SignIn, session: Session, theme: Theme) -> None:
    browser = sign_in("editor")
    form = filled_form(theme, preview_network="email")
    fragment = post(browser, "/desk/preview", form)
    assert "<html" not in fragment.text
    assert "Et godt job" in fragment.text
    assert "Se her." in fragment.text
    page = sent(browser, "/desk/kits/new", {**filled_form(theme), "preview": "1", "preview_network": "linkedin"})
    assert page.status_code == 200
    assert "www.fjordby.example" not in page.text.split('id="preview"')[1]
    assert "fjordby.example" in page.text.split('id="preview"')[1]
    assert not session.scalars(select(Kit)).all()


def test_what_users_write_is_never_markup(sign_in: SignIn, session: Session, theme: Theme) -> None:
    evil = "<script>alert(1)</script>"
    browser = sign_in("editor")
    form = filled_form(theme, title_da=evil, why_da=evil, dos_da=evil, facts_da=f"{evil} [x](javascript:alert(1))")
    slug = sent(browser, "/desk/kits/new", form).location
    for address in (slug, f"{slug}/edit", "/desk"):
        page = browser.get(address).text
        assert evil not in page
        assert 'href="javascript' not in page


def test_two_kits_with_one_title_get_two_addresses(sign_in: SignIn, theme: Theme) -> None:
    browser = sign_in("editor")
    addresses = {sent(browser, "/desk/kits/new", filled_form(theme)).location for _ in range(3)}
    assert len(addresses) == 3


def test_a_contributor_edits_only_their_own_draft(sign_in: SignIn, session: Session) -> None:
    own = make_kit(session, "Min", state=KitState.DRAFT, author=make_persona(session, "contributor"))
    other = make_kit(session, "En andens", state=KitState.DRAFT, author=make_persona(session, "editor"))
    session.commit()
    browser = sign_in("contributor")
    assert browser.get(f"/desk/kits/{own.slug}/edit").status_code == 200
    assert browser.get(f"/desk/kits/{other.slug}/edit").status_code == 403
