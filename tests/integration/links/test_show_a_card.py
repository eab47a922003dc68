"""What a network's preview crawler reads."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from hub.kits.models import Asset, Kit
from hub.links import service
from hub.links.redirect import RedirectPath
from tests.integration.links.conftest import Visitor

BOT = {"User-Agent": "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)"}


@pytest.fixture
def with_picture(session: Session, kit: Kit) -> Kit:
    kit.asset = Asset(name="a" * 32, width=1600, height=900)
    session.commit()
    return kit


def tags(page: str) -> dict[str, str]:
    return dict(re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', page))


def test_a_card_has_what_every_network_asks_for(app: Flask, code: str, with_picture: Kit) -> None:
    answer = app.test_client().get(f"/r/{code}", headers=BOT)
    assert answer.status_code == 200
    found = tags(answer.text)
    assert found["og:title"] == "Kom til Fjordby"
    assert found["og:url"] == f"http://localhost/r/{code}"
    assert found["og:image"] == f"http://localhost/assets/{'a' * 32}-card.jpg"
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")
    assert found["og:image:alt"] == "En bro"
    assert found["og:description"]
    assert found["twitter:card"] == "summary_large_image"
    assert found["robots"] == "noindex"


def test_a_person_taken_for_a_crawler_still_arrives_by_a_visible_link(app: Flask, code: str) -> None:
    page = app.test_client().get(f"/r/{code}").text
    (link,) = re.findall(r'<a [^>]*href="([^"]+)"', page)
    assert link.replace("&amp;", "&").startswith("https://fjordby.example/job/7?hr=show-job/7&utm_source=linkedin")


def test_a_card_is_for_everybody_and_names_no_other_address(app: Flask, code: str, with_picture: Kit) -> None:
    answer = app.test_client().get(f"/r/{code}", headers=BOT)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert "canonical" not in answer.text
    assert "http-equiv" not in answer.text
    assert "Vi mangler kolleger" not in answer.text


def test_two_readers_get_the_same_bytes(app: Flask, code: str) -> None:
    pages = {app.test_client().get(f"/r/{code}", headers=BOT).data for _ in range(2)}
    assert len(pages) == 1


@pytest.mark.parametrize("state", ["ended", "withdrawn"])
def test_nothing_of_a_kit_that_is_over_is_shown(
    app: Flask, session: Session, code: str, with_picture: Kit, state: str
) -> None:
    with_picture.state = state
    service.repoint(session, with_picture.id, "https://fjordby.example/tak")
    session.commit()
    page = app.test_client().get(f"/r/{code}", headers=BOT).text
    assert "Kom til Fjordby" not in page
    assert "-card.jpg" not in page
    assert 'href="https://fjordby.example/tak"' in page


@pytest.mark.parametrize(("asked", "seen"), [("da", "Linket virker ikke længere"), ("en", "This link no longer works")])
@pytest.mark.parametrize("garbage", ["zzzzzzzz", "%FF%FE", "a/b/c", "%00", "'--", "x" * 5000, ""])
def test_garbage_gets_the_404_page_in_the_visitors_language(
    app: Flask, kit: Kit, garbage: str, asked: str, seen: str
) -> None:
    answer = app.test_client().get(f"/r/{garbage}", headers={"Accept-Language": asked})
    assert answer.status_code == 404
    assert f'<html lang="{asked}"' in answer.text
    assert f"<h1>{seen}</h1>" in answer.text
    assert "<a " not in answer.text, "a citizen is not sent to pages for staff"
    assert "Traceback" not in answer.text


def test_the_redirect_in_front_hands_crawlers_and_garbage_to_the_page(
    app: Flask, make_front: Callable[..., Visitor], code: str
) -> None:
    visit = make_front(app)
    assert isinstance(visit.front, RedirectPath)
    assert visit(f"/r/{code}", agent=BOT["User-Agent"]).status == "200 OK"
    assert visit(f"/r/{code}").status == "302 Found"
    assert visit("/r/\xff\xfe").status == "404 NOT FOUND"
    assert visit.kinds == ["preview", "click"]
