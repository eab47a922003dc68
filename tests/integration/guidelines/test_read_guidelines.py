"""Reading the guidelines and the pages beside them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hub.guidelines import queries, service
from hub.guidelines.models import GuidePage, PolicyVersion
from tests.factories.guidelines import make_page, make_policy

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def pages(session: Session) -> None:
    """Two versions, and a page of each kind."""
    make_policy(session, "# Gamle regler\n\nDet gamle.")
    make_policy(session, "# Nye regler\n\nDet **nye**. <script>alert(1)</script>", "# New rules\n\nThe new.")
    make_page(session, "channel:linkedin", "# Sådan bruger vi LinkedIn\n\nKort.")
    make_page(session, "facts", "# Fakta om Fjordby\n\n48.000 borgere.")
    make_page(session, "crisis", "# Når det brænder\n\nRing.")
    make_page(session, "crisis", "# When things burn\n\nCall.", "en")
    session.commit()


def test_the_newest_version_is_shown_with_its_number_and_the_older_ones(sign_in: SignIn, pages: None) -> None:
    page = sign_in("employee").get("/guidelines").text
    assert "<h1>Nye regler</h1>" in page
    assert "<strong>nye</strong>" in page
    assert "Version 2" in page
    assert "<script>alert" not in page
    assert "/guidelines/versions/1" in page
    assert "/guidelines/versions/2" not in page
    assert "/guidelines/channels/linkedin" in page
    assert "/guidelines/channels/facebook" not in page


def test_an_older_version_says_that_it_is_old(sign_in: SignIn, pages: None) -> None:
    page = sign_in("employee").get("/guidelines/versions/1").text
    assert "Det gamle." in page
    assert "tidligere version" in page


@pytest.mark.parametrize("address", ["/guidelines/channels/linkedin", "/guidelines/facts", "/crisis"])
def test_each_page_has_one_heading_of_the_first_level(sign_in: SignIn, pages: None, address: str) -> None:
    answer = sign_in("employee").get(address)
    assert answer.status_code == 200
    assert answer.text.count("<h1") == 1


def test_a_page_without_an_english_text_is_marked_as_danish(sign_in: SignIn, pages: None) -> None:
    browser = sign_in("employee")
    assert '<h1 lang="da">Fakta om Fjordby</h1>' in browser.get("/guidelines/facts?lang=en").text
    assert "<h1>When things burn</h1>" in browser.get("/crisis?lang=en").text


@pytest.mark.parametrize(
    "address", ["/guidelines/channels/myspace", "/guidelines/channels/facebook", "/guidelines/versions/9"]
)
def test_what_nobody_wrote_is_not_found(sign_in: SignIn, pages: None, address: str) -> None:
    assert sign_in("employee").get(address).status_code == 404


def test_guidelines_are_for_those_who_are_signed_in_and_accessibility_for_all(client: FlaskClient, pages: None) -> None:
    assert client.get("/guidelines").location == "/sign-in?next=/guidelines"
    assert client.get("/accessibility").status_code == 200
    assert "EN 301 549" in client.get("/accessibility?lang=en").text


def test_defaults_are_installed_once_and_never_over_what_somebody_wrote(session: Session) -> None:
    make_page(session, "crisis", "# Vores egen\n\nPlan.")
    service.install_defaults(session)
    service.install_defaults(session)
    session.commit()
    assert session.scalar(select(func.count()).select_from(PolicyVersion)) == 1
    page = queries.find_page(session, "crisis", "da")
    assert page is not None
    assert page.title == "Vores egen"
    kinds = session.scalars(select(GuidePage.kind).where(GuidePage.locale == "da")).all()
    assert len(kinds) == len(set(kinds))
    assert "channel:linkedin" in kinds
    assert "facts" in kinds
    assert queries.current_policy(session).number == 1
