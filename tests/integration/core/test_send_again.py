"""A form whose session has ended: what was typed comes back to whoever typed it on a page of ours, and nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.recruitment.models import Job
from tests.factories.accounts import post

SignIn = Callable[[str], FlaskClient]
TYPED = {
    "title": 'Lærer til "Skovkanten" <6. klasse>',
    "profession": "Lærer og pædagog",
    "apply_url": "https://www.fjordby.example/job/9",
    "level": "employee",
}
OURS = {"Origin": "http://localhost"}


def again(browser: FlaskClient, page: str) -> dict[str, str]:
    """The fields of the form that the page gives back, unescaped by the browser's own rules."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.partition("<main")[2])
    return {name: value.replace("&#34;", '"').replace("&lt;", "<").replace("&gt;", ">") for name, value in fields}


def test_what_was_typed_under_an_old_token_is_sent_again_with_one_press(sign_in: SignIn, session: Session) -> None:
    hr = sign_in("hr")
    refused = hr.post("/recruitment/new", data={**TYPED, "csrf_token": "an old one"}, headers=OURS)
    assert refused.status_code == 400
    assert "Det, du skrev, er her endnu" in refused.text
    assert session.scalars(select(Job)).all() == []
    fields = again(hr, refused.text)
    assert {name: fields[name] for name in TYPED} == TYPED
    assert hr.post("/recruitment/new", data=fields, headers=OURS).status_code == 303
    assert session.scalars(select(Job.title)).all() == [TYPED["title"]]


def test_whoever_is_no_longer_signed_in_signs_in_beside_it_and_goes_on(sign_in: SignIn, session: Session) -> None:
    hr = sign_in("hr")
    with hr.session_transaction() as cookie:
        carried = cookie.pop("_user_id")
    refused = post(hr, "/recruitment/new", TYPED, headers=OURS)
    assert refused.status_code == 401
    assert 'target="_blank"' in refused.text
    # Signing in starts a fresh session: the token on the page that waits is an old one by then.
    with hr.session_transaction() as cookie:
        cookie.clear()
        cookie["_user_id"] = carried
    waiting = hr.post("/recruitment/new", data=again(hr, refused.text), headers=OURS)
    assert waiting.status_code == 400
    assert hr.post("/recruitment/new", data=again(hr, waiting.text), headers=OURS).status_code == 303
    assert session.scalars(select(Job.title)).all() == [TYPED["title"]]


def test_a_form_on_a_strangers_page_is_not_offered_to_be_sent_again(sign_in: SignIn) -> None:
    hr = sign_in("hr")
    strangers: tuple[dict[str, str], ...] = (
        {},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "same-site"},
        {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    )
    for headers in strangers:
        refused = hr.post("/recruitment/new", data={**TYPED, "csrf_token": "a guess"}, headers=headers)
        assert refused.status_code == 400
        assert "Skovkanten" not in refused.text


def test_a_code_typed_at_the_door_is_never_shown_again(client: FlaskClient) -> None:
    refused = client.post("/sign-in/code", data={"code": "ABCD EFGH", "csrf_token": "old"}, headers=OURS)
    assert refused.status_code == 400
    assert "ABCD" not in refused.text
