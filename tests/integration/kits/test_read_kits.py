"""What employees see: the feed, a kit, a kit that is over, and pictures."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from hub.ambassadors.models import Ambassador, FollowedTheme
from hub.core import clock
from hub.guidelines.models import PolicyVersion
from hub.kits import assets, queries
from hub.kits.rules import Category
from hub.kits.workflow import KitState
from tests.factories.accounts import make_persona
from tests.factories.kits import make_kit, make_theme, picture

SignIn = Callable[[str], FlaskClient]


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The statements that the application runs meanwhile."""
    found: list[str] = []
    engine = app.extensions["hub_sessions"].kw["bind"]

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def titles(page: str) -> list[str]:
    return re.findall(r'<h2><a href="/kits/[^"]*">([^<]*)</a></h2>', page)


def join(session: Session, persona: str, *theme_ids: int) -> None:
    policy = PolicyVersion(number=1, in_effect_from=clock.now() - dt.timedelta(days=1), body_da="Del frit.")
    session.add(policy)
    session.flush()
    person = make_persona(session, persona)
    session.add(Ambassador(person_id=person.id, policy_version_id=policy.id))
    session.flush()
    session.add_all(FollowedTheme(person_id=person.id, theme_id=each) for each in theme_ids)
    session.commit()


def test_the_feed_shows_live_kits_and_no_others(sign_in: SignIn, session: Session) -> None:
    for state in KitState:
        make_kit(session, state.value.title(), state=state)
    make_kit(session, "Over tiden", ends_on=clock.local_today() - dt.timedelta(days=1))
    make_kit(session, "Sidste dag", ends_on=clock.local_today())
    session.commit()
    assert set(titles(sign_in("employee").get("/").text)) == {"Live", "Sidste dag"}


def test_nobody_reads_kits_without_signing_in(client: FlaskClient, session: Session) -> None:
    kit = make_kit(session)
    session.commit()
    for address in ("/", f"/kits/{kit.slug}"):
        answer = client.get(address)
        assert answer.status_code == 303
        assert answer.location.startswith("/sign-in")


def test_an_empty_feed_says_what_happens_next(sign_in: SignIn) -> None:
    assert "Du behøver ikke gøre noget" in sign_in("employee").get("/").text


def test_the_feed_narrows_by_category_and_theme(sign_in: SignIn, session: Session) -> None:
    nature = make_theme(session, "natur", "Natur", "Nature")
    make_kit(session, "Om skov", theme=nature, category=Category.TOPICAL)
    make_kit(session, "Om job", category=Category.RECRUITMENT)
    session.commit()
    browser = sign_in("employee")
    assert titles(browser.get("/?category=topical").text) == ["Om skov"]
    assert titles(browser.get("/?theme=sundhed").text) == ["Om job"]
    assert len(titles(browser.get("/?category=nonsense&theme=none&page=x").text)) == 2
    fragment = browser.get("/?category=topical", headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert fragment.lstrip().startswith('<div id="feed">')


def test_the_themes_that_somebody_follows_come_first(session: Session) -> None:
    nature = make_theme(session, "natur", "Natur")
    old = make_kit(session, "Gammel skov", theme=nature, live_from=clock.now() - dt.timedelta(days=30))
    new = make_kit(session, "Nyt job")
    assert [kit.id for kit in queries.live_kits(session).items] == [new.id, old.id]
    assert [kit.id for kit in queries.live_kits(session, {nature.id}).items] == [old.id, new.id]


def test_an_english_reader_gets_english_where_there_is_any(sign_in: SignIn, session: Session) -> None:
    make_kit(session, "Frost", title_en="Frosty roads")
    make_kit(session, "Kun dansk")
    session.commit()
    assert set(titles(sign_in("employee").get("/?lang=en").text)) == {"Frosty roads", "Kun dansk"}


def test_pages_of_the_feed_hold_twelve(sign_in: SignIn, session: Session) -> None:
    for number in range(13):
        make_kit(session, f"Pakke {number}")
    session.commit()
    browser = sign_in("employee")
    first, second = titles(browser.get("/").text), titles(browser.get("/?page=2").text)
    assert (len(first), len(second)) == (12, 1)
    assert not set(first) & set(second)


@pytest.mark.parametrize("address", ["/", "/desk"])
def test_a_list_costs_the_same_with_three_kits_and_with_thirty(
    app: Flask, sign_in: SignIn, session: Session, address: str
) -> None:
    browser = sign_in("editor")
    for number in range(3):
        make_kit(session, f"Pakke {number}", theme=make_theme(session, f"t{number}", f"T{number}"))
    session.commit()
    browser.get(address)
    with counted(app) as few:
        browser.get(address)
    for number in range(3, 30):
        make_kit(session, f"Pakke {number}", theme=make_theme(session, f"t{number}", f"T{number}"))
    session.commit()
    with counted(app) as many:
        browser.get(address)
    assert len(many) == len(few)
    assert len(many) <= 12


def test_a_kit_shows_everything_that_helps(sign_in: SignIn, session: Session) -> None:
    kit = make_kit(session, ends_on=dt.date(2099, 12, 4))
    session.commit()
    page = sign_in("employee").get(f"/kits/{kit.slug}").text
    for shown in (
        "En dag med vejfolkene",
        "Derfor.",
        "Fortæl",
        "Nævn ikke borgere",
        "<strong>Løn:</strong>",
        "Kommunikation",
        "8.00–15.30",
        "4. dec. 2099",
        "En saltbil",
        f"/results/kits/{kit.slug}",
    ):
        assert shown in page


def test_ambassadors_are_offered_networks_and_others_an_invitation(sign_in: SignIn, session: Session) -> None:
    kit = make_kit(session)
    session.commit()
    page = sign_in("employee").get(f"/kits/{kit.slug}").text
    assert f"/kits/{kit.slug}/linkedin" not in page
    assert "/join?next=" in page
    join(session, "employee")
    page = sign_in("employee").get(f"/kits/{kit.slug}").text
    assert f"/kits/{kit.slug}/linkedin" in page


@pytest.mark.parametrize("state", [KitState.DRAFT, KitState.IN_REVIEW])
def test_a_kit_that_is_not_out_is_not_found(sign_in: SignIn, session: Session, state: KitState) -> None:
    kit = make_kit(session, state=state)
    session.commit()
    assert sign_in("employee").get(f"/kits/{kit.slug}").status_code == 404
    assert sign_in("employee").get("/kits/findes-ikke").status_code == 404


def test_an_ended_kit_has_a_friendly_page(sign_in: SignIn, session: Session) -> None:
    kit = make_kit(session, "Sommerfest", state=KitState.ENDED)
    session.commit()
    page = sign_in("employee").get(f"/kits/{kit.slug}").text
    assert "deles ikke længere" in page
    assert "Sommerfest" in page
    assert f"/kits/{kit.slug}/" not in page


def test_a_withdrawn_kit_shows_nothing_of_its_content(sign_in: SignIn, session: Session) -> None:
    kit = make_kit(session, "Hemmelig sag", state=KitState.WITHDRAWN)
    session.commit()
    page = sign_in("employee").get(f"/kits/{kit.slug}").text
    assert "trukket tilbage" in page
    for gone in ("Hemmelig sag", "Derfor.", kit.target_url, "saltbil", "/assets/"):
        assert gone not in page


def test_week_windows_are_open_while_live_and_one_week_after(session: Session) -> None:
    def moment(day: int, hour: int = 12) -> dt.datetime:
        return dt.datetime(2026, 9, day, hour, tzinfo=clock.zone())

    kit = make_kit(session, state=KitState.ENDED, live_from=moment(9), ended_at=moment(16))
    make_kit(session, "Kladde", state=KitState.DRAFT)

    def is_open(first: int, last: int) -> bool:
        found = queries.kits_open_between(session, dt.date(2026, 9, first), dt.date(2026, 9, last))
        assert found in ([], [(kit.id, kit.slug)])
        return bool(found)

    assert not is_open(1, 8)
    assert is_open(1, 9)
    assert is_open(21, 27)
    assert is_open(23, 24)
    assert not is_open(24, 30)
    assert queries.kits_in_window(session, dt.date(2026, 9, 14), dt.date(2026, 9, 20)) == [kit.id]
    assert queries.kits_in_window(session, dt.date(2026, 9, 17), dt.date(2026, 9, 20)) == []


def test_titles_are_read_in_the_readers_language(session: Session) -> None:
    both, one = make_kit(session, "Frost", title_en="Frosty"), make_kit(session, "Kun dansk")
    assert queries.titles(session, [both.id, one.id], "en") == {both.id: "Frosty", one.id: "Kun dansk"}
    assert queries.titles(session, [both.id], "da") == {both.id: "Frost"}


def test_pictures_are_public_kept_for_good_and_set_no_cookie(app: Flask, session: Session) -> None:
    folder = app.config["SETTINGS"].data_dir / "assets"
    name = assets.store(session, picture(), folder).name
    for size in assets.Size:
        answer = app.test_client().get(f"/assets/{name}-{size}.jpg", buffered=True)
        assert answer.status_code == 200
        assert answer.mimetype == "image/jpeg"
        assert "immutable" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")


@pytest.mark.parametrize(
    "address",
    [
        "/assets/..%2f..%2fhub.db-card.jpg",
        "/assets/" + "0" * 32 + "-card.jpg",
        "/assets/" + "0" * 32 + "-huge.jpg",
        "/assets/" + "Z" * 32 + "-card.jpg",
        "/assets/x.jpg",
    ],
)
def test_no_other_file_can_be_asked_for(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404
