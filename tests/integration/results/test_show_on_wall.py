from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.results.models import WallScreen
from tests.factories.accounts import PERSONAS, post
from tests.integration.results.conftest import Made

SignIn = Callable[[str], FlaskClient]
PICTURES = ("figures", "weeks", "kits", "lessons")


def address_of(browser: FlaskClient, name: str = "Kantinen", **more: str) -> str:
    answer = post(browser, "/results/screens", {"name": name, "locale": "da", **more})
    assert answer.status_code == 200
    found = re.search(r"/wall/[\w-]{43}", answer.text)
    assert found is not None
    return found[0]


@pytest.mark.usefixtures("made")
def test_whoever_has_the_address_sees_released_figures_without_signing_in(client: FlaskClient, sign_in: SignIn) -> None:
    address = address_of(sign_in("editor"))
    answer = client.get(address)
    assert answer.status_code == 200
    assert "4. kvartal 2026" in answer.text
    assert "Set-Cookie" not in answer.headers
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "<script" not in answer.text


@pytest.mark.usefixtures("made")
def test_figures_on_the_wall_say_that_they_are_measured_and_of_which_day(client: FlaskClient, sign_in: SignIn) -> None:
    address = address_of(sign_in("editor"))
    for picture in PICTURES:
        page = client.get(f"{address}?picture={picture}").text
        said = "Målt" in page and re.search(r"Gjort op mandag den \d", page) is not None
        assert said is (picture in ("figures", "weeks")), picture


@pytest.mark.usefixtures("made")
def test_the_pictures_follow_each_other_by_themselves_until_somebody_stops_them(
    client: FlaskClient, sign_in: SignIn
) -> None:
    place = address = address_of(sign_in("admin"))
    seen = []
    for _ in PICTURES:
        refresh = client.get(place).headers["Refresh"]
        seconds, _, place = refresh.partition("; url=")
        assert int(seconds) >= 20
        seen.append(place.partition("picture=")[2])
    assert seen == [*PICTURES[1:], PICTURES[0]]
    assert "Refresh" not in client.get(f"{address}?picture=kits&stay=1").headers
    assert "Refresh" not in sign_in("employee").get("/results/wall").headers


def test_a_screen_that_is_switched_off_shows_nothing(
    session: Session, client: FlaskClient, sign_in: SignIn, made: Made
) -> None:
    browser = sign_in("editor")
    address, other = address_of(browser), address_of(browser, "Lageret", dark="y")
    screen = session.query(WallScreen).filter_by(name="Kantinen").one()
    for _ in range(2):
        assert post(browser, f"/results/screens/{screen.id}/off").status_code == 303
    assert client.get(address).status_code == 404
    assert 'data-theme="dark"' in client.get(other).text
    assert client.get(f"/wall/{'a' * 43}").status_code == 404


def test_the_secret_is_shown_once_and_kept_as_a_digest(session: Session, sign_in: SignIn, made: Made) -> None:
    browser = sign_in("editor")
    token = address_of(browser).rpartition("/")[2]
    assert token not in browser.get("/results/screens").text
    row = session.query(WallScreen).one()
    assert token not in {str(getattr(row, column.name)) for column in WallScreen.__table__.columns}
    assert post(browser, "/results/screens", {"name": "Kantinen", "locale": "da"}).status_code == 422
    assert session.query(WallScreen).count() == 1


def test_only_editors_and_administrators_look_after_screens(session: Session, sign_in: SignIn, made: Made) -> None:
    allowed = {persona for persona in PERSONAS if sign_in(persona).get("/results/screens").status_code == 200}
    assert allowed == {"editor", "admin"}
    assert post(sign_in("hr"), "/results/screens", {"name": "Kantinen", "locale": "da"}).status_code == 403
    assert session.query(WallScreen).count() == 0


def test_everybody_sees_the_same_figures_on_the_wall(made: Made, client: FlaskClient, sign_in: SignIn) -> None:
    address = address_of(sign_in("editor"))
    figures = re.compile(r"<main.*</main>", re.S)
    for picture in PICTURES:
        seen = {figures.findall(sign_in(persona).get(f"/results/wall?picture={picture}").text)[0]
                for persona in ("employee", "editor", "hr")}  # fmt: skip
        seen.add(figures.findall(client.get(f"{address}?picture={picture}").text)[0])
        assert len(seen) == 1, picture
    assert sign_in("employee").get("/results/wall?picture=people").status_code == 404
