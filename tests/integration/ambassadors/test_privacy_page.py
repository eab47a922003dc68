"""What an employer can see, said with the values in force."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.counting import cells
from tests.factories.accounts import make_persona

SignIn = Callable[[str], FlaskClient]


def test_anybody_may_read_it_in_both_languages(client: FlaskClient) -> None:
    danish, english = client.get("/privacy"), client.get("/privacy?lang=en")
    assert danish.status_code == english.status_code == 200
    assert "Hvad min arbejdsgiver kan og ikke kan se" in danish.text
    assert "What my employer can and cannot see" in english.text


def test_it_is_the_same_for_an_employee_and_an_administrator(sign_in: SignIn, session: Session) -> None:
    make_persona(session, "admin")
    session.commit()
    pages = [sign_in(persona).get("/privacy").text for persona in ("employee", "admin")]
    mains = [page.split("<main", 1)[1].split("</main>")[0] for page in pages]
    assert mains[0] == mains[1]


def test_it_states_both_bounds_the_odds_and_the_curve(client: FlaskClient) -> None:
    page = client.get("/privacy?lang=en").text
    for stated in ("62.2%", "88.1%", "about 2% of the weeks", "about 8%", "about 7% and 17%", "52 weeks", "98.1%"):
        assert stated in page
    danish = client.get("/privacy").text
    assert "62,2 %" in danish.replace("\N{NO-BREAK SPACE}", " ")
    assert "88,1 %" in danish.replace("\N{NO-BREAK SPACE}", " ")


def test_its_numbers_come_from_the_registry(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    weaker = replace(cells.KIT_WEEK, epsilon=Fraction(2), threshold=25)
    monkeypatch.setattr(cells, "FAMILIES", (weaker, *cells.FAMILIES[1:]))
    monkeypatch.setattr(cells, "THRESHOLD", 25)
    monkeypatch.setattr(cells, "MIN_UNIT", 77)
    page = client.get("/privacy?lang=en").text
    assert "88.1%" in page, "one cell at epsilon 2"
    assert "97.1%" in page, "all families: epsilon 3.5"
    assert "“under 25”" in page
    assert "at least 77 people" in page
    assert "62.2%" not in page


@time_machine.travel("2026-11-21 12:00 +00:00", tick=False)
def test_it_says_when_the_next_figures_come(client: FlaskClient) -> None:
    assert "23. nov. 2026 kl. 06.00" in client.get("/privacy").text


@time_machine.travel("2026-11-23 04:59 +00:00", tick=False)
def test_on_a_monday_before_six_the_next_figures_come_today(client: FlaskClient) -> None:
    assert "23. nov. 2026 kl. 06.00" in client.get("/privacy").text


def test_it_says_that_the_limits_only_tighten_and_what_happens_otherwise(client: FlaskClient) -> None:
    page = client.get("/privacy?lang=en").text
    assert "If a new version loosens one, everybody who said yes is paused." in page


def test_it_counts_the_administrators(client: FlaskClient, session: Session) -> None:
    make_persona(session, "admin")
    session.commit()
    assert "Én person er administrator lige nu." in client.get("/privacy").text


def test_every_reader_of_the_list_has_something_they_cannot_see(client: FlaskClient) -> None:
    page = client.get("/privacy").text
    for key in ("manager", "communications", "hr", "coordinator", "it", "colleagues", "public"):
        assert f'id="never-{key}"' in page
        assert page.split(f'id="never-{key}"')[1].split("</ul>")[0].count("<li>") >= 2


def test_it_says_all_that_remains_possible(client: FlaskClient) -> None:
    page = client.get("/privacy?lang=en").text
    for said in (
        "Posts are public",
        "IT can read who opted in",
        "A work computer belongs to your employer",
        "install other software, or watch the traffic",
        "sees nameless steps",
        "can see that somebody visited Delfrit",
        "A share on two devices counts twice",
        "The protection is per share",
        "read the public&#39;s clicks",
    ):
        assert said in page, said


def test_it_says_which_figures_about_a_post_have_no_random_error(client: FlaskClient) -> None:
    page = client.get("/privacy?lang=en").text
    for said in (
        "With every published count that one share is added to, at most 88.1%",
        "What others do is counted without a random error",
        "published once a week, rounded to 10",
        "clicks on it are shown exactly and at once",
        "So are clicks on any other link that somebody hands you",
    ):
        assert said in page, said


def test_it_says_where_figures_leave_the_pages_and_what_a_pilots_figures_tell(client: FlaskClient) -> None:
    page = client.get("/privacy?lang=en").text
    assert "where a screen shows them to all or a program has been given a key" in page
    assert "That a pilot has a figure for shares tells that it had 15 members or more" in page
    assert "how many ambassadors there are each quarter, so that adds up too" in page
