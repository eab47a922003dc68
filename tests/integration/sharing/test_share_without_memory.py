"""A browser that remembers nothing, and a unit that came within the quarter: what counts twice, and what does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.accounts import units
from hub.accounts.models import Person
from hub.kits.models import Kit
from tests.factories.accounts import make_persona, make_unit
from tests.factories.sharing import share
from tests.integration.sharing.conftest import Counts

SignIn = Callable[[str], FlaskClient]


def words(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_a_private_window_counts_the_same_person_again(sign_in: SignIn, kit: Kit, counts: Counts) -> None:
    for _ in range(2):
        # A new browser, in which nothing of the one before is left.
        assert share(sign_in("employee"), kit).status_code == 200
        gained = counts.gained()
        assert gained["kit_week:1"] == 1
        assert gained["organisation_quarter:all"] == 1


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("da", "Bruger du både telefon og computer, eller et privat vindue, tæller du med to gange"),
        ("en", "Somebody who uses two devices, or private browsing, is counted twice"),
    ],
)
def test_the_method_says_that_a_private_window_counts_twice(client: FlaskClient, language: str, said: str) -> None:
    assert said in words(client.get(f"/privacy/method?lang={language}").text)


def test_a_unit_made_within_the_quarter_counts_from_its_first_day_and_nobody_twice(
    browser: FlaskClient, sign_in: SignIn, kit: Kit, counts: Counts, session: Session, ambassador: Person
) -> None:
    share(browser, kit)
    counts.gained()
    admin = make_persona(session, "admin")
    new = units.create_unit(session, admin, name_da="Ny enhed", name_en="", parent_id=None, headcount=30)
    ambassador.unit_id = new.id
    session.commit()
    counts.open()
    share(browser, kit, "facebook")
    assert counts.gained() == {"network_month:facebook": 1}
    # Somebody who has not been counted in the quarter is, at once.
    assert share(sign_in("employee"), kit).status_code == 200
    assert counts.gained()[f"unit_quarter:{new.id}"] == 1


def test_whoever_works_in_a_unit_that_closes_within_the_quarter_counts_with_the_unit_above_it(
    browser: FlaskClient, kit: Kit, counts: Counts, session: Session, ambassador: Person
) -> None:
    above = make_unit(session, "Kultur", headcount=60)
    closing = make_unit(session, "Museum", headcount=40, parent=above)
    ambassador.unit_id = closing.id
    session.commit()
    counts.open()
    units.close_unit(session, make_persona(session, "admin"), closing)
    session.commit()
    counts.open()
    share(browser, kit)
    gained = counts.gained()
    assert gained[f"unit_quarter:{above.id}"] == 1
    assert f"unit_quarter:{closing.id}" not in gained
