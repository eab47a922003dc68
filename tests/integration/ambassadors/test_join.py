"""Opting in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy.orm import Session, sessionmaker

from hub.accounts.models import Person
from hub.guidelines.models import PolicyVersion
from tests.factories.accounts import make_persona, make_unit, post
from tests.factories.guidelines import make_policy
from tests.integration.ambassadors.conftest import Rows

SignIn = Callable[[str], FlaskClient]
YES: dict[str, Any] = {"accept": "y", "policy_number": "1", "themes": ["1"], "networks": ["linkedin", "bluesky"]}


def test_joining_stores_the_accepted_version_and_the_choices_and_leads_back_to_the_kit(
    sign_in: SignIn, rows: Rows
) -> None:
    answer = post(sign_in("employee"), "/join", {**YES, "next": "/kits/fjordens-dag"})
    assert (answer.status_code, answer.location) == (303, "/kits/fjordens-dag")
    assert rows() == (1, 1, 2, 0)


def test_joining_twice_is_joining_once(sign_in: SignIn, rows: Rows) -> None:
    browser = sign_in("employee")
    assert [post(browser, "/join", YES).status_code for _ in range(2)] == [303, 303]
    assert rows() == (1, 1, 2, 0)


def test_looking_at_the_page_opts_nobody_in(sign_in: SignIn, rows: Rows) -> None:
    browser = sign_in("employee")
    assert browser.get("/join?accept=y&policy_number=1&themes=1").status_code == 200
    assert browser.head("/join").status_code == 200
    assert rows() == (0, 0, 0, 0)


def test_the_page_says_what_is_kept_and_what_never_is(sign_in: SignIn) -> None:
    page = sign_in("employee").get("/join").text
    for said in (
        "Det er frivilligt",
        "Det gemmer vi",
        "Det gemmer vi aldrig",
        "Sådan melder du dig ud",
        "Vær dig selv.",
    ):
        assert said in page
    assert 'href="/privacy"' in page


def test_joining_without_accepting_is_refused_and_keeps_the_choices(sign_in: SignIn, rows: Rows) -> None:
    answer = post(sign_in("employee"), "/join", {**YES, "accept": "", "next": "/kits/fjordens-dag"})
    assert answer.status_code == 422
    assert rows() == (0, 0, 0, 0)
    assert "Sæt kryds, hvis du vil være med" in answer.text
    for kept in ('value="linkedin"', 'value="bluesky"', 'value="1"'):
        assert _is_checked(answer.text, kept)
    assert not _is_checked(answer.text, 'value="facebook"')
    assert 'value="/kits/fjordens-dag"' in answer.text


def test_joining_after_the_guidelines_changed_asks_to_read_them_again(
    sign_in: SignIn, rows: Rows, session: Session
) -> None:
    browser = sign_in("employee")
    make_policy(session, "# Nye\n\nHelt nye ord.")
    session.commit()
    answer = post(browser, "/join", YES)
    assert answer.status_code == 409
    assert rows() == (0, 0, 0, 0)
    assert "Helt nye ord." in answer.text
    assert "Retningslinjerne er ændret" in answer.text
    assert 'name="policy_number" type="hidden" value="2"' in answer.text


def test_a_new_version_keeps_the_opt_in_and_is_accepted_on_the_same_page(
    sign_in: SignIn, rows: Rows, session: Session
) -> None:
    browser = sign_in("employee")
    post(browser, "/join", YES)
    make_policy(session)
    session.commit()
    assert "Der er en ny version af retningslinjerne" in browser.get("/me").text
    page = browser.get("/join").text
    assert _is_checked(page, 'value="linkedin"')
    assert post(browser, "/join", {**YES, "policy_number": "2"}).status_code == 303
    assert rows() == (1, 1, 2, 0)
    assert "Der er en ny version af retningslinjerne" not in browser.get("/me").text


def test_a_way_back_that_leads_elsewhere_is_not_followed(sign_in: SignIn) -> None:
    for elsewhere in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        assert post(sign_in("employee"), "/join", {**YES, "next": elsewhere}).location == "/"


def test_an_unknown_network_is_refused(sign_in: SignIn, rows: Rows) -> None:
    assert post(sign_in("employee"), "/join", {**YES, "networks": ["myspace"]}).status_code == 422
    assert rows() == (0, 0, 0, 0)


def test_who_has_no_unit_may_choose_one_and_who_has_one_is_not_asked(
    sign_in: SignIn, session: Session, sessions: sessionmaker[Session], policy: PolicyVersion
) -> None:
    unit, other = make_unit(session), make_unit(session, "Skoler")
    second_id = make_persona(session, "employee2", unit=other).id
    person_id = make_persona(session, "employee").id
    session.commit()
    browser = sign_in("employee")
    assert "Hvor arbejder du?" in browser.get("/join").text
    assert post(browser, "/join", {**YES, "unit": str(unit.id)}).status_code == 303
    with sessions() as active:
        found = active.get(Person, person_id)
        assert found is not None
        assert found.unit_id == unit.id
    second = sign_in("employee2")
    assert "Hvor arbejder du?" not in second.get("/join").text
    post(second, "/join", {**YES, "unit": str(unit.id)})
    with sessions() as active:
        moved = active.get(Person, second_id)
        assert moved is not None
        assert moved.unit_id == other.id


def test_a_post_without_a_token_is_refused(sign_in: SignIn, rows: Rows) -> None:
    assert sign_in("employee").post("/join", data=YES).status_code == 400
    assert rows() == (0, 0, 0, 0)


def test_signing_in_leads_back_to_join_with_the_kit(client: FlaskClient) -> None:
    answer = client.get("/join?next=/kits/fjordens-dag")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/join?next%3D/kits/fjordens-dag")


def _is_checked(page: str, attribute: str) -> bool:
    boxes = [part.split(">")[0] for part in page.split("<input")[1:]]
    return any(attribute in box and 'type="checkbox"' in box and "checked" in box for box in boxes)
