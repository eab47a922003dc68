"""The teaser and the feeds: live kits, and nothing that ties an answer to a reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.core import clock
from hub.kits.models import Kit, KitText
from tests.factories.ambassadors import make_theme

SignIn = Callable[[str], FlaskClient]
ADDRESSES = ("/embed/teaser", "/feed.atom", "/feed.json")


@pytest.fixture(autouse=True)
def kits(session: Session) -> None:
    """Seven live kits, a draft, an ended one, and one whose last day was yesterday."""
    theme = make_theme(session)

    def add(slug: str, state: str, hours: int, ends_on: dt.date | None = None) -> None:
        texts = [KitText(locale="da", title=f"Titel {slug} & <b>", why="Derfor.")]
        if slug == "live-0":
            texts.append(KitText(locale="en", title="Title in English", why="Because."))
        session.add(
            Kit(
                slug=slug, state=state, category="topical", theme_id=theme.id, target_url="https://fjordby.example",
                contact="Navn Navnesen", ends_on=ends_on, texts=texts,
                live_from=clock.now() - dt.timedelta(hours=hours),
            )
        )  # fmt: skip

    for number in range(7):
        add(f"live-{number}", "live", number)
    add("kladde", "draft", 0)
    add("slut", "ended", 0)
    add("i-gaar", "live", 0, clock.local_today() - dt.timedelta(days=1))
    session.commit()


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_answer_sets_or_depends_on_a_cookie(sign_in: SignIn, client: FlaskClient, address: str) -> None:
    anonymous, employee = client.get(address), sign_in("employee").get(address)
    for answer in (anonymous, employee):
        assert answer.status_code == 200
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert answer.headers["Cache-Control"].startswith("public")
    assert anonymous.data == employee.data


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_live_kits_are_named_and_nobody_is(client: FlaskClient, address: str) -> None:
    page = client.get(address).text
    assert "live-0" in page
    for hidden in ("kladde", "slut", "i-gaar", "Navnesen"):
        assert hidden not in page


def test_the_teaser_names_the_five_newest_and_opens_them_at_the_top(client: FlaskClient) -> None:
    page = client.get("/embed/teaser").text
    assert [f"/kits/live-{number}" in page for number in range(7)] == [True] * 5 + [False] * 2
    links = [part.split(">")[0] for part in page.split("<a ")[1:]]
    assert len(links) == 6
    assert all('target="_blank"' in link and 'rel="noopener"' in link for link in links)
    assert "<form" not in page
    assert "<script" not in page
    assert "<b>" not in page


def test_the_teaser_may_be_framed_by_the_configured_intranets_only(app: Flask) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], frame_ancestors=("https://fjordby.sharepoint.com",))
    client = app.test_client()
    policy = client.get("/embed/teaser").headers["Content-Security-Policy"]
    assert "frame-ancestors 'self' https://fjordby.sharepoint.com" in policy
    assert "frame-ancestors 'none'" in client.get("/feed.atom").headers["Content-Security-Policy"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_both_languages_are_there(client: FlaskClient, address: str) -> None:
    assert "Title in English" in client.get(f"{address}?lang=en").text
    assert "Titel live-0" in client.get(f"{address}?lang=da").text
    assert client.get(f"{address}?lang=xx").status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, address: str) -> None:
    tag = client.get(address).headers["ETag"]
    answer = client.get(address, headers={"If-None-Match": tag})
    assert answer.status_code == 304
    assert not answer.data


def test_the_feeds_parse_and_link_to_the_kits_absolutely(client: FlaskClient) -> None:
    atom = ElementTree.fromstring(client.get("/feed.atom").data)
    ids = [element.text for element in atom.iter("{http://www.w3.org/2005/Atom}id")]
    feed = client.get("/feed.json").json
    assert feed is not None
    assert [item["url"] for item in feed["items"]] == ids[1:]
    assert ids[1] == "http://localhost/kits/live-0"
    assert len(ids) == 8


def test_a_kit_from_the_teaser_leads_through_sign_in_and_back(client: FlaskClient) -> None:
    answer = client.get("/kits/live-0")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/kits/live-0")
